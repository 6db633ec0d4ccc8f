#include "weight_files/dtype.hpp"

#include <algorithm>
#include <array>

namespace atelier::weight_files {
namespace {

// In the order of the enumeration.
constexpr std::array<DtypeInfo, 20> kDtypes = {{
    {Dtype::kFloat64, "float64", "F64", "DoubleStorage", 8, true, false},
    {Dtype::kFloat32, "float32", "F32", "FloatStorage", 4, true, false},
    {Dtype::kFloat16, "float16", "F16", "HalfStorage", 2, true, false},
    {Dtype::kBfloat16, "bfloat16", "BF16", "BFloat16Storage", 2, true, false},
    {Dtype::kInt64, "int64", "I64", "LongStorage", 8, false, true},
    {Dtype::kInt32, "int32", "I32", "IntStorage", 4, false, true},
    {Dtype::kInt16, "int16", "I16", "ShortStorage", 2, false, true},
    {Dtype::kInt8, "int8", "I8", "CharStorage", 1, false, true},
    {Dtype::kUint8, "uint8", "U8", "ByteStorage", 1, false, true},
    {Dtype::kBool, "bool", "BOOL", "BoolStorage", 1, false, true},
    {Dtype::kComplex64, "complex64", "C64", "ComplexFloatStorage", 8, false, false},
    {Dtype::kComplex128, "complex128", "", "ComplexDoubleStorage", 16, false, false},
    {Dtype::kUint16, "uint16", "U16", "", 2, false, false},
    {Dtype::kUint32, "uint32", "U32", "", 4, false, false},
    {Dtype::kUint64, "uint64", "U64", "", 8, false, false},
    {Dtype::kFloat8E4m3fn, "float8_e4m3fn", "F8_E4M3", "", 1, false, false},
    {Dtype::kFloat8E5m2, "float8_e5m2", "F8_E5M2", "", 1, false, false},
    {Dtype::kQint8, "qint8", "", "QInt8Storage", 1, false, false},
    {Dtype::kQuint8, "quint8", "", "QUInt8Storage", 1, false, false},
    {Dtype::kQint32, "qint32", "", "QInt32Storage", 4, false, false},
}};

const DtypeInfo* find(std::string_view DtypeInfo::*field, std::string_view name) {
  if (name.empty()) return nullptr;
  const auto* at = std::find_if(kDtypes.begin(), kDtypes.end(), [&](const DtypeInfo& d) { return d.*field == name; });
  return at == kDtypes.end() ? nullptr : at;
}

}  // namespace

const DtypeInfo& info(Dtype dtype) { return kDtypes[static_cast<size_t>(dtype)]; }
const DtypeInfo* dtype_named(std::string_view name) { return find(&DtypeInfo::name, name); }
const DtypeInfo* dtype_of_safetensors(std::string_view name) { return find(&DtypeInfo::safetensors, name); }
const DtypeInfo* dtype_of_storage(std::string_view name) { return find(&DtypeInfo::storage, name); }

}  // namespace atelier::weight_files
