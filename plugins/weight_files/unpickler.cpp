#include "unpickler.hpp"

#include <atelier/cpp/core.hpp>
#include <bit>

#include "opcodes.hpp"
#include "pickle_names.hpp"
#include "rebuilt.hpp"

namespace atelier::weight_files {
namespace {

constexpr uint64_t kMostName = 256;
constexpr uint64_t kNewestProtocol = 4;

Value value_of(Value::Kind kind, int64_t integer = 0) {
  Value value;
  value.kind = kind;
  value.integer = integer;
  return value;
}

Value text_value(Value::Kind kind, std::string text) {
  Value value = value_of(kind);
  value.text = std::move(text);
  return value;
}

}  // namespace

Id Unpickler::load() {
  stack_.clear();
  marks_.clear();
  memo_.clear();
  while (step()) {
  }
  if (stack_.size() != 1 || !marks_.empty()) in_.refuse_damaged("is damaged: the pickle ends with something left over");
  return stack_[0];
}

bool Unpickler::step() {
  const uint8_t opcode = in_.u8();
  if (opcode == op::kStop) return false;
  if (!constant(opcode) && !memo(opcode) && !collection(opcode)) object(opcode);
  return true;
}

bool Unpickler::constant(uint8_t opcode) {
  switch (opcode) {
    case op::kProto: {
      const uint64_t protocol = in_.u8();
      if (protocol < 2 || protocol > kNewestProtocol)
        in_.refuse(text("is a pickle of protocol ", protocol, "; protocols 2 to 4 are read"));
      return true;
    }
    case op::kFrame:
      if (in_.number(8) > in_.left()) in_.refuse_damaged("is cut short: a frame reaches beyond its end");
      return true;
    case op::kNone:
      push(value_of(Value::kNone));
      return true;
    case op::kNewTrue:
      push(value_of(Value::kBool, 1));
      return true;
    case op::kNewFalse:
      push(value_of(Value::kBool, 0));
      return true;
    case op::kBinInt:
      push(value_of(Value::kInt, static_cast<int32_t>(in_.number(4))));
      return true;
    case op::kBinInt1:
      push(value_of(Value::kInt, in_.u8()));
      return true;
    case op::kBinInt2:
      push(value_of(Value::kInt, static_cast<int64_t>(in_.number(2))));
      return true;
    case op::kLong1:
      big_integer(in_.u8());
      return true;
    case op::kBinFloat: {
      Value value = value_of(Value::kReal);  // big-endian, unlike all else
      value.real = std::bit_cast<double>(__builtin_bswap64(in_.number(8)));
      push(value);
      return true;
    }
    case op::kShortBinUnicode:
      push(text_value(Value::kText, in_.text(in_.u8())));
      return true;
    case op::kBinUnicode:
      push(text_value(Value::kText, in_.text(in_.number(4))));
      return true;
    case op::kShortBinString:  // Python 2's, for names
      push(text_value(Value::kText, in_.text(in_.u8())));
      return true;
    case op::kBinString:
      push(text_value(Value::kText, in_.text(in_.number(4))));
      return true;
    case op::kShortBinBytes:
      push(text_value(Value::kBytes, in_.text(in_.u8())));
      return true;
    case op::kBinBytes:
      push(text_value(Value::kBytes, in_.text(in_.number(4))));
      return true;
    default:
      return false;
  }
}

bool Unpickler::memo(uint8_t opcode) {
  switch (opcode) {
    case op::kBinPut:
      remember(in_.u8());
      return true;
    case op::kLongBinPut:
      remember(in_.number(4));
      return true;
    case op::kMemoize:
      remember(memo_.size());
      return true;
    case op::kBinGet:
      recall(in_.u8());
      return true;
    case op::kLongBinGet:
      recall(in_.number(4));
      return true;
    default:
      return false;
  }
}

bool Unpickler::collection(uint8_t opcode) {
  switch (opcode) {
    case op::kMark:
      if (marks_.size() == Objects::kMost) in_.refuse_damaged("is damaged: too many marks");
      marks_.push_back(stack_.size());
      return true;
    case op::kEmptyTuple:
      push(value_of(Value::kTuple));
      return true;
    case op::kTuple1:
    case op::kTuple2:
    case op::kTuple3:
      tuple(opcode - op::kTuple1 + size_t{1});
      return true;
    case op::kTuple: {
      Value value = value_of(Value::kTuple);
      value.items = pop_to_mark();
      push(std::move(value));
      return true;
    }
    case op::kEmptyList:
    case op::kEmptySet:
      push(value_of(Value::kList));
      return true;
    case op::kEmptyDict:
      push(value_of(Value::kDict));
      return true;
    case op::kAppend:
      add_items({pop()}, Value::kList);
      return true;
    case op::kAppends:
    case op::kAddItems:
      add_items(pop_to_mark(), Value::kList);
      return true;
    case op::kSetItem: {
      const Id value = pop();
      const Id key = pop();
      add_items({key, value}, Value::kDict);
      return true;
    }
    case op::kSetItems:
      add_items(pop_to_mark(), Value::kDict);
      return true;
    default:
      return false;
  }
}

void Unpickler::object(uint8_t opcode) {
  switch (opcode) {
    case op::kGlobal: {
      const std::string module = in_.line(kMostName);
      return global(module + " " + in_.line(kMostName));
    }
    case op::kStackGlobal: {
      const Value name = out_[pop()], module = out_[pop()];
      if (name.kind != Value::kText || module.kind != Value::kText || name.text.size() > kMostName ||
          module.text.size() > kMostName)
        in_.refuse_damaged("is damaged: a name that is no text, or too long");
      return global(module.text + " " + name.text);
    }
    case op::kBinPersId:
      return persistent();
    case op::kReduce:
    case op::kNewObj:
      return reduce();
    case op::kBuild:
      return build();
    default:
      in_.refuse(text("has the pickle opcode ", opcode_name(opcode), " at byte ", in_.at() - 1,
                      ", which no file of weights needs; it was not run"));
  }
}

Id Unpickler::make(Value value) {
  if (out_.values.size() == Objects::kMost)
    in_.refuse(text("holds more than ", Objects::kMost, " values, which no weights need"));
  out_.values.push_back(std::move(value));
  return static_cast<Id>(out_.values.size() - 1);
}

Id Unpickler::pop() {
  const Id id = top();
  stack_.pop_back();
  return id;
}

Id Unpickler::top() const {
  if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()))
    in_.refuse_damaged(text("is damaged: a value is missing before byte ", in_.at()));
  return stack_.back();
}

