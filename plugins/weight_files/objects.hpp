// What a pickle describes, as plain data: values in one arena, by number. They refer to each other in any way, cycles
// too; whoever walks them must bound the walk.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "weight_files/dtype.hpp"

namespace atelier::weight_files {

using Id = uint32_t;

struct Value {
  enum Kind : uint8_t {
    kNone,
    kBool,     // integer
    kInt,      // integer
    kBigInt,   // text: two's complement, little-endian
    kReal,     // real
    kText,     // text: UTF-8 as far as one can trust the file
    kBytes,    // text
    kTuple,    // items
    kList,     // items
    kDict,     // items: key, value, key, value …
    kGlobal,   // text: "module name"
    kStorage,  // integer: index in Objects::storages
    kTensor,   // integer: index in Objects::tensors
    kBag,      // items: the class, what it was made from, then its state. Nothing is known of its meaning
  };
  Kind kind = kNone;
  int64_t integer = 0;
  double real = 0;
  std::string text;
  std::vector<Id> items;
};

// The memory of one or more tensors, as the pickle announces it.
struct StorageClaim {
  std::string key;
  Dtype dtype = Dtype::kFloat32;  // meaningless where raw
  bool raw = false;               // counted in bytes, without a type
  uint64_t bytes = 0;
  uint64_t view_offset = 0;  // bytes into what `key` names; only in files of the first PyTorch
};

struct TensorClaim {
  size_t storage = 0;
  Dtype dtype = Dtype::kFloat32;
  uint64_t offset = 0;  // elements into the storage
  std::vector<int64_t> shape;
  std::vector<int64_t> strides;  // elements
};

struct Objects {
  static constexpr size_t kMost = 2'000'000;  // of values; a large training state has some hundred thousand
  static constexpr size_t kMostTensors = 500'000;

  std::deque<Value> values;
  std::vector<StorageClaim> storages;
  std::vector<TensorClaim> tensors;
  size_t copied = 0;  // items that calls have copied

  const Value& operator[](Id id) const { return values[id]; }
  Value& operator[](Id id) { return values[id]; }
  // The value that a dictionary has under a text, or null.
  const Value* find(const Value& dict, const char* key) const;
};

}  // namespace atelier::weight_files
