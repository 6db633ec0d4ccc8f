// Rules and numbers of a plugin, against its own tables.
#include "describe_rules.hpp"

#include <atelier/rules.h>
#include <gtest/gtest.h>
#include <atelier/cpp/metric.hpp>
#include <atelier/cpp/stage.hpp>
#include <deque>

#include "described.hpp"
#include "plugin_json.hpp"

namespace atelier::host {
namespace {

using namespace condition;

struct Options {
  Option<bool> flag{option("flag", "One.").by_default("false")};
  Option<double> amount{option("amount", "One.").by_default("0.5")};
  Option<std::vector<std::string>> names{option("names", "Some.").by_default("[]")};
  Option<std::vector<MetricRef>> metrics{option("metrics", "Some.").by_default("[]")};
  Option<MetricRef> one{option("one", "One.").by_default("'test.metric'")};
};

// A component whose answer is the test's.
struct Answer {
  std::vector<atelier_rule> rules;
  std::vector<atelier_number> numbers;
  std::vector<atelier_number_terms> terms;
  std::deque<atelier_condition> conditions = {};

  void give(const std::vector<Number>& said) {
    numbers.clear();
    terms.clear();
    for (const Number& n : said) {
      numbers.push_back({c_str(n.name), c_str(n.slot), c_str(n.prefix), c_str(n.doc)});
      terms.push_back({n.flags, 0, &conditions.emplace_back(detail::raw(n.whens[0])), n.when_count, c_str(n.items)});
    }
  }
};
Answer* answer = nullptr;

const void* give(const atelier_component*, atelier_str id) noexcept {
  static constexpr atelier_component_rules_v1 kRules = {
      sizeof kRules, 0, [](const atelier_component*, uint64_t* size) noexcept -> const atelier_rule* {
        *size = answer->rules.size();
        return answer->rules.data();
      }};
  static constexpr atelier_component_numbers_v1 kNumbers = {
      sizeof kNumbers, 0,
      [](const atelier_component*, uint64_t* size) noexcept -> const atelier_number* {
        *size = answer->numbers.size();
        return answer->numbers.data();
      },
      [](const atelier_component*) noexcept -> const atelier_number_terms* { return answer->terms.data(); }};
  if (view(id) == ATELIER_EXTENSION_COMPONENT_RULES) return &kRules;
  return view(id) == ATELIER_EXTENSION_COMPONENT_NUMBERS ? &kNumbers : nullptr;
}

ParamInfo info_of(const atelier_param& p) {
  ParamInfo out;
  out.name = str(p.name);
  out.type = p.type;
  out.flags = p.flags;
  out.default_value = str(p.default_value);
  out.kind = str(p.kind);
  return out;
}

class DescribeRules : public testing::Test {
 protected:
  DescribeRules() {
    answer = &answer_;
    raw_.extension = &give;
    static const detail::OptionTable<Options> table;
    component_.id = "test.ruled";
    for (size_t i = 0; i < table.size(); ++i) component_.params.push_back(info_of(*table.data()[i]));
    component_.outputs.push_back({"fixed", ATELIER_TYPE_PATH_IN, 0, "", ""});
  }

  // "", or why the plugin is refused.
  std::string refusal() {
    component_.rules.clear();
    component_.numbers.clear();
    component_.tells_numbers = component_.tells_terms = false;
    try {
      take_rules(raw_, component_);
      take_numbers(raw_, component_);
      return "";
    } catch (const BadPlugin& e) {
      return e.what();
    }
  }
  std::string refusal(const Condition& must) {
    const atelier_condition raw = detail::raw(must);
    atelier_rule rule{};
    rule.must = &raw;
    rule.must_count = 1;
    rule.sentence = ATELIER_STR("so not");
    answer_.rules = {rule};
    return refusal();
  }
  static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

