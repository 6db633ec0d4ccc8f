// Atelier SDK, C++17 layer: what an entry of the parameter table says, and the outputs that go out.
//
// Options themselves are members of a struct: options.hpp.
#pragma once

#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../param.h"
#include "object.hpp"

namespace atelier {

// One entry of the table: what an option is, said by modifiers one after the other.
struct Param : atelier_param {
 private:
  template <class Change>
  constexpr Param with(Change change) const {
    Param p = *this;
    change(p);
    return p;
  }

 public:
  constexpr Param(uint32_t type_, std::string_view name_) : atelier_param{} {
    struct_size = sizeof(atelier_param);
    type = type_;
    name = c_str(name_);
    flags = ATELIER_PARAM_REQUIRED;
    min = -std::numeric_limits<double>::infinity();
    max = std::numeric_limits<double>::infinity();
  }
  // One sentence: capital, full stop.
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
  // A handle that stays empty when nothing is given (of other types: std::optional).
  constexpr Param optional() const {
    return with([](Param& p) { p.flags = (p.flags & ~ATELIER_PARAM_REQUIRED) | ATELIER_PARAM_OPTIONAL; });
  }
  constexpr Param at_least(double value) const {
    return with([&](Param& p) {
      p.min = value;
      p.flags = (p.flags | ATELIER_PARAM_HAS_MIN) & ~ATELIER_PARAM_ABOVE_MIN;
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
  // Work for another value can be gone on from (ATELIER_PARAM_EXTENDS).
  constexpr Param extends() const {
    return with([](Param& p) { p.flags |= ATELIER_PARAM_EXTENDS; });
  }
  // What is left tells the name of the file, which is part of the result's key then (ATELIER_PARAM_NAMED).
  constexpr Param named() const {
    return with([](Param& p) { p.flags |= ATELIER_PARAM_NAMED; });
  }
  // It does not change what is computed (threads, prefetch).
  constexpr Param no_result() const {
    return with([](Param& p) { p.flags |= ATELIER_PARAM_NO_RESULT; });
  }
  // How many items a list may have; most 0: no limit.
  constexpr Param items(uint64_t least, uint64_t most = 0) const {
    return with([&](Param& p) {
      p.min_items = least;
      p.max_items = most;
    });
  }
  // choices: an array with static storage.
  template <size_t N>
  constexpr Param one_of(const atelier_str (&choices_)[N]) const {
    return with([&](Param& p) {
      p.type = ATELIER_TYPE_ENUM;
      p.choices = choices_;
      p.choice_count = N;
    });
  }
  // An object that a wire brings ("@coco"), instead of a part in a slot.
  constexpr Param wired() const {
    return with([](Param& p) { p.type = ATELIER_TYPE_PORT; });
  }
  // What sort of file the path must lead to, as outputs name theirs: "weights".
  constexpr Param of_sort(std::string_view word) const {
    return with([&](Param& p) { p.kind = c_str(word); });
  }
  // A path that is written to, and need not exist.
  constexpr Param to_write() const {
    return with([](Param& p) { p.type = ATELIER_TYPE_PATH_OUT; });
  }
};

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
// `sort`: what sort of file it is, one word, or empty: "weights"; the options that take such say the same (of_sort).
constexpr Output path(std::string_view name, std::string_view doc, std::string_view sort = {}) {
  return Output(ATELIER_TYPE_PATH_IN, name, doc, sort);
}
constexpr Output object(std::string_view name, std::string_view kind, std::string_view doc) {
  return Output(ATELIER_TYPE_PORT, name, doc, kind);
}
}  // namespace output

// Values for outputs. Texts are borrowed: they must live as long as the object that gives them.
inline atelier_value make_value(uint32_t type) {
  atelier_value v = blank<atelier_value>();
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

}  // namespace atelier
