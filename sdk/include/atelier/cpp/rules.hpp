// Atelier SDK, C++17 layer: rules between options, as data (rules.h). A static member of the component's class says
// them:
//
//   static constexpr Rule kRules[] = {
//       rule("nesterov = true needs momentum above 0", "give momentum, such as 0.9, or leave nesterov out")
//           .when(equal("nesterov", {"true"}))
//           .must(above("momentum", 0)),
//       rule("no class can be listed twice", "take one of the two out").must(distinct("classes")),
//       rule("without weights the network is a random one", "give weights").when(not_given("model.weights"))
//           .must(given("weights")).warning(),
//   };
//
// The broken rule is told at the first option of must() that the workflow gives, else at the first of when().
#pragma once

#include <array>
#include <initializer_list>
#include <iterator>
#include <stdexcept>
#include <string_view>

#include "../rules.h"
#include "core.hpp"

namespace atelier {

// One condition: made by the functions below.
struct Condition {
  static constexpr size_t kMostWords = 16;
  uint32_t kind = 0;
  std::string_view option = {};
  std::string_view other = {};
  double number = 0;
  std::array<atelier_str, kMostWords> words = {};
  size_t word_count = 0;
};

namespace condition {

constexpr Condition of(uint32_t kind, std::string_view option, std::initializer_list<std::string_view> words = {},
                       std::string_view other = {}, double number = 0) {
  Condition c{kind, option, other, number, {}, 0};
  for (const std::string_view word : words) {
    if (c.word_count == Condition::kMostWords) throw std::length_error("a condition of more than 16 words");
    c.words[c.word_count++] = c_str(word);
  }
  return c;
}

using Words = std::initializer_list<std::string_view>;

constexpr Condition given(std::string_view option) { return of(ATELIER_CONDITION_GIVEN, option); }
constexpr Condition not_given(std::string_view option) { return of(ATELIER_CONDITION_NOT_GIVEN, option); }
constexpr Condition equal(std::string_view option, Words toml) { return of(ATELIER_CONDITION_EQUAL, option, toml); }
constexpr Condition unequal(std::string_view option, Words toml) { return of(ATELIER_CONDITION_UNEQUAL, option, toml); }
constexpr Condition above(std::string_view option, double number) {
  return of(ATELIER_CONDITION_ABOVE, option, {}, {}, number);
}
constexpr Condition at_least(std::string_view option, double number) {
  return of(ATELIER_CONDITION_AT_LEAST, option, {}, {}, number);
}
constexpr Condition below(std::string_view option, double number) {
  return of(ATELIER_CONDITION_BELOW, option, {}, {}, number);
}
constexpr Condition at_most(std::string_view option, double number) {
  return of(ATELIER_CONDITION_AT_MOST, option, {}, {}, number);
}
constexpr Condition like(std::string_view option, Words globs) { return of(ATELIER_CONDITION_LIKE, option, globs); }
constexpr Condition has(std::string_view option, Words globs) { return of(ATELIER_CONDITION_HAS, option, globs); }
constexpr Condition lacks(std::string_view option, Words globs) { return of(ATELIER_CONDITION_LACKS, option, globs); }
constexpr Condition is_file(std::string_view option) { return of(ATELIER_CONDITION_IS_FILE, option); }
constexpr Condition is_folder(std::string_view option) { return of(ATELIER_CONDITION_IS_FOLDER, option); }
constexpr Condition ascending(std::string_view option) { return of(ATELIER_CONDITION_ASCENDING, option); }
constexpr Condition rising(std::string_view option) { return of(ATELIER_CONDITION_RISING, option); }
constexpr Condition distinct(std::string_view option) { return of(ATELIER_CONDITION_DISTINCT, option); }
constexpr Condition distinct_numbers(std::string_view slot) { return of(ATELIER_CONDITION_DISTINCT_NUMBERS, slot); }
constexpr Condition as_long_as(std::string_view option, std::string_view other) {
  return of(ATELIER_CONDITION_AS_LONG_AS, option, {}, other);
}
constexpr Condition same_as(std::string_view option, std::string_view other) {
  return of(ATELIER_CONDITION_SAME_AS, option, {}, other);
}
constexpr Condition other_than(std::string_view option, std::string_view other) {
  return of(ATELIER_CONDITION_OTHER_THAN, option, {}, other);
}
constexpr Condition number_of(std::string_view option, std::string_view slot, Words more = {}) {
  return of(ATELIER_CONDITION_NUMBER_OF, option, more, slot);
}
constexpr Condition items(std::string_view option, Words counts) { return of(ATELIER_CONDITION_ITEMS, option, counts); }
constexpr Condition used(std::string_view output) { return of(ATELIER_CONDITION_USED, output); }
constexpr Condition at_least_of(std::string_view option, std::string_view other) {
  return of(ATELIER_CONDITION_AT_LEAST_OF, option, {}, other);
}
constexpr Condition at_most_of(std::string_view option, std::string_view other) {
  return of(ATELIER_CONDITION_AT_MOST_OF, option, {}, other);
}

}  // namespace condition

struct Rule {
  static constexpr size_t kMost = 4;
  std::string_view sentence = {};
  std::string_view remedy = {};
  uint32_t flags = 0;
  std::array<Condition, kMost> whens = {};
  size_t when_count = 0;
  std::array<Condition, kMost> musts = {};
  size_t must_count = 0;

