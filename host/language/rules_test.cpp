// Each condition of a rule: when it holds, when it does not, and when nobody knows. What the rules say in a workflow is
// shown by cases/.
#include "rules.hpp"

#include <atelier/rules.h>
#include <gtest/gtest.h>

#include "numbers.hpp"
#include "testing/fake_catalog.hpp"
#include "testing/fake_system.hpp"
#include "words/diagnostic.hpp"
#include "workflow.hpp"

namespace atelier::host {
namespace {

using Words = std::vector<std::string>;

ConditionInfo condition(uint32_t kind, std::string option, Words words = {}, std::string other = "",
                        double number = 0) {
  return {kind, std::move(option), std::move(other), number, std::move(words)};
}

ComponentInfo metric(std::string id, std::vector<NumberInfo> numbers) {
  ComponentInfo c = fake::component(std::move(id), fake::kMetric, {});
  c.numbers = std::move(numbers);
  c.tells_numbers = true;
  return c;
}

// One component with an option of each sort, whose only rule is the test's.
Catalog catalog_with(RuleInfo rule) {
  using namespace fake;
  ComponentInfo stage =
      component("t.stage", kStage,
                {boolean("flag", "false"), real("amount", "0.5"), integer("count", "3"), text("word", "'none'"),
                 optional(text("maybe")), path("at", "''"), list(real("range", "[]")), list(text("names", "[]")),
                 table(integer("map", "{}")), list(part("metrics", kMetric, "[]")), part("model", kModel, "'t.model'"),
                 optional(port("first", kSamples)), optional(port("second", kSamples))},
                {output(ATELIER_TYPE_PATH_IN, "extra"), output(ATELIER_TYPE_FLOAT, "score")});
  stage.rules = {std::move(rule)};
  stage.numbers = {{"done"}, {"", "metrics", "val/", "", true}};
  stage.tells_numbers = stage.tells_terms = true;
  ComponentInfo both = component("t.both", kMetric, {list(part("of", kMetric))});
  both.numbers = {{"", "of", "both/"}};
  both.tells_numbers = true;
  PluginInfo plugin;
  plugin.components = {
      stage,
      both,
      component("t.model", kModel, {optional(integer("classes")), boolean("aux", "false"), path("weights", "''")}),
      component("t.plain_model", kModel, {}),
      component("t.samples", kSamples, {},
                {output(ATELIER_TYPE_PORT, "train", kSamples), output(ATELIER_TYPE_PORT, "val", kSamples)}),
      component("t.take", kStage, {path("file", "''"), real("number", "0.0")}),
      metric("t.iou", {{"iou", "", "", ""}, {"iou_*", "", "", ""}}),
      metric("t.other_iou", {{"iou", "", "", ""}}),
      metric("t.accuracy", {{"accuracy", "", "", ""}}),
      component("t.silent", kMetric, {}),
  };
  Catalog out;
  out.plugins.push_back(std::move(plugin));
  return out;
}

class RulesTest : public testing::Test {
 protected:
  RulesTest() { disk_.put("/w/file", "x"); }

  ResolveResult resolve_with(const RuleInfo& rule, const std::string& options, const std::string& more = "") {
    catalog_ = catalog_with(rule);
    disk_.put("/w/flow.toml", "atelier = 1\n[part.s]\nuse = 't.samples'\n[stage.a]\nuse = 't.stage'\n" + options +
                                  "\n[stage.keep]\nuse = 't.stage'\nfirst = '@s.val'\n" + more);
    ResolveInput input{.system = {disk_, clock_, environment_}};
    input.file = "/w/flow.toml";
    return resolve(input, catalog_);
  }
  // Whether the rule `when -> must` is broken in stage `a`.
  bool breaks(const RuleInfo& rule, const std::string& options, const std::string& more = "") {
    const ResolveResult result = resolve_with(rule, options, more);
    bool found = false;
    for (const Diagnostic& d : result.diagnostics) {
      if (d.message.starts_with("`a`: ")) found = true;
      EXPECT_TRUE(d.code == "E411" || d.code == "W003") << d.code << ' ' << d.message;
    }
    return found;
  }
  bool breaks(const ConditionInfo& must, const std::string& options, const std::string& more = "") {
    return breaks(RuleInfo{.must = {must}, .sentence = "so not"}, options, more);
  }

