#include "geometry/turn.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

using geometry::Runs;
using geometry::turn_points;
using geometry::turn_runs;

// A picture of 2 rows and 3 columns with the pixel in the upper left and the one right of it set.
const Runs kCorner = {0, 1, 1, 1, 3};

Runs turned(int orientation) {
  Runs runs = kCorner;
  turn_runs(runs, 2, 3, orientation);
  return runs;
}

// What a viewer shows, from the definition of each orientation: where row 0 and column 0 of the file come to lie.
TEST(Turn, RunsGoWhereViewersShowThem) {
  EXPECT_EQ(turned(1), kCorner);
  EXPECT_EQ(turned(2), (Runs{2, 1, 1, 1, 1})) << "row 0 top, column 0 right";
  EXPECT_EQ(turned(3), (Runs{3, 1, 1, 1})) << "row 0 bottom, column 0 right";
  EXPECT_EQ(turned(4), (Runs{1, 1, 1, 1, 2})) << "row 0 bottom, column 0 left";
  EXPECT_EQ(turned(5), (Runs{0, 2, 4})) << "row 0 left, column 0 top";
  EXPECT_EQ(turned(6), (Runs{3, 2, 1})) << "row 0 right, column 0 top";
  EXPECT_EQ(turned(7), (Runs{4, 2})) << "row 0 right, column 0 bottom";
  EXPECT_EQ(turned(8), (Runs{1, 2, 3})) << "row 0 left, column 0 bottom";
}

TEST(Turn, TheInverseTurnsBack) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    Runs runs = turned(orientation);
    const bool swapped = orientation >= 5;
    turn_runs(runs, swapped ? 3 : 2, swapped ? 2 : 3, geometry::inverse_orientation(orientation));
    EXPECT_EQ(runs, kCorner) << orientation;
    std::vector<double> xy = {0.5, 1.5, 2, 0};
    turn_points(xy.data(), 4, 2, 3, orientation);
    turn_points(xy.data(), 4, swapped ? 3 : 2, swapped ? 2 : 3, geometry::inverse_orientation(orientation));
    EXPECT_EQ(xy, (std::vector<double>{0.5, 1.5, 2, 0})) << orientation;
  }
}

// The middle of a pixel goes where the pixel goes.
TEST(Turn, PointsGoWithTheirPixels) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const uint64_t height = orientation >= 5 ? 3 : 2;
    for (uint32_t at = 0; at < 6; ++at) {
      Runs runs = {at, 1, 5 - at};
      turn_runs(runs, 2, 3, orientation);
      double xy[] = {at / 2 + 0.5, at % 2 + 0.5};
      turn_points(xy, 2, 2, 3, orientation);
      EXPECT_EQ(runs[0], static_cast<uint64_t>(xy[0]) * height + static_cast<uint64_t>(xy[1])) << orientation << at;
    }
  }
}

}  // namespace
