// Reads what Python's pickle and TorchScript's wrote of weights, as data: nothing is imported, called or executed.
//
// Takes the opcodes that torch.save, TorchScript and the plain data of checkpoints need, of protocols 2 to 4; every
// other opcode and every name that pickle_names.hpp does not list is refused, by its name. A tensor is checked against
// the storage that it claims: sizes, strides and offset lie within it. Memory is bounded by Objects::kMost values and
// by the bytes of the pickle. Source: CPython's pickletools.py; torch/_utils.py and torch/serialization.py. [any]
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "file_bytes.hpp"
#include "objects.hpp"

namespace atelier::weight_files {

class Unpickler {
 public:
  Unpickler(Cursor& in, Objects& out) : in_(in), out_(out) {}
  // One pickle, up to its end.
  Id load();

 private:
  bool step();  // false: the end
  bool constant(uint8_t opcode);
  bool memo(uint8_t opcode);
  bool collection(uint8_t opcode);
  void object(uint8_t opcode);

  Id make(Value value);
  void push(Value value) { stack_.push_back(make(std::move(value))); }
  Id pop();
  Id top() const;
  std::vector<Id> pop_to_mark();
  void tuple(size_t size);
  void add_items(const std::vector<Id>& items, Value::Kind to);
  void remember(uint64_t at);
  void recall(uint64_t at);
  void big_integer(uint64_t size);
  void global(std::string name);
  void persistent();
  void reduce();
  void build();

  Cursor& in_;
  Objects& out_;
  std::vector<Id> stack_;
  std::vector<size_t> marks_;  // sizes of the stack
  std::unordered_map<uint64_t, Id> memo_;
};

}  // namespace atelier::weight_files
