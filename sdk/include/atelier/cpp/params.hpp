// Atelier SDK, C++17 layer: parameter tables, the values that come in and the outputs that go out.
//
// A component lists its parameters once, as `static constexpr atelier::Param kParams[]`, and reads the checked values
// in its constructor through Params.
#pragma once

#include <filesystem>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "../param.h"
#include "core.hpp"

namespace atelier {

// One entry of the table, built by the functions of namespace param and their modifiers.
struct Param : atelier_param {
 private:
  template <class Change>
  constexpr Param with(Change change) const {
    Param p = *this;
    change(p);
    return p;
  }

 public:
  constexpr explicit Param(uint32_t type_, std::string_view name_) : atelier_param{} {
    struct_size = sizeof(atelier_param);
    type = type_;
    name = c_str(name_);
    flags = ATELIER_PARAM_REQUIRED;
    min = -std::numeric_limits<double>::infinity();
    max = std::numeric_limits<double>::infinity();
  }
  constexpr Param about(std::string_view line) const {
    return with([&](Param& p) { p.doc = c_str(line); });
  }
  constexpr Param in(std::string_view unit_) const {
    return with([&](Param& p) { p.unit = c_str(unit_); });
  }
  // The default, as one would write it in TOML: by_default("0.8"), by_default("'auto'").
  constexpr Param by_default(std::string_view toml) const {
    return with([&](Param& p) {
      p.default_value = c_str(toml);
      p.flags &= ~ATELIER_PARAM_REQUIRED;
    });
  }
  constexpr Param optional() const {
    return with([](Param& p) { p.flags = (p.flags & ~ATELIER_PARAM_REQUIRED) | ATELIER_PARAM_OPTIONAL; });
  }
  constexpr Param list(uint64_t least = 0, uint64_t most = 0) const {
    return with([&](Param& p) {
      p.flags |= ATELIER_PARAM_LIST;
      p.min_items = least;
      p.max_items = most;
    });
  }
  // A table whose keys are the user's own: { person = 1, "dining table" = 2 }. Needs ATELIER_TARGET_MINOR 1.
  constexpr Param table() const {
    return with([](Param& p) { p.flags |= ATELIER_PARAM_TABLE; });
  }
  constexpr Param at_least(double value) const {
    return with([&](Param& p) {
      p.min = value;
      p.flags |= ATELIER_PARAM_HAS_MIN;
    });
  }
  constexpr Param above(double value) const {
    return with([&](Param& p) {
      p.min = value;
      p.flags |= ATELIER_PARAM_HAS_MIN | ATELIER_PARAM_ABOVE_MIN;
    });
  }
  constexpr Param at_most(double value) const {
    return with([&](Param& p) {
      p.max = value;
      p.flags |= ATELIER_PARAM_HAS_MAX;
    });
  }
  constexpr Param no_result() const {
    return with([](Param& p) { p.flags |= ATELIER_PARAM_NO_RESULT; });
  }
};

namespace param {
constexpr Param boolean(std::string_view name) { return Param(ATELIER_TYPE_BOOL, name); }
constexpr Param integer(std::string_view name) { return Param(ATELIER_TYPE_INT, name); }
constexpr Param real(std::string_view name) { return Param(ATELIER_TYPE_FLOAT, name); }
constexpr Param string(std::string_view name) { return Param(ATELIER_TYPE_STRING, name); }
constexpr Param path_in(std::string_view name) { return Param(ATELIER_TYPE_PATH_IN, name); }
constexpr Param path_out(std::string_view name) { return Param(ATELIER_TYPE_PATH_OUT, name); }
constexpr Param duration(std::string_view name) { return Param(ATELIER_TYPE_DURATION, name); }
// choices: an array with static storage.
template <size_t N>
constexpr Param choice(std::string_view name, const atelier_str (&choices)[N]) {
  Param p(ATELIER_TYPE_ENUM, name);
  p.choices = choices;
  p.choice_count = N;
  return p;
}
// A part of kind K in a slot; K is a class such as atelier::OverlapPolicy.
constexpr Param part(std::string_view name, std::string_view kind) {
  Param p(ATELIER_TYPE_PART, name);
  p.kind = c_str(kind);
  return p;
}
// A wire that brings an object of a kind.
constexpr Param port(std::string_view name, std::string_view kind) {
  Param p(ATELIER_TYPE_PORT, name);
  p.kind = c_str(kind);
  return p;
}
}  // namespace param

struct Output : atelier_output {
  constexpr Output(uint32_t type_, std::string_view name_, std::string_view doc_, std::string_view kind_ = {})
      : atelier_output{} {
    struct_size = sizeof(atelier_output);
    type = type_;
    name = c_str(name_);
    doc = c_str(doc_);
    kind = c_str(kind_);
  }
};

namespace output {
constexpr Output integer(std::string_view name, std::string_view doc) { return Output(ATELIER_TYPE_INT, name, doc); }
constexpr Output real(std::string_view name, std::string_view doc) { return Output(ATELIER_TYPE_FLOAT, name, doc); }
constexpr Output string(std::string_view name, std::string_view doc) { return Output(ATELIER_TYPE_STRING, name, doc); }
constexpr Output path(std::string_view name, std::string_view doc) { return Output(ATELIER_TYPE_PATH_IN, name, doc); }
constexpr Output object(std::string_view name, std::string_view kind, std::string_view doc) {
  return Output(ATELIER_TYPE_PORT, name, doc, kind);
}
}  // namespace output

// Values for outputs. Texts are borrowed: they must live as long as the object that gives them.
inline atelier_value make_value(uint32_t type) {
  atelier_value v{};
  v.struct_size = sizeof v;
  v.type = type;
  return v;
}
inline atelier_value integer_value(int64_t i) {
  atelier_value v = make_value(ATELIER_TYPE_INT);
  v.integer = i;
  return v;
}
inline atelier_value real_value(double r) {
  atelier_value v = make_value(ATELIER_TYPE_FLOAT);
  v.real = r;
  return v;
}
inline atelier_value string_value(const std::string& s) {
  atelier_value v = make_value(ATELIER_TYPE_STRING);
  v.text = c_str(s);
  return v;
}
inline atelier_value path_value(const std::string& path) {
  atelier_value v = make_value(ATELIER_TYPE_PATH_IN);
  v.text = c_str(path);
  return v;
}
inline atelier_value object_value(atelier_object object) {
  atelier_value v = make_value(ATELIER_TYPE_PORT);
  v.object = object;
  return v;
}

// The checked values, by the names of the table.
class Params {
 public:
  Params(const atelier_args* args, span<const atelier_param* const> table) : args_(args), table_(table) {}

