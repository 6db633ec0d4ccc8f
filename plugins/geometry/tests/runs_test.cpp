#include "geometry/runs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

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

TEST(Runs, ContestedPixelsAreThoseThatTwoOrMoreClaim) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 300; ++round) {
    std::vector<Runs> shapes(random() % 5);
    std::vector<int> claims(200);
    for (Runs& runs : shapes)
      for (uint32_t at = 0; at < 200;) {
        const uint32_t run = std::min<uint32_t>(random() % 30, 200 - at);
        if (runs.size() % 2 == 1)
          for (uint32_t k = at; k < at + run; ++k) ++claims[k];
        runs.push_back(run);
        at += run;
      }
    std::vector<const Runs*> pointers;
    for (const Runs& runs : shapes) pointers.push_back(&runs);
    EXPECT_EQ(contested_pixels(pointers),
              static_cast<uint64_t>(std::count_if(claims.begin(), claims.end(), [](int n) { return n > 1; })));
  }
}

}  // namespace
