#include "geometry/runs.hpp"

#include <gtest/gtest.h>

using namespace geometry;

namespace {

TEST(Runs, AreaAndBoxOfUncompressedRuns) {
  const Runs small = {0, 5, 3, 2, 6}, tall = {6, 1, 40, 4, 5, 4, 5, 4, 21};
  const Runs empty = {16}, hollow = {3, 0, 13};
  EXPECT_EQ(area_of(small), 7u);
  EXPECT_EQ(sum_of(small), 16u);
  EXPECT_EQ(box_of(small, 4), (Box{0, 0, 3, 4}));
  EXPECT_EQ(area_of(tall), 13u);
  EXPECT_EQ(box_of(tall, 9), (Box{0, 2, 8, 5}));
  EXPECT_EQ(box_of(empty, 4), Box{});
  EXPECT_EQ(box_of(hollow, 4), Box{});
}

TEST(Runs, UniteJoinsWhatOverlapsOrTouches) {
  std::vector<Interval> intervals = {{9, 12}, {0, 2}, {2, 4}, {10, 11}, {6, 7}};
  unite(intervals);
  Runs runs;
  runs_of(intervals, 15, runs);
  EXPECT_EQ(runs, (Runs{0, 4, 2, 1, 2, 3, 3}));
  runs_of(intervals, 12, runs);
  EXPECT_EQ(runs, (Runs{0, 4, 2, 1, 2, 3}));
}

}  // namespace