  // Whether an optional value was given (a path or string of "" counts as not given).
  bool has(std::string_view name) const {
    const atelier_value& v = at(name);
    if (v.type == ATELIER_TYPE_LIST || v.type == ATELIER_TYPE_TABLE) return v.count != 0;
    const bool is_text =
        v.type == ATELIER_TYPE_PATH_IN || v.type == ATELIER_TYPE_PATH_OUT || v.type == ATELIER_TYPE_STRING;
    return v.type != ATELIER_TYPE_NONE && !(is_text && v.text.size == 0);
  }
  bool boolean(std::string_view name) const { return at(name).integer != 0; }
  int64_t integer(std::string_view name) const { return at(name).integer; }
  double real(std::string_view name) const { return at(name).real; }
  std::string string(std::string_view name) const { return str(at(name).text); }
  std::filesystem::path path(std::string_view name) const { return std::filesystem::path(string(name)); }
  double seconds(std::string_view name) const { return at(name).real; }

  std::vector<int64_t> integers(std::string_view name) const {
    return list<int64_t>(name, [](const atelier_value& v) { return v.integer; });
  }
  std::vector<double> reals(std::string_view name) const {
    return list<double>(name, [](const atelier_value& v) { return v.real; });
  }
  std::vector<std::string> strings(std::string_view name) const {
    return list<std::string>(name, [](const atelier_value& v) { return str(v.text); });
  }

  // A table's keys and values, in the order they were written.
  std::vector<std::pair<std::string, int64_t>> table_of_integers(std::string_view name) const {
    return table<int64_t>(name, [](const atelier_value& v) { return v.integer; });
  }
  std::vector<std::pair<std::string, std::string>> table_of_strings(std::string_view name) const {
    return table<std::string>(name, [](const atelier_value& v) { return str(v.text); });
  }

  // The part or wired object, as a handle such as SamplesRef; an empty handle when it was not given.
  template <class Ref>
  Ref part(std::string_view name) const {
    const atelier_value& v = at(name);
    return v.type == ATELIER_TYPE_NONE ? Ref() : Ref(v.object);
  }
  template <class Ref>
  std::vector<Ref> parts(std::string_view name) const {
    return list<Ref>(name, [](const atelier_value& v) { return Ref(v.object); });
  }
  // The component ids of these parts, "overlap.last"; "" where the host does not tell (before minor 1).
  std::string part_id(std::string_view name) const { return str(at(name).text); }
  std::vector<std::string> part_ids(std::string_view name) const { return strings(name); }

 private:
  const atelier_value& at(std::string_view name) const {
    for (size_t i = 0; i < table_.size() && i < args_->count; ++i)
      if (view(table_[i]->name) == name) return *args_->values[i];
    throw Error(ATELIER_E_INTERNAL, text("asks for parameter `", name, "`, which its table does not have"));
  }
  template <class T, class Get>
  std::vector<T> list(std::string_view name, Get get) const {
    const atelier_value& v = at(name);
    std::vector<T> out;
    for (uint64_t i = 0; i < v.count; ++i) out.push_back(get(*v.items[i]));
    return out;
  }
  template <class T, class Get>
  std::vector<std::pair<std::string, T>> table(std::string_view name, Get get) const {
    const atelier_value& v = at(name);
    std::vector<std::pair<std::string, T>> out;
    for (uint64_t i = 0; i + 1 < v.count; i += 2) out.emplace_back(str(v.items[i]->text), get(*v.items[i + 1]));
    return out;
  }

  const atelier_args* args_;
  span<const atelier_param* const> table_;
};

}  // namespace atelier