  // One more condition that all must hold for the rule to matter.
  constexpr Rule when(const Condition& condition) const {
    Rule r = *this;
    if (r.when_count == kMost) throw std::length_error("a rule of more than 4 conditions");
    r.whens[r.when_count++] = condition;
    return r;
  }
  // One more condition of which one must hold.
  constexpr Rule must(const Condition& condition) const {
    Rule r = *this;
    if (r.must_count == kMost) throw std::length_error("a rule of more than 4 conditions");
    r.musts[r.must_count++] = condition;
    return r;
  }
  constexpr Rule warning() const {
    Rule r = *this;
    r.flags |= ATELIER_RULE_WARNING;
    return r;
  }
};

// sentence: what is wrong when the rule is broken; remedy: what to do. Neither has an end.
constexpr Rule rule(std::string_view sentence, std::string_view remedy) { return {sentence, remedy}; }

// The rule that goes with most paths.
constexpr Rule file_rule(std::string_view option, std::string_view sentence, std::string_view remedy = {}) {
  return rule(sentence, remedy).must(condition::is_file(option));
}
constexpr Rule folder_rule(std::string_view option, std::string_view sentence, std::string_view remedy = {}) {
  return rule(sentence, remedy).must(condition::is_folder(option));
}

namespace detail {

struct RawConditions {
  std::array<atelier_condition, Rule::kMost> when, must;
};

constexpr atelier_condition raw(const Condition& c) {
  return {c.kind, 0, c_str(c.option), c_str(c.other), c.number, c.words.data(), c.word_count};
}

template <size_t N>
constexpr std::array<RawConditions, N> raw_conditions(const Rule (&rules)[N]) {
  std::array<RawConditions, N> out{};
  for (size_t i = 0; i < N; ++i) {
    for (size_t k = 0; k < rules[i].when_count; ++k) out[i].when[k] = raw(rules[i].whens[k]);
    for (size_t k = 0; k < rules[i].must_count; ++k) out[i].must[k] = raw(rules[i].musts[k]);
  }
  return out;
}

template <size_t N>
constexpr std::array<atelier_rule, N> raw_rules(const Rule (&rules)[N], const std::array<RawConditions, N>& raw) {
  std::array<atelier_rule, N> out{};
  for (size_t i = 0; i < N; ++i) {
    const Rule& r = rules[i];
    out[i] = {r.flags,        0, raw[i].when.data(), r.when_count, raw[i].must.data(), r.must_count, c_str(r.sentence),
              c_str(r.remedy)};
  }
  return out;
}

// The same as the C structs: pointers into kRules and into one another.
template <const auto& kRules>
struct RuleTable {
  static constexpr size_t kCount = std::size(kRules);
  static constexpr std::array<RawConditions, kCount> kConditions = raw_conditions(kRules);
  static constexpr std::array<atelier_rule, kCount> kTable = raw_rules(kRules, kConditions);
};

}  // namespace detail

// A component's answer to the extension of that id; null for any other id. [any]
template <const auto& kRules>
const void* rules_extension(std::string_view id) {
  static constexpr atelier_component_rules_v1 kAnswer = {
      sizeof kAnswer, 0, [](const atelier_component*, uint64_t* count) noexcept -> const atelier_rule* {
        *count = detail::RuleTable<kRules>::kCount;
        return detail::RuleTable<kRules>::kTable.data();
      }};
  return id == ATELIER_EXTENSION_COMPONENT_RULES ? &kAnswer : nullptr;
}

}  // namespace atelier
