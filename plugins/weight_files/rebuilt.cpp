#include "rebuilt.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>

#include "pickle_names.hpp"

namespace atelier::weight_files {
namespace {

constexpr size_t kMostDimensions = 16;
constexpr size_t kMostKey = 64;

// Reads the arguments of a call by position.
class Arguments {
 public:
  Arguments(const Objects& objects, const std::string& call, const std::vector<Id>& ids, const Cursor& in)
      : objects_(objects), call_(call), ids_(ids), in_(in) {}

  size_t size() const { return ids_.size(); }
  Id id(size_t i) const {
    if (i >= ids_.size()) wrong(i);
    return ids_[i];
  }
  const Value& at(size_t i, Value::Kind kind) const {
    const Value& value = objects_[id(i)];
    if (value.kind != kind) wrong(i);
    return value;
  }
  uint64_t count(size_t i) const {
    const Value& value = at(i, Value::kInt);
    if (value.integer < 0) wrong(i);
    return static_cast<uint64_t>(value.integer);
  }
  // A tuple of numbers from 0. torch.Size comes as a list.
  std::vector<int64_t> sizes(size_t i) const {
    const Value& tuple = objects_[id(i)];
    if ((tuple.kind != Value::kTuple && tuple.kind != Value::kList) || tuple.items.size() > kMostDimensions) wrong(i);
    std::vector<int64_t> out;
    for (const Id item : tuple.items) {
      if (objects_[item].kind != Value::kInt || objects_[item].integer < 0) wrong(i);
      out.push_back(objects_[item].integer);
    }
    return out;
  }
  [[noreturn]] void wrong(size_t i) const {
    in_.refuse_damaged(text("is damaged: argument ", i + 1, " of `", call_, "` is not what it must be"));
  }

