// Did you mean: which names are near to what was written, and how they are offered.
#include <gtest/gtest.h>
#include <atelier/cpp/suggest.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

using atelier::edit_distance;
using atelier::nearest_name;
using atelier::nearest_names;
using Names = std::vector<std::string>;

TEST(EditDistance, CountsEditsAndSwaps) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("crowed", "crowd"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("lsat", "last"), 1u);
  EXPECT_EQ(edit_distance("ca", "abc"), 3u) << "optimal string alignment, not unrestricted Damerau";
}

TEST(EditDistance, TakesNoNoteOfCase) {
  EXPECT_EQ(edit_distance("PERSON", "person"), 0u);
  EXPECT_EQ(edit_distance("LSAT", "last"), 1u);
  EXPECT_EQ(edit_distance("@", "`"), 1u) << "no letters";
}

TEST(NearestNames, TakesTheClosestWithinAThird) {
  const Names names = {"overlap", "dataset", "crowd", "count"};
  EXPECT_EQ(nearest_name("crowed", names), "crowd");
  EXPECT_EQ(nearest_name("coutn", names), "count");
  EXPECT_EQ(nearest_name("DATASET", names), "dataset");
  EXPECT_EQ(nearest_name("zebra", names), "");
  EXPECT_EQ(nearest_name("", names), "");
  EXPECT_EQ(nearest_name("ab", Names{"xy"}), "");
  EXPECT_EQ(nearest_name("x", Names{"y"}), "") << "nothing is left of the word";
  EXPECT_EQ(nearest_name(std::string(100000, 'a'), Names{std::string(100000, 'a')}), "");
  EXPECT_EQ(nearest_name("hum", Names{"human"}), "") << "two of three letters";
}

TEST(NearestNames, GivesAllThatAreEquallyNearInTheirOrder) {
  EXPECT_EQ(nearest_names("bolt", Names{"bolts", "boat", "belts", "bolt1"}), (Names{"bolts", "boat", "bolt1"}));
  EXPECT_EQ(nearest_names("bolts", Names{"belt", "bolt"}), Names{"bolt"}) << "and none that is farther";
  EXPECT_EQ(nearest_name("bolt", Names{"bolts", "boat"}), "bolts");
}

TEST(NearestNames, KnowsTheLastWordOfAnId) {
  const Names ids = {"overlap.last", "overlap.first", "samples.split"};
  EXPECT_EQ(nearest_name("first", ids), "overlap.first");
  EXPECT_EQ(nearest_name("splt", ids), "samples.split");
  EXPECT_EQ(nearest_name("overlap.lst", ids), "overlap.last");
}

TEST(ListNames, StopsAtTheLimit) {
  EXPECT_EQ(atelier::list_names(Names{}), "");
  EXPECT_EQ(atelier::list_names(Names{"a", "b"}, 2), "a, b");
  EXPECT_EQ(atelier::list_names(Names{"a", "b", "c"}, 2), "a, b, …");
}

TEST(DidYouMean, NamesTheNearest) {
  EXPECT_EQ(atelier::did_you_mean("persn", Names{"person", "dog"}), "did you mean `person`?");
  EXPECT_EQ(atelier::did_you_mean("catt", Names{"cat1", "cat2"}), "did you mean `cat1`, `cat2`?");
  EXPECT_EQ(atelier::did_you_mean("zebra", Names{"person", "dog"}), "");
}

TEST(Suggestion, ListsAllWhereNoneIsNear) {
  const std::vector<std::string_view> names = {"person", "dog"};
  EXPECT_EQ(atelier::suggestion("dgo", names, "the classes"), "; did you mean `dog`?");
  EXPECT_EQ(atelier::suggestion("zebra", names, "the classes"), "; the classes are person, dog");
}

}  // namespace