  fake::Clock clock_;
  fake::Environment environment_;
  fake::Disk disk_{clock_};
  Catalog catalog_;
};

TEST_F(RulesTest, GivenAndNot) {
  const ConditionInfo given = condition(ATELIER_CONDITION_GIVEN, "maybe");
  EXPECT_TRUE(breaks(given, ""));
  EXPECT_TRUE(breaks(given, "maybe = ''"));
  EXPECT_FALSE(breaks(given, "maybe = 'x'"));
  EXPECT_FALSE(breaks(condition(ATELIER_CONDITION_GIVEN, "word"), "")) << "the default counts";
  EXPECT_TRUE(breaks(condition(ATELIER_CONDITION_GIVEN, "names"), "names = []"));
  EXPECT_TRUE(breaks(condition(ATELIER_CONDITION_NOT_GIVEN, "map"), "map = { a = 1 }"));
  EXPECT_FALSE(breaks(condition(ATELIER_CONDITION_NOT_GIVEN, "map"), ""));
  EXPECT_FALSE(breaks(condition(ATELIER_CONDITION_GIVEN, "model"), ""));
}

TEST_F(RulesTest, ValuesAsTheyAreWritten) {
  const ConditionInfo is = condition(ATELIER_CONDITION_EQUAL, "flag", {"true"});
  EXPECT_TRUE(breaks(is, ""));
  EXPECT_FALSE(breaks(is, "flag = true"));
  EXPECT_FALSE(breaks(condition(ATELIER_CONDITION_EQUAL, "amount", {"0.5", "2"}), "amount = 2"));
  EXPECT_TRUE(breaks(condition(ATELIER_CONDITION_UNEQUAL, "word", {"'none'"}), ""));
  EXPECT_FALSE(breaks(condition(ATELIER_CONDITION_UNEQUAL, "word", {"'none'"}), "word = 'some'"));
  EXPECT_FALSE(breaks(condition(ATELIER_CONDITION_EQUAL, "maybe", {"'x'"}), "")) << "nothing is known of it";
}

TEST_F(RulesTest, Numbers) {
  EXPECT_TRUE(breaks(condition(ATELIER_CONDITION_ABOVE, "amount", {}, "", 0.5), ""));
  EXPECT_FALSE(breaks(condition(ATELIER_CONDITION_AT_LEAST, "amount", {}, "", 0.5), ""));
  EXPECT_TRUE(breaks(condition(ATELIER_CONDITION_BELOW, "count", {}, "", 3), ""));
  EXPECT_FALSE(breaks(condition(ATELIER_CONDITION_AT_MOST, "count", {}, "", 3), ""));
  EXPECT_TRUE(breaks(condition(ATELIER_CONDITION_AT_MOST, "range", {}, "", 3), "range = [1.0, 4.0]")) << "each";
  const ConditionInfo rising = condition(ATELIER_CONDITION_RISING, "range");
  const ConditionInfo ascending = condition(ATELIER_CONDITION_ASCENDING, "range");
  EXPECT_TRUE(breaks(rising, "range = [1.0, 1.0]"));
  EXPECT_FALSE(breaks(ascending, "range = [1.0, 1.0]"));
  EXPECT_TRUE(breaks(ascending, "range = [2.0, 0.5]"));
  EXPECT_TRUE(breaks(condition(ATELIER_CONDITION_ITEMS, "range", {"0", "2"}), "range = [1.0]"));
  EXPECT_FALSE(breaks(condition(ATELIER_CONDITION_ITEMS, "range", {"0", "2"}), ""));
}

TEST_F(RulesTest, Texts) {
  const Words devices = {"auto", "cuda:*", "gpu?"};
  EXPECT_TRUE(breaks(condition(ATELIER_CONDITION_LIKE, "word", devices), "word = 'gpu'"));
  for (const std::string word : {"auto", "cuda:", "cuda:12", "gpu1"})
    EXPECT_FALSE(breaks(condition(ATELIER_CONDITION_LIKE, "word", devices), "word = '" + word + "'")) << word;
  EXPECT_TRUE(breaks(condition(ATELIER_CONDITION_LIKE, "names", {"a*"}), "names = ['ab', 'b']"));
  EXPECT_TRUE(breaks(condition(ATELIER_CONDITION_HAS, "names", {"a"}), "names = ['b', 'c']"));
  EXPECT_FALSE(breaks(condition(ATELIER_CONDITION_HAS, "names", {"a"}), "names = ['b', 'a']"));
  EXPECT_TRUE(breaks(condition(ATELIER_CONDITION_LACKS, "metrics", {"t.iou"}), "metrics = ['t.accuracy', 't.iou']"));
  EXPECT_FALSE(breaks(condition(ATELIER_CONDITION_HAS, "model", {"t.*"}), ""));
}

TEST_F(RulesTest, Paths) {
  const ConditionInfo file = condition(ATELIER_CONDITION_IS_FILE, "at");
  const ConditionInfo folder = condition(ATELIER_CONDITION_IS_FOLDER, "at");
  EXPECT_TRUE(breaks(folder, "at = '/w/file'"));
  EXPECT_FALSE(breaks(file, "at = '/w/file'"));
  EXPECT_TRUE(breaks(file, "at = '/w'"));
  EXPECT_FALSE(breaks(file, "")) << "an empty path leads nowhere";
  EXPECT_FALSE(breaks(file, "at = '@keep.extra'")) << "not there yet";
}

TEST_F(RulesTest, DistinctItems) {
  const ConditionInfo distinct = condition(ATELIER_CONDITION_DISTINCT, "names");
  EXPECT_TRUE(breaks(distinct, "names = ['a', 'b', 'a']"));
  EXPECT_FALSE(breaks(distinct, "names = ['a', 'b']"));
  const ConditionInfo parts = condition(ATELIER_CONDITION_DISTINCT, "metrics");
  EXPECT_TRUE(breaks(parts, "metrics = ['t.iou', 't.iou']"));
  EXPECT_FALSE(breaks(parts, "metrics = ['t.iou', 't.other_iou']"));
  const ConditionInfo numbers = condition(ATELIER_CONDITION_DISTINCT_NUMBERS, "metrics");
  EXPECT_TRUE(breaks(numbers, "metrics = ['t.iou', 't.accuracy', 't.other_iou']"));
  EXPECT_FALSE(breaks(numbers, "metrics = ['t.iou', 't.accuracy']"));
  EXPECT_FALSE(breaks(numbers, "metrics = ['t.silent', 't.silent']")) << "nobody knows what they give";
}

TEST_F(RulesTest, AgainstAnotherOption) {
  const ConditionInfo length = condition(ATELIER_CONDITION_AS_LONG_AS, "names", {}, "count");
  EXPECT_TRUE(breaks(length, "names = ['a']"));
  EXPECT_FALSE(breaks(length, "names = ['a', 'b', 'c']"));
  EXPECT_FALSE(breaks(condition(ATELIER_CONDITION_AS_LONG_AS, "names", {}, "range"), "range = [1.0]\nnames = ['a']"));
  EXPECT_TRUE(breaks(condition(ATELIER_CONDITION_AT_LEAST_OF, "count", {}, "names"), "names = ['a']\ncount = 0"));
  EXPECT_FALSE(breaks(condition(ATELIER_CONDITION_AT_MOST_OF, "count", {}, "names"), "names = ['a']\ncount = 1"));
  const ConditionInfo other = condition(ATELIER_CONDITION_OTHER_THAN, "second", {}, "first");
  EXPECT_TRUE(breaks(other, "first = '@s.val'\nsecond = '@s.val'"));
  EXPECT_FALSE(breaks(other, "first = '@s.val'\nsecond = '@s.train'"));
  EXPECT_FALSE(breaks(other, "first = '@s.val'"));
  EXPECT_TRUE(
      breaks(condition(ATELIER_CONDITION_SAME_AS, "second", {}, "first"), "first = '@s.val'\nsecond = '@s.train'"));
}

TEST_F(RulesTest, NumbersThatPartsGive) {
  const ConditionInfo known = condition(ATELIER_CONDITION_NUMBER_OF, "word", {"none"}, "metrics");
  EXPECT_FALSE(breaks(known, ""));
  EXPECT_TRUE(breaks(known, "word = 'iuo'\nmetrics = ['t.iou']"));
  EXPECT_FALSE(breaks(known, "word = 'iou'\nmetrics = ['t.accuracy', 't.iou']"));
  EXPECT_FALSE(breaks(known, "word = 'iou_cat'\nmetrics = ['t.iou']")) << "a name may have wildcards";
  EXPECT_TRUE(breaks(known, "word = 'iou'\nmetrics = []"));
  EXPECT_FALSE(breaks(known, "word = 'iuo'\nmetrics = ['t.silent']")) << "nobody knows what it gives";
}

TEST_F(RulesTest, AnOutputInUse) {
  const ConditionInfo used = condition(ATELIER_CONDITION_USED, "extra");
  const RuleInfo rule{.when = {used}, .must = {condition(ATELIER_CONDITION_EQUAL, "flag", {"true"})}, .sentence = "no"};
  const std::string taken = "[stage.b]\nuse = 't.take'\nfile = '@a.extra'\n";
  EXPECT_TRUE(breaks(rule, "", taken));
  EXPECT_FALSE(breaks(rule, "flag = true", taken));
  EXPECT_FALSE(breaks(rule, ""));
}

TEST_F(RulesTest, ReachesIntoSlots) {
  const ConditionInfo aux = condition(ATELIER_CONDITION_EQUAL, "model.aux", {"true"});
  EXPECT_TRUE(breaks(aux, ""));
  EXPECT_FALSE(breaks(aux, "model = { use = 't.model', aux = true }"));
  EXPECT_FALSE(breaks(aux, "model = 't.plain_model'")) << "it has no such option";
  EXPECT_TRUE(breaks(aux, "model = '@m'", "[part.m]\nuse = 't.model'\n"));
  EXPECT_FALSE(breaks(condition(ATELIER_CONDITION_ABOVE, "model.aux", {}, "", 1), "")) << "of another sort";
  const ConditionInfo length = condition(ATELIER_CONDITION_AS_LONG_AS, "names", {}, "model.classes");
  EXPECT_TRUE(breaks(length, "names = ['a']\nmodel = { use = 't.model', classes = 5 }"));
  EXPECT_FALSE(breaks(length, "names = ['a']"));
}

TEST_F(RulesTest, WhatIsNotKnownKeepsQuiet) {
  EXPECT_FALSE(breaks(condition(ATELIER_CONDITION_ABOVE, "amount", {}, "", 9), "amount = '@keep.score'"));
  const RuleInfo either{.must = {condition(ATELIER_CONDITION_ABOVE, "amount", {}, "", 9),
                                 condition(ATELIER_CONDITION_EQUAL, "maybe", {"'x'"})},
                        .sentence = "no"};
  EXPECT_FALSE(breaks(either, "")) << "one of the two may hold";
  const RuleInfo all{.when = {condition(ATELIER_CONDITION_EQUAL, "flag", {"true"}),
                              condition(ATELIER_CONDITION_EQUAL, "maybe", {"'x'"})},
                     .must = {condition(ATELIER_CONDITION_ABOVE, "amount", {}, "", 9)},
                     .sentence = "no"};
  EXPECT_FALSE(breaks(all, "flag = true"));
  EXPECT_TRUE(breaks(all, "flag = true\nmaybe = 'x'"));
}

TEST_F(RulesTest, OneCauseIsOneError) {
  const RuleInfo rule{.must = {condition(ATELIER_CONDITION_GIVEN, "maybe")}, .sentence = "no"};
  const ResolveResult misspelt = resolve_with(rule, "mabye = 'x'", "maybe = 'y'\n");
  ASSERT_EQ(misspelt.diagnostics.size(), 1u) << render_text(misspelt.diagnostics, misspelt.sources);
  EXPECT_EQ(misspelt.diagnostics[0].code, "E204");
  const ResolveResult wrong = resolve_with(rule, "maybe = 3", "maybe = 'y'\n");
  ASSERT_EQ(wrong.diagnostics.size(), 1u);
  EXPECT_EQ(wrong.diagnostics[0].code, "E401");
}

TEST_F(RulesTest, AreToldWithOtherErrors) {
  const RuleInfo rule{.must = {condition(ATELIER_CONDITION_ABOVE, "amount", {}, "", 9)}, .sentence = "no"};
  const ResolveResult result = resolve_with(rule, "count = 'x'", "amount = 10\n");
  ASSERT_EQ(result.diagnostics.size(), 2u);
}

TEST_F(RulesTest, AWarningIsOne) {
  const RuleInfo rule{.warning = true, .must = {condition(ATELIER_CONDITION_GIVEN, "maybe")}, .sentence = "no"};
  const ResolveResult result = resolve_with(rule, "", "maybe = 'y'\n");
  EXPECT_TRUE(result.ok());
  ASSERT_EQ(result.diagnostics.size(), 1u);
  EXPECT_EQ(result.diagnostics[0].code, "W003");
}

TEST_F(RulesTest, NumbersOfAStage) {
  const auto of = [&](const std::string& options) {
    const ResolveResult result = resolve_with({.must = {condition(ATELIER_CONDITION_GIVEN, "word")}}, options);
    for (size_t i = 0; i < result.workflow.nodes.size(); ++i)
      if (result.workflow.nodes[i].name == "a") return numbers_of(result.workflow, static_cast<int>(i));
    return std::optional<std::vector<std::string>>();
  };
  EXPECT_EQ(of("metrics = ['t.iou', 't.accuracy']"),
            (std::vector<std::string>{"done", "val/iou", "val/iou_*", "val/accuracy"}));
  EXPECT_EQ(of(""), (std::vector<std::string>{"done"}));
  EXPECT_EQ(of("metrics = ['t.silent']"), std::nullopt);
}

TEST_F(RulesTest, WhatAStageLeaves) {
  const auto of = [&](const std::string& options) {
    const ResolveResult result = resolve_with({.must = {condition(ATELIER_CONDITION_GIVEN, "word")}}, options);
    for (size_t i = 0; i < result.workflow.nodes.size(); ++i)
      if (result.workflow.nodes[i].name == "a") return numbers_left(result.workflow, static_cast<int>(i))->names;
    return std::vector<std::string>();
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(of(""), (Names{"done", "score"})) << "an output that is a number too";
  EXPECT_EQ(of("metrics = ['t.accuracy']"), (Names{"done", "val/accuracy", "val/*/*", "score"}))
      << "what a metric of an older SDK gives for each class is not known";
  EXPECT_TRUE(is_named("iou/cat", "val/*/*"));
  EXPECT_FALSE(is_named("iou", "val/*/*"));
  EXPECT_TRUE(is_named("iou/traffic light", "val/iou/*"));
  EXPECT_FALSE(is_named("cat", "val/iou/*"));
  EXPECT_TRUE(is_named("anything", "*"));
}

TEST_F(RulesTest, PartsThatReferToEachOtherTellNoNumbers) {
  const RuleInfo rule{.must = {condition(ATELIER_CONDITION_DISTINCT_NUMBERS, "metrics")}, .sentence = "no"};
  const std::string both = "use = 't.both'\nof = ";
  const std::string check = "[check]\nc = '@a.iou > 0'\n";
  const ResolveResult circle =
      resolve_with(rule, "metrics = ['@m']", "[part.m]\n" + both + "['@m', 't.iou']\n" + check);
  ASSERT_EQ(circle.diagnostics.size(), 1u) << render_text(circle.diagnostics, circle.sources);
  EXPECT_EQ(circle.diagnostics[0].code, "E320");

  std::string many = "[part.m0]\n" + both + "['t.iou']\n";  // each twice the one before
  for (int i = 1; i < 31; ++i) {
    const std::string before = "'@m" + std::to_string(i - 1) + "'";
    many += "[part.m" + std::to_string(i) + "]\n" + both + "[" + before + ", " + before + "]\n";
  }
  EXPECT_TRUE(resolve_with(rule, "metrics = ['@m30']", many + check).ok());
}

TEST(IsLike, KnowsItsWildcards) {
  EXPECT_TRUE(is_like("", ""));
  EXPECT_TRUE(is_like("", "*"));
  EXPECT_FALSE(is_like("", "?"));
  EXPECT_TRUE(is_like("abcabd", "*ab?"));
  EXPECT_FALSE(is_like("abcabd", "ab?"));
  EXPECT_TRUE(is_like("aXbXc", "a*b*c"));
  EXPECT_FALSE(is_like("aXb", "a*c"));
  EXPECT_TRUE(is_like("a", "a**"));
}

}  // namespace
}  // namespace atelier::host
