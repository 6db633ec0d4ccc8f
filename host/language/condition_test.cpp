#include "condition.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace atelier::host {
namespace {

const double kNan = std::numeric_limits<double>::quiet_NaN();

Condition parsed(const std::string& text) {
  auto out = parse_condition(text);
  if (const auto* fault = std::get_if<ConditionFault>(&out)) ADD_FAILURE() << text << ": " << fault->message;
  return std::holds_alternative<Condition>(out) ? std::get<Condition>(out) : Condition{};
}

// With 2, 3, 4, … for what it asks, in the order of writing.
bool is_true(const std::string& text) {
  const Condition condition = parsed(text);
  std::vector<double> values;
  for (size_t i = 0; i < condition.asked.size(); ++i) values.push_back(static_cast<double>(i) + 2);
  return holds(condition, values);
}

TEST(Condition, ComparesBothWays) {
  for (const char* text : {"@a.x < 2.5", "@a.x <= 2", "@a.x > 1", "@a.x >= 2", "@a.x == 2", "@a.x != 3", "2==@a.x"})
    EXPECT_TRUE(is_true(text)) << text;
  for (const char* text : {"@a.x < 2", "@a.x <= 1", "@a.x > 2", "@a.x >= 3", "@a.x == 3", "@a.x != 2"})
    EXPECT_FALSE(is_true(text)) << text;
}

TEST(Condition, CalculatesAsUsual) {
  for (const char* text :
       {"@a.x + @a.y * @a.z == 14", "(@a.x + @a.y) * @a.z == 20", "@a.x - @a.y - @a.z == -5", "8 / @a.x / 2 == 2",
        "-@a.x * -1e0 == 2", "- (1 - @a.x) == 1", "-(-(-@a.x)) == -2", "@a.x*.5 == 1", "1 - @a.x == 0 - 1"})
    EXPECT_TRUE(is_true(text)) << text;
}

TEST(Condition, NothingHoldsOfWhatIsNoNumber) {
  for (const char* text : {"@a.x < 1", "@a.x <= 1", "@a.x > 1", "@a.x >= 1", "@a.x == @a.x", "@a.x != 1"})
    EXPECT_FALSE(holds(parsed(text), {kNan, kNan})) << text;
  EXPECT_FALSE(holds(parsed("@a.x / @b.x >= 0"), {0, 0}));
  EXPECT_FALSE(holds(parsed("@a.x / @b.x >= 0"), {1, 0})) << "infinite is no number to compare";
  EXPECT_FALSE(holds(parsed("@a.x != @b.x / 0"), {1, 1}));
}

TEST(Condition, NamesGoAsFarAsTheyCan) {
  const Condition condition = parsed("@train-2.score/mean-iou - @b.'share of \"cats\"' <= @c.\"it's\"");
  ASSERT_EQ(condition.asked.size(), 3u);
  EXPECT_EQ(condition.asked[0].table, "train-2");
  EXPECT_EQ(condition.asked[0].number, "score/mean-iou");
  EXPECT_EQ(condition.asked[0].end, 23u);
  EXPECT_EQ(condition.asked[1].number, "share of \"cats\"");
  EXPECT_EQ(condition.asked[2].number, "it's");
  EXPECT_EQ(parsed("@params.least < @a.x").asked[0].table, "params");
}

TEST(Condition, LongAndDeepOnesEnd) {
  const auto is_fault = [](const std::string& text) {
    return std::holds_alternative<ConditionFault>(parse_condition(text));
  };
  EXPECT_TRUE(is_fault(std::string(4000, '(') + "1"));
  EXPECT_TRUE(is_fault(std::string(4000, '-') + "1 > 0"));
  EXPECT_TRUE(is_fault("1 > 0" + std::string(5000, ' ')));
  EXPECT_FALSE(is_fault(std::string(30, '(') + "1" + std::string(30, ')') + " > 0"));
}

// Every piece of a condition, and every condition with a byte of it changed, is read or refused within its bounds.
TEST(Condition, PiecesAreReadOrRefused) {
  const std::string text = "-(@a.x + @b.'y z') * 2.5e-3 / @params.k <= ≥ @c.\"d\" == 1";
  const auto look = [](const std::string& piece) {
    const auto out = parse_condition(piece);
    if (const auto* fault = std::get_if<ConditionFault>(&out)) {
      EXPECT_FALSE(fault->message.empty()) << piece;
      EXPECT_LT(fault->begin, fault->end) << piece;
      EXPECT_LE(fault->begin, piece.size()) << piece;
    }
  };
  for (size_t begin = 0; begin < text.size(); ++begin)
    for (size_t size = 0; begin + size <= text.size(); ++size) look(text.substr(begin, size));
  for (size_t i = 0; i < text.size(); ++i)
    for (const char c : {'(', ')', '@', '.', '"', '<', '=', '-', '1', 'e', ' ', '\xC3'}) {
      std::string changed = text;
      changed[i] = c;
      look(changed);
    }
}

TEST(NumbersMeant, LastWordsWillDo) {
  using Names = std::vector<std::string>;
  const Names known = {"mean", "a/mean", "b/mean", "a/b/c", "grand_mean"};
  EXPECT_EQ(numbers_meant("mean", known), Names{"mean"});
  EXPECT_EQ(numbers_meant("a/mean", known), Names{"a/mean"});
  EXPECT_EQ(numbers_meant("c", known), Names{"a/b/c"});
  EXPECT_EQ(numbers_meant("b/c", known), Names{"a/b/c"});
  EXPECT_EQ(numbers_meant("an", known), Names{});
  EXPECT_EQ(numbers_meant("mean", {"a/mean", "b/mean"}), (Names{"a/mean", "b/mean"}));
}

}  // namespace
}  // namespace atelier::host
