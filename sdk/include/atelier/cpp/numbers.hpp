// Atelier SDK, C++17 layer: which numbers a component gives (numbers.h). A static member of its class names all of
// them:
//
//   static constexpr Number kNumbers[] = {number("mean_iou", "The mean over the classes."), number("iou").per_class()};
//   static constexpr Number kNumbers[] = {number("evaluate/pictures"),
//                                         numbers_of_parts("metrics", "evaluate/").per_class()};
//   static constexpr Number kNumbers[] = {numbers_of_parts("metrics", "validate/").when(condition::given("validate"))};
//   static constexpr Number kNumbers[] = {number("masks/changed/*").for_each("compare")};
//   static constexpr NoNumbers kNumbers;  // of a stage that emits none
#pragma once

#include <array>
#include <iterator>
#include <stdexcept>
#include <string_view>

#include "../numbers.h"
#include "core.hpp"
#include "rules.hpp"

namespace atelier {

struct Number {
  constexpr Number(std::string_view name_, std::string_view slot_, std::string_view prefix_, std::string_view doc_)
      : name(name_), slot(slot_), prefix(prefix_), doc(doc_) {}

  std::string_view name, slot, prefix, doc;  // as atelier_number
  uint32_t flags = 0;
  std::array<Condition, 1> whens = {condition::of(0, {})};  // said in full: a default GCC 12 does not read
  size_t when_count = 0;
  std::string_view items = {};

  // Of a metric: it gives one for each class. Of those of a slot: the results for each class are among them.
  constexpr Number per_class() const {
    Number n = *this;
    n.flags |= ATELIER_NUMBER_PER_CLASS;
    return n;
  }
  // It is given only where the condition holds.
  constexpr Number when(const Condition& condition) const {
    Number n = *this;
    if (n.when_count == whens.size()) throw std::length_error("a number of more than 1 condition");
    n.whens[n.when_count++] = condition;
    return n;
  }
  // There is one for each item of the option, which is called so where the name has its *.
  constexpr Number for_each(std::string_view option) const {
    Number n = *this;
    n.items = option;
    return n;
  }
};

using NoNumbers = std::array<Number, 0>;

constexpr Number number(std::string_view name, std::string_view doc = {}) { return {name, {}, {}, doc}; }
// Those of the parts that fill the slot, each with the prefix before it.
constexpr Number numbers_of_parts(std::string_view slot, std::string_view prefix = {}) {
  return {{}, slot, prefix, {}};
}

namespace detail {

template <size_t N, class Numbers>
constexpr std::array<atelier_condition, N> raw_number_conditions(const Numbers& numbers) {
  std::array<atelier_condition, N> out{};
  for (size_t i = 0; i < N; ++i) out[i] = raw(numbers[i].whens[0]);
  return out;
}
template <size_t N, class Numbers>
constexpr std::array<atelier_number, N> raw_numbers(const Numbers& numbers) {
  std::array<atelier_number, N> out{};
  for (size_t i = 0; i < N; ++i)
    out[i] = {c_str(numbers[i].name), c_str(numbers[i].slot), c_str(numbers[i].prefix), c_str(numbers[i].doc)};
  return out;
}
template <size_t N, class Numbers>
constexpr std::array<atelier_number_terms, N> raw_terms(const Numbers& numbers,
                                                        const std::array<atelier_condition, N>& conditions) {
  std::array<atelier_number_terms, N> out{};
  for (size_t i = 0; i < N; ++i) {
    const atelier_condition* when = conditions.data() + i;
    out[i] = {numbers[i].flags, 0, when, numbers[i].when_count, c_str(numbers[i].items)};
  }
  return out;
}

// The same as the C structs: pointers into kNumbers and into one another.
template <const auto& kNumbers>
struct NumberTable {
  static constexpr size_t kCount = std::size(kNumbers);
  static constexpr std::array<atelier_condition, kCount> kConditions = raw_number_conditions<kCount>(kNumbers);
  static constexpr std::array<atelier_number, kCount> kTable = raw_numbers<kCount>(kNumbers);
  static constexpr std::array<atelier_number_terms, kCount> kTerms = raw_terms<kCount>(kNumbers, kConditions);
};

}  // namespace detail

// A component's answer to the extension of that id; null for any other id. [any]
template <const auto& kNumbers>
const void* numbers_extension(std::string_view id) {
  static constexpr atelier_component_numbers_v1 kAnswer = {
      sizeof kAnswer, 0,
      [](const atelier_component*, uint64_t* count) noexcept -> const atelier_number* {
        *count = detail::NumberTable<kNumbers>::kCount;
        return detail::NumberTable<kNumbers>::kTable.data();
      },
      [](const atelier_component*) noexcept -> const atelier_number_terms* {
        return detail::NumberTable<kNumbers>::kTerms.data();
      }};
  return id == ATELIER_EXTENSION_COMPONENT_NUMBERS ? &kAnswer : nullptr;
}

}  // namespace atelier