 private:
  const Objects& objects_;
  const std::string& call_;
  const std::vector<Id>& ids_;
  const Cursor& in_;
};

// Keys become parts of records' names, never of paths; torch numbers them, "0", "94421".
bool is_key(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// The bytes of a storage that a tensor reaches, from the storage's start; nothing when they do not fit in 64 bits.
bool reach(const TensorClaim& tensor, uint64_t element, uint64_t& bytes) {
  uint64_t last = tensor.offset, count = 1;
  for (size_t d = 0; d < tensor.shape.size(); ++d) {
    const auto size = static_cast<uint64_t>(tensor.shape[d]), stride = static_cast<uint64_t>(tensor.strides[d]);
    uint64_t step = 0;
    if (__builtin_mul_overflow(count, size, &count)) return false;
    if (size > 0 && (__builtin_mul_overflow(size - 1, stride, &step) || __builtin_add_overflow(last, step, &last)))
      return false;
  }
  bytes = 0;
  if (count > (uint64_t{1} << 62) / element) return false;
  if (count == 0) return !__builtin_mul_overflow(tensor.offset, element, &bytes);
  return !__builtin_add_overflow(last, uint64_t{1}, &last) && !__builtin_mul_overflow(last, element, &bytes);
}

// Arguments: storage, offset, size, strides, …
Value tensor_value(Objects& objects, const Arguments& arguments, const Cursor& in, const Dtype* dtype) {
  TensorClaim tensor;
  tensor.storage = static_cast<size_t>(arguments.at(0, Value::kStorage).integer);
  tensor.offset = arguments.count(1);
  tensor.shape = arguments.sizes(2);
  tensor.strides = arguments.sizes(3);
  const StorageClaim& storage = objects.storages[tensor.storage];
  if (tensor.shape.size() != tensor.strides.size()) arguments.wrong(3);
  if (storage.raw && !dtype) arguments.wrong(0);
  tensor.dtype = dtype ? *dtype : storage.dtype;
  if (objects.tensors.size() == Objects::kMostTensors)
    in.refuse(text("holds more than ", Objects::kMostTensors, " tensors, which no weights need"));
  uint64_t bytes = 0;
  if (!reach(tensor, info(tensor.dtype).bytes, bytes) || bytes > storage.bytes)
    in.refuse_damaged(
        text("is damaged: a tensor reaches beyond its storage `", storage.key, "` of ", storage.bytes, " bytes"));
  objects.tensors.push_back(std::move(tensor));
  Value value;
  value.kind = Value::kTensor;
  value.integer = static_cast<int64_t>(objects.tensors.size() - 1);
  return value;
}

const Dtype& dtype_argument(const Arguments& arguments, size_t i) {
  const std::string& name = arguments.at(i, Value::kGlobal).text;
  const DtypeInfo* found = name.starts_with("torch ") ? dtype_named(name.substr(6)) : nullptr;
  if (!found) arguments.wrong(i);
  return found->dtype;
}

// Copies are counted: a long list copied again and again would take any amount of memory.
void take_items(Value& to, const Value& from, Objects& objects, const Cursor& in) {
  objects.copied += from.items.size();
  if (objects.copied > Objects::kMost) in.refuse_damaged("is damaged: it copies too many values");
  to.items = from.items;
}

// A dictionary from nothing, from a dictionary or from a list of pairs; a default factory before them means nothing.
Value dictionary(Objects& objects, const std::vector<Id>& arguments, const Cursor& in) {
  Value dict;
  dict.kind = Value::kDict;
  if (arguments.empty()) return dict;
  const Value& from = objects[arguments.back()];
  if (from.kind == Value::kDict) take_items(dict, from, objects, in);
  if (from.kind != Value::kList && from.kind != Value::kTuple) return dict;
  objects.copied += 2 * from.items.size();
  if (objects.copied > Objects::kMost) in.refuse_damaged("is damaged: it copies too many values");
  for (const Id pair : from.items) {
    const Value& two = objects[pair];
    if ((two.kind != Value::kList && two.kind != Value::kTuple) || two.items.size() != 2) continue;
    dict.items.insert(dict.items.end(), two.items.begin(), two.items.end());
  }
  return dict;
}

}  // namespace

Value rebuilt(Objects& objects, Id callable, Id arguments_id, const Cursor& in) {
  if (objects[callable].kind != Value::kGlobal || objects[arguments_id].kind != Value::kTuple)
    in.refuse_damaged(text("is damaged: a call of something that is no name, before byte ", in.at()));
  const std::string name = objects[callable].text;
  const std::vector<Id> ids = objects[arguments_id].items;
  const Arguments arguments(objects, name, ids, in);
  Value out;
  switch (meaning_of(name)) {
    case Meaning::kDict:
      return dictionary(objects, ids, in);
    case Meaning::kList:
      out.kind = Value::kList;
      if (!ids.empty()) {
        const Value& from = objects[ids[0]];
        if (from.kind == Value::kList || from.kind == Value::kTuple) take_items(out, from, objects, in);
      }
      return out;
    case Meaning::kTensor:
      return tensor_value(objects, arguments, in, nullptr);
    case Meaning::kTensorOfType:
      return tensor_value(objects, arguments, in, &dtype_argument(arguments, 6));
    case Meaning::kParameter:
      return arguments.at(0, Value::kTensor);
    case Meaning::kTensorSubclass: {
      // func, type, arguments, state: only functions that make tensors, so this does not go in circles.
      const Meaning inner = meaning_of(arguments.at(0, Value::kGlobal).text);
      if (inner != Meaning::kTensor && inner != Meaning::kTensorOfType && inner != Meaning::kParameter)
        arguments.wrong(0);
      return rebuilt(objects, ids[0], arguments.id(2), in);
    }
    case Meaning::kPassedThrough: {
      const Value& from = objects[arguments.id(0)];
      out.kind = from.kind;
      out.integer = from.integer;
      take_items(out, from, objects, in);
      return out;
    }
    case Meaning::kPlainData:
      out.kind = Value::kBag;
      out.items = {callable, arguments_id};
      return out;
    case Meaning::kStorageType:
    case Meaning::kRefused:
      break;
  }
  in.refuse(text("calls `", name, "`, which makes no weights; nothing of it was run"));
}

Value claimed_storage(Objects& objects, Id persistent_id, const Cursor& in) {
  static const std::string kCall = "persistent id";
  const Value& tuple = objects[persistent_id];
  if (tuple.kind != Value::kTuple || tuple.items.empty() || objects[tuple.items[0]].kind != Value::kText)
    in.refuse_damaged("is damaged: a persistent id that is no tuple with its kind");
  const std::string& kind = objects[tuple.items[0]].text;
  if (kind == "module")
    in.refuse(
        "holds a whole module and the source of its classes, not weights alone; save its state_dict() instead: "
        "torch.save(model.state_dict(), path)");
  if (kind != "storage") in.refuse(text("has a persistent id of kind `", kind, "`, which no weights have"));
  const Arguments arguments(objects, kCall, tuple.items, in);

  StorageClaim storage;
  const std::string& type = arguments.at(1, Value::kGlobal).text;
  if (meaning_of(type) != Meaning::kStorageType) arguments.wrong(1);
  const DtypeInfo* dtype = dtype_of_storage(type.substr(type.find(' ') + 1));
  storage.raw = dtype == nullptr;
  if (dtype) storage.dtype = dtype->dtype;
  const uint64_t element = dtype ? dtype->bytes : 1;
  storage.key = arguments.at(2, Value::kText).text;
  if (storage.key.empty() || storage.key.size() > kMostKey ||
      !std::all_of(storage.key.begin(), storage.key.end(), is_key))
    arguments.wrong(2);
  if (__builtin_mul_overflow(arguments.count(4), element, &storage.bytes)) arguments.wrong(4);
  if (arguments.size() > 5 && objects[arguments.id(5)].kind != Value::kNone) {
    // key, offset and size of a view, in elements
    const Arguments view(objects, kCall, arguments.at(5, Value::kTuple).items, in);
    if (__builtin_mul_overflow(view.count(1), element, &storage.view_offset) ||
        __builtin_mul_overflow(view.count(2), element, &storage.bytes))
      arguments.wrong(5);
  }
  objects.storages.push_back(std::move(storage));
  Value value;
  value.kind = Value::kStorage;
  value.integer = static_cast<int64_t>(objects.storages.size() - 1);
  return value;
}

}  // namespace atelier::weight_files
