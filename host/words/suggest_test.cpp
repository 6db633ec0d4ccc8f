#include "suggest.hpp"

#include <gtest/gtest.h>

namespace atelier::host {
namespace {

TEST(EditDistance, CountsEditsAndSwaps) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("crowed", "crowd"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("lsat", "last"), 1u);
  EXPECT_EQ(edit_distance("ca", "abc"), 3u);  // optimal string alignment, not unrestricted Damerau
}

TEST(Nearest, TakesTheClosestWithinAThird) {
  const std::vector<std::string> names = {"overlap", "dataset", "crowd", "count"};
  EXPECT_EQ(nearest("crowed", names), "crowd");
  EXPECT_EQ(nearest("coutn", names), "count");
  EXPECT_EQ(nearest("DATASET", names), "dataset");
  EXPECT_EQ(nearest("zebra", names), "");
  EXPECT_EQ(nearest("", names), "");
  EXPECT_EQ(nearest("ab", {"xy"}), "");
  EXPECT_EQ(nearest("x", {"y"}), "") << "nothing is left of the word";
  EXPECT_EQ(nearest(std::string(100000, 'a'), {std::string(100000, 'a')}), "");
}

TEST(Nearest, KnowsTheLastWordOfAnId) {
  const std::vector<std::string> ids = {"overlap.last", "overlap.first", "samples.split"};
  EXPECT_EQ(nearest("first", ids), "overlap.first");
  EXPECT_EQ(nearest("splt", ids), "samples.split");
  EXPECT_EQ(did_you_mean("overlap.lst", ids), "did you mean `overlap.last`?");
  EXPECT_EQ(did_you_mean("qqqqqq", ids), "");
}

TEST(ListNames, StopsAtTheLimit) {
  EXPECT_EQ(list_names({}), "");
  EXPECT_EQ(list_names({"a", "b"}, 2), "a, b");
  EXPECT_EQ(list_names({"a", "b", "c"}, 2), "a, b, …");
}

}  // namespace
}  // namespace atelier::host
