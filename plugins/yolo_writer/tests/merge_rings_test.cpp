#include "merge_rings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

#include "geometry/rasteriser.hpp"

using atelier::yolo_writer::merge_rings;
using geometry::Ring;

namespace {

Ring square(double x, double y, double side) { return {x, y, x + side, y, x + side, y + side, x, y + side}; }

geometry::Runs painted(const std::vector<Ring>& rings) {
  std::vector<atelier_ring> raw;
  for (const Ring& ring : rings) raw.push_back({ring.data(), ring.size()});
  geometry::Rasteriser rasteriser;
  geometry::Runs runs;
  rasteriser.paint(raw, 60, 60, runs);
  return runs;
}

TEST(MergeRings, OneStaysAsItIs) { EXPECT_EQ(merge_rings({square(1, 1, 3)}), square(1, 1, 3)); }

TEST(MergeRings, TwoAreJoinedWhereTheyAreNearest) {
  EXPECT_EQ(merge_rings({square(0, 0, 2), square(5, 5, 2)}),
            (Ring{2, 2, 5, 5, 7, 5, 7, 7, 5, 7, 5, 5, 2, 2, 0, 2, 0, 0, 2, 0, 2, 2}));
}

TEST(MergeRings, ARingInTheMiddleThatIsLeftWhereItWasEntered) {
  const std::vector<Ring> rings = {square(0, 10, 2), {5, 11, 9, 20, 9, 30}, square(0, 12, 2)};
  EXPECT_EQ(painted({merge_rings(rings)}), painted(rings));
}

// The shortest line between points of the two, by trying all.
double shortest(const Ring& a, const Ring& b) {
  double least = std::numeric_limits<double>::infinity();
  for (size_t i = 0; i < a.size(); i += 2)
    for (size_t k = 0; k < b.size(); k += 2)
      least = std::min(least, (a[i] - b[k]) * (a[i] - b[k]) + (a[i + 1] - b[k + 1]) * (a[i + 1] - b[k + 1]));
  return least;
}

TEST(MergeRings, TheSamePixelsArePaintedForRingsApart) {
  const auto seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  std::mt19937 random(seed);
  for (int round = 0; round < 2000; ++round) {
    // Each in a cell of its own, in any order.
    std::vector<Ring> rings;
    for (int cell = 0; cell < 9; ++cell) {
      if (random() % 3 == 0) continue;
      Ring ring;
      for (size_t i = 0, points = 3 + random() % 6; i < points; ++i) {
        ring.push_back(cell % 3 * 20 + static_cast<double>(random() % 190) / 10);
        ring.push_back(cell / 3 * 20 + static_cast<double>(random() % 190) / 10);
      }
      rings.push_back(ring);
    }
    if (rings.empty()) continue;
    std::shuffle(rings.begin(), rings.end(), random);
    const Ring merged = merge_rings(rings);
    ASSERT_EQ(painted({merged}), painted(rings)) << "seed " << seed << " round " << round;
    size_t points = 0;
    for (const Ring& ring : rings) points += ring.size() / 2;
    ASSERT_EQ(merged.size() / 2, rings.size() == 1 ? points : points + 2 * rings.size() - 1) << "seed " << seed;
    for (size_t i = 1; i < rings.size(); ++i) {
      const double joint = shortest(rings[i - 1], rings[i]);
      bool found = false;
      for (size_t k = 0; k + 3 < merged.size(); k += 2)
        found |= shortest({merged[k], merged[k + 1]}, {merged[k + 2], merged[k + 3]}) == joint;
      ASSERT_TRUE(found) << "seed " << seed << " round " << round;
    }
  }
}

}  // namespace
