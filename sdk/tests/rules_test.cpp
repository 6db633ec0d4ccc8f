// Rules and numbers of a component, from its class to the C structs.
#include <gtest/gtest.h>
#include <atelier/cpp/numbers.hpp>
#include <atelier/cpp/rules.hpp>

namespace {

using namespace atelier;
using namespace atelier::condition;

class Ruled {
 public:
  static constexpr Rule kRules[] = {
      rule("nesterov needs momentum", "give momentum")
          .when(equal("nesterov", {"true"}))
          .must(above("momentum", 0.25))
          .must(at_least_of("momentum", "other")),
      rule("hardly meant", "look").must(like("name", {"a*", "b?"})).warning(),
  };
  static constexpr Number kNumbers[] = {
      number("mean_iou", "The mean."),
      numbers_of_parts("metrics", "validate/").per_class().when(given("validate")),
      number("changed/*").for_each("compare"),
  };
};

class Silent {
 public:
  static constexpr NoNumbers kNumbers{};
};

template <class Table>
const Table& table_of(const void* found) {
  EXPECT_NE(found, nullptr);
  return *static_cast<const Table*>(found);
}

TEST(Rules, ComeAsTheyWereSaid) {
  const auto& table =
      table_of<atelier_component_rules_v1>(rules_extension<Ruled::kRules>(ATELIER_EXTENSION_COMPONENT_RULES));
  EXPECT_GE(table.struct_size, ATELIER_COMPONENT_RULES_V1_FLOOR);
  uint64_t count = 0;
  const atelier_rule* rules = table.rules(nullptr, &count);
  ASSERT_EQ(count, 2u);
  EXPECT_EQ(view(rules[0].sentence), "nesterov needs momentum");
  EXPECT_EQ(view(rules[0].remedy), "give momentum");
  EXPECT_EQ(rules[0].flags, 0u);
  ASSERT_EQ(rules[0].when_count, 1u);
  EXPECT_EQ(rules[0].when[0].kind, ATELIER_CONDITION_EQUAL);
  EXPECT_EQ(view(rules[0].when[0].option), "nesterov");
  ASSERT_EQ(rules[0].when[0].word_count, 1u);
  EXPECT_EQ(view(rules[0].when[0].words[0]), "true");
  ASSERT_EQ(rules[0].must_count, 2u);
  EXPECT_EQ(rules[0].must[0].kind, ATELIER_CONDITION_ABOVE);
  EXPECT_EQ(rules[0].must[0].number, 0.25);
  EXPECT_EQ(view(rules[0].must[1].other), "other");
  EXPECT_EQ(rules[1].flags, ATELIER_RULE_WARNING);
  EXPECT_EQ(rules[1].when_count, 0u);
  ASSERT_EQ(rules[1].must[0].word_count, 2u);
  EXPECT_EQ(view(rules[1].must[0].words[1]), "b?");
  EXPECT_EQ(rules_extension<Ruled::kRules>("acme.other/1"), nullptr);
}

TEST(Numbers, ComeAsTheyWereSaid) {
  const auto& table =
      table_of<atelier_component_numbers_v1>(numbers_extension<Ruled::kNumbers>(ATELIER_EXTENSION_COMPONENT_NUMBERS));
  uint64_t count = 0;
  const atelier_number* numbers = table.numbers(nullptr, &count);
  ASSERT_EQ(count, 3u);
  EXPECT_EQ(view(numbers[0].name), "mean_iou");
  EXPECT_EQ(view(numbers[0].doc), "The mean.");
  EXPECT_EQ(view(numbers[1].name), "");
  EXPECT_EQ(view(numbers[1].slot), "metrics");
  EXPECT_EQ(view(numbers[1].prefix), "validate/");
  const atelier_number_terms* terms = table.terms(nullptr);
  EXPECT_EQ(terms[0].flags, 0u);
  EXPECT_EQ(terms[0].when_count, 0u);
  EXPECT_EQ(terms[1].flags, ATELIER_NUMBER_PER_CLASS);
  ASSERT_EQ(terms[1].when_count, 1u);
  EXPECT_EQ(terms[1].when[0].kind, ATELIER_CONDITION_GIVEN);
  EXPECT_EQ(view(terms[1].when[0].option), "validate");
  EXPECT_EQ(view(terms[2].items), "compare");
  EXPECT_EQ(numbers_extension<Ruled::kNumbers>("acme.other/1"), nullptr);
}

TEST(Numbers, NoneCanBeSaid) {
  const auto& table =
      table_of<atelier_component_numbers_v1>(numbers_extension<Silent::kNumbers>(ATELIER_EXTENSION_COMPONENT_NUMBERS));
  uint64_t count = 1;
  table.numbers(nullptr, &count);
  EXPECT_EQ(count, 0u);
}

}  // namespace