std::vector<Id> Unpickler::pop_to_mark() {
  if (marks_.empty()) in_.refuse_damaged(text("is damaged: a mark is missing before byte ", in_.at()));
  const auto from = stack_.begin() + static_cast<ptrdiff_t>(marks_.back());
  std::vector<Id> items(from, stack_.end());
  stack_.erase(from, stack_.end());
  marks_.pop_back();
  return items;
}

void Unpickler::tuple(size_t size) {
  Value value = value_of(Value::kTuple);
  value.items.resize(size);
  for (size_t i = size; i-- > 0;) value.items[i] = pop();
  push(std::move(value));
}

// To the list or dictionary on top. A bag takes nothing: what it means is not known.
void Unpickler::add_items(const std::vector<Id>& items, Value::Kind to) {
  Value& target = out_[top()];
  if (target.kind == Value::kBag) return;
  if (target.kind != to || (to == Value::kDict && items.size() % 2 != 0))
    in_.refuse_damaged(text("is damaged: items for something that takes none, before byte ", in_.at()));
  target.items.insert(target.items.end(), items.begin(), items.end());
}

void Unpickler::remember(uint64_t at) {
  if (memo_.size() == Objects::kMost) in_.refuse_damaged("is damaged: it remembers too many values");
  memo_[at] = top();
}

void Unpickler::recall(uint64_t at) {
  const auto it = memo_.find(at);
  if (it == memo_.end()) in_.refuse_damaged(text("is damaged: value ", at, " is used before it is there"));
  if (stack_.size() == 4 * Objects::kMost) in_.refuse_damaged("is damaged: too many values at once");
  stack_.push_back(it->second);
}

void Unpickler::big_integer(uint64_t size) {
  std::string bytes = in_.text(size);
  if (size > 8) return push(text_value(Value::kBigInt, std::move(bytes)));
  uint64_t value = 0;
  for (size_t i = 0; i < size; ++i) value |= uint64_t{static_cast<uint8_t>(bytes[i])} << (8 * i);
  if (size > 0 && size < 8 && (bytes.back() & 0x80)) value |= ~uint64_t{0} << (8 * size);
  push(value_of(Value::kInt, static_cast<int64_t>(value)));
}

void Unpickler::global(std::string name) {
  if (meaning_of(name) == Meaning::kRefused) {
    const bool module = name.find(".models") != std::string::npos || name.starts_with("torch.nn.modules");
    in_.refuse(text(
        "asks for `", name, "`, which is not part of weights; nothing of it was run",
        module ? ". It is a whole module: save its state_dict() instead, torch.save(model.state_dict(), path)" : ""));
  }
  push(text_value(Value::kGlobal, std::move(name)));
}

void Unpickler::persistent() {
  const Id id = pop();
  push(claimed_storage(out_, id, in_));
}

void Unpickler::reduce() {
  const Id arguments = pop();
  const Id callable = pop();
  push(rebuilt(out_, callable, arguments, in_));
}

// The state of an object. A dictionary's (`_metadata`) and a tensor's (hooks) say nothing about weights.
void Unpickler::build() {
  const Id state = pop();
  Value& target = out_[top()];
  if (target.kind == Value::kBag)
    target.items.push_back(state);
  else if (target.kind != Value::kDict && target.kind != Value::kList && target.kind != Value::kTensor)
    in_.refuse_damaged(text("is damaged: a state for something that has none, before byte ", in_.at()));
}

}  // namespace atelier::weight_files