  Answer answer_;
  atelier_component raw_{};
  ComponentInfo component_;
};

TEST_F(DescribeRules, TakesWhatFits) {
  for (const Condition& fits :
       {given("flag"), above("amount", 1), distinct("names"), distinct_numbers("metrics"), used("fixed"),
        number_of("names", "metrics"), equal("flag", {"true"}), equal("one.any", {"'word'"}), like("one", {"a*"})})
    EXPECT_EQ(refusal(fits), "") << fits.option;
  EXPECT_EQ(component_.rules.size(), 1u);
  EXPECT_EQ(component_.rules[0].sentence, "so not");
}

TEST_F(DescribeRules, RefusesWhatIsOfNoTable) {
  EXPECT_TRUE(has(refusal(given("flog")), "is of the option \"flog\", which `test.ruled` does not have"));
  EXPECT_TRUE(has(refusal(used("lost")), "is of the output \"lost\""));
  EXPECT_TRUE(has(refusal(above("names", 1)), "cannot be asked of `names`"));
  EXPECT_TRUE(has(refusal(distinct("flag")), "cannot be asked of `flag`"));
  EXPECT_TRUE(has(refusal(equal("flag", {"yes"})), "has the word \"yes\""));
  EXPECT_TRUE(has(refusal(equal("amount", {"'x'"})), "which is no value of `amount`"));
  EXPECT_TRUE(has(refusal(number_of("names", "flag")), "cannot be asked against `flag`"));
  EXPECT_TRUE(has(refusal(given("flag.x")), "no slot or wire to reach through"));
  EXPECT_TRUE(has(refusal(given("metrics.x")), "no slot or wire to reach through"));
}

TEST_F(DescribeRules, RefusesWhatSaysNothing) {
  atelier_rule rule{};
  rule.sentence = ATELIER_STR("so not");
  answer_.rules = {rule};
  EXPECT_TRUE(has(refusal(), "asks for nothing"));
  const atelier_condition raw = detail::raw(given("flag"));
  rule.must = &raw;
  rule.must_count = 1;
  rule.sentence = {};
  answer_.rules = {rule};
  EXPECT_TRUE(has(refusal(), "does not say what is wrong"));
  rule.sentence = ATELIER_STR("so not");
  rule.when_count = 1;
  answer_.rules = {rule};
  EXPECT_TRUE(has(refusal(), "the conditions of rule 0"));
}

TEST_F(DescribeRules, LeavesOutRulesOfALaterSdk) {
  Condition later = given("flag");
  later.kind = 4711;
  EXPECT_EQ(refusal(later), "");
  EXPECT_TRUE(component_.rules.empty());
}

TEST_F(DescribeRules, Numbers) {
  answer_.give({number("a/b", "Doc."), numbers_of_parts("metrics", "m/").per_class().when(given("flag")),
                number("c/*").for_each("names"), number("d/*").for_each("metrics")});
  EXPECT_EQ(refusal(), "");
  ASSERT_EQ(component_.numbers.size(), 4u);
  EXPECT_TRUE(component_.tells_numbers);
  EXPECT_TRUE(component_.tells_terms);
  EXPECT_EQ(component_.numbers[1].prefix, "m/");
  EXPECT_FALSE(component_.numbers[0].per_class);
  EXPECT_TRUE(component_.numbers[1].per_class);
  ASSERT_EQ(component_.numbers[1].when.size(), 1u);
  EXPECT_EQ(component_.numbers[1].when[0].option, "flag");
  EXPECT_EQ(component_.numbers[2].items, "names");
  answer_.give({numbers_of_parts("flag")});
  EXPECT_TRUE(has(refusal(), "is of the slot \"flag\""));
  answer_.give({number("")});
  EXPECT_TRUE(has(refusal(), "has a name and a slot, or neither"));
  answer_.give({});
  EXPECT_EQ(refusal(), "");
  EXPECT_TRUE(component_.tells_numbers) << "that there are none";
}

TEST_F(DescribeRules, RefusesNumbersThatAreNotOfTheTable) {
  answer_.give({number("a/*").for_each("flag")});
  EXPECT_TRUE(has(refusal(), "is one for each item of \"flag\", which is no list of texts or parts"));
  answer_.give({number("a/*").for_each("nothing")});
  EXPECT_TRUE(has(refusal(), "is one for each item of \"nothing\""));
  answer_.give({number("a").for_each("names")});
  EXPECT_TRUE(has(refusal(), "has no * where they stand"));
  answer_.give({number("a").when(given("nothing"))});
  EXPECT_TRUE(has(refusal(), "is of the option \"nothing\""));
  Condition later = given("flag");
  later.kind = 4711;
  answer_.give({number("a").when(later)});
  EXPECT_EQ(refusal(), "") << "then it may be given or not";
  EXPECT_TRUE(component_.numbers.at(0).when.empty());
}

TEST_F(DescribeRules, GoThroughJson) {
  answer_.give({number("a/b", "Doc.").per_class().when(given("flag"))});
  EXPECT_EQ(refusal(equal("flag", {"true", "false"})), "");
  const auto again = nlohmann::json(component_).get<ComponentInfo>();
  ASSERT_EQ(again.rules.size(), 1u);
  EXPECT_EQ(again.rules[0].must[0].words, (std::vector<std::string>{"true", "false"}));
  EXPECT_EQ(again.rules[0].must[0].kind, ATELIER_CONDITION_EQUAL);
  EXPECT_EQ(again.numbers.at(0).name, "a/b");
  EXPECT_TRUE(again.numbers.at(0).per_class);
  EXPECT_EQ(again.numbers.at(0).when.at(0).option, "flag");
  EXPECT_TRUE(again.tells_numbers);
}

}  // namespace
}  // namespace atelier::host
