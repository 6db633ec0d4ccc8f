#include "conversion/unique_ids.hpp"

#include <gtest/gtest.h>

using conversion::UniqueIds;
using Ids = std::vector<int64_t>;

namespace {

Ids given(const Ids& source, uint64_t* renumbered = nullptr) {
  UniqueIds ids(source);
  Ids out;
  for (const int64_t id : source) out.push_back(ids.next(id));
  if (renumbered) *renumbered = ids.renumbered();
  return out;
}

TEST(UniqueIds, AreKept) {
  uint64_t renumbered = 1;
  const Ids source = {5, 0, -3, 900100000149, INT64_MAX, INT64_MIN};
  EXPECT_EQ(given(source, &renumbered), source);
  EXPECT_EQ(renumbered, 0u);
}

TEST(UniqueIds, LaterOnesOfTheSameGetNewOnes) {
  uint64_t renumbered = 0;
  EXPECT_EQ(given({5, 7, 5, 5, 6}, &renumbered), (Ids{5, 7, 8, 9, 6}));
  EXPECT_EQ(renumbered, 2u);
}

TEST(UniqueIds, MissingOnesGetNewOnes) {
  EXPECT_EQ(given({-1, -1}), (Ids{1, 2}));
  EXPECT_EQ(given({4, -1}), (Ids{4, 5}));
  EXPECT_EQ(given({-8, -1}), (Ids{-8, 1}));
}

TEST(UniqueIds, NewOnesStayBelowWhatADoubleHolds) {
  EXPECT_EQ(given({INT64_MAX, 1, INT64_MAX, 2, -1}), (Ids{INT64_MAX, 1, 3, 2, 4}));
}

TEST(UniqueIds, OneThatIsNotAskedForDoesNotUseUpItsId) {
  UniqueIds ids({5, 5});
  EXPECT_EQ(ids.next(5), 5);
}

}  // namespace
