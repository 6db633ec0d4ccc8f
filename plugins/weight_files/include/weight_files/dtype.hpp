// The element types of weights, with their names in PyTorch and in safetensors. [any]
#pragma once

#include <cstdint>
#include <string_view>

namespace atelier::weight_files {

enum class Dtype : uint8_t {
  kFloat64,
  kFloat32,
  kFloat16,
  kBfloat16,
  kInt64,
  kInt32,
  kInt16,
  kInt8,
  kUint8,
  kBool,
  kComplex64,
  kComplex128,
  kUint16,
  kUint32,
  kUint64,
  kFloat8E4m3fn,
  kFloat8E5m2,
  kQint8,
  kQuint8,
  kQint32,
};

struct DtypeInfo {
  Dtype dtype;
  std::string_view name;         // "float32", as torch says it
  std::string_view safetensors;  // "F32"; empty: the format has no such type
  std::string_view storage;      // "FloatStorage"; empty: torch has none, it stores bytes
  uint32_t bytes;
  bool is_float;    // has a value as float32 (float64, float32, float16, bfloat16)
  bool is_integer;  // has a value as int64 (int64 to int8, uint8, bool)
};

const DtypeInfo& info(Dtype dtype);
// Null where there is none of that name.
const DtypeInfo* dtype_named(std::string_view name);
const DtypeInfo* dtype_of_safetensors(std::string_view name);
const DtypeInfo* dtype_of_storage(std::string_view name);

}  // namespace atelier::weight_files
