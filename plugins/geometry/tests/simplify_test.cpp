#include "geometry/simplify.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using geometry::Ring;
using geometry::simplify;

namespace {

Ring simplified(Ring ring, double tolerance) {
  simplify(ring, tolerance);
  return ring;
}

TEST(Simplify, LeavesOutWhatIsNear) {
  const Ring bumpy = {0, 0, 5, 0.4, 10, 0, 10, 10, 5, 9.7, 0, 10};
  EXPECT_EQ(simplified(bumpy, 0.5), (Ring{0, 0, 10, 0, 10, 10, 0, 10}));
  EXPECT_EQ(simplified(bumpy, 0.35), (Ring{0, 0, 5, 0.4, 10, 0, 10, 10, 0, 10}));
  EXPECT_EQ(simplified(bumpy, 0), bumpy);
}

TEST(Simplify, AStaircaseBecomesALine) {
  Ring stairs;
  for (double i = 0; i < 20; ++i) stairs.insert(stairs.end(), {i, i, i + 1, i});
  stairs.insert(stairs.end(), {20, 20, 0, 20});
  EXPECT_LE(simplified(stairs, 1).size(), 8u);
}

TEST(Simplify, TooLittleStaysAsItIs) {
  const Ring flat = {0, 0, 5, 0.1, 10, 0, 5, -0.1};
  EXPECT_EQ(simplified(flat, 1), flat);
  EXPECT_EQ(simplified({1, 1, 1, 1, 1, 1, 1, 1}, 1), (Ring{1, 1, 1, 1, 1, 1, 1, 1}));
  EXPECT_TRUE(simplified({}, 1).empty());
}

double distance_to(const Ring& ring, double x, double y) {
  double least = std::numeric_limits<double>::infinity();
  for (size_t i = 0, n = ring.size(); i < n; i += 2) {
    const double ax = ring[i], ay = ring[i + 1], dx = ring[(i + 2) % n] - ax, dy = ring[(i + 3) % n] - ay;
    const double length = dx * dx + dy * dy;
    const double part = length == 0 ? 0 : std::clamp(((x - ax) * dx + (y - ay) * dy) / length, 0., 1.);
    least = std::min(least, std::hypot(x - ax - part * dx, y - ay - part * dy));
  }
  return least;
}

TEST(Simplify, NoPointIsFartherThanTheTolerance) {
  const auto seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  std::mt19937 random(seed);
  for (int round = 0; round < 500; ++round) {
    Ring ring;
    for (size_t i = 0, count = 3 + random() % 60; i < 2 * count; ++i) ring.push_back(random() % 200 / 10.);
    const double tolerance = random() % 50 / 10.;
    const Ring fewer = simplified(ring, tolerance);
    for (size_t i = 0; i < ring.size(); i += 2)
      ASSERT_LE(distance_to(fewer, ring[i], ring[i + 1]), tolerance + 1e-9) << "seed " << seed << " round " << round;
  }
}

}  // namespace
