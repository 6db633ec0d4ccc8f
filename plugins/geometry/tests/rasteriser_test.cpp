#include "geometry/rasteriser.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "dense_lines.hpp"

using namespace geometry;
using Ring = std::vector<double>;

namespace {

Runs paint(const std::vector<Ring>& rings, uint32_t height, uint32_t width) {
  std::vector<atelier_ring> raw;
  for (const Ring& ring : rings) raw.push_back({ring.data(), ring.size()});
  Rasteriser rasteriser;
  Runs runs;
  rasteriser.paint(raw, height, width, runs);
  return runs;
}

// Pixel by pixel, of any runs.
std::vector<bool> pixels(const Runs& runs) {
  std::vector<bool> out;
  for (size_t i = 0; i < runs.size(); ++i) out.insert(out.end(), runs[i], i % 2 == 1);
  return out;
}

bool paint_even_odd(const std::vector<Ring>& rings, uint32_t height, uint32_t width, Runs& out) {
  std::vector<atelier_ring> raw;
  for (const Ring& ring : rings) raw.push_back({ring.data(), ring.size()});
  Rasteriser rasteriser;
  return rasteriser.paint_even_odd(raw, height, width, out);
}

struct Golden {
  std::vector<Ring> rings;
  uint32_t height;
  uint32_t width;
  uint64_t area;
  Box box;
  Runs runs;
};

const std::vector<Golden> kGolden = {
    {{{0, 0, 0, 9, 9, 9, 9, 0}},
     100,
     100,
     81,
     {0, 0, 9, 9},
     {0, 9, 91, 9, 91, 9, 91, 9, 91, 9, 91, 9, 91, 9, 91, 9, 91, 9, 9191}},
    {{{2, 2, 7, 2, 7, 7, 2, 7}}, 10, 10, 25, {2, 2, 5, 5}, {22, 5, 5, 5, 5, 5, 5, 5, 5, 5, 33}},
    {{{2.5, 2.5, 7.5, 2.5, 7.5, 7.5, 2.5, 7.5}}, 10, 10, 25, {3, 3, 5, 5}, {33, 5, 5, 5, 5, 5, 5, 5, 5, 5, 22}},
    {{{2.6, 2.6, 7.6, 2.6, 7.6, 7.6, 2.6, 7.6}}, 12, 12, 25, {3, 3, 5, 5}, {39, 5, 7, 5, 7, 5, 7, 5, 7, 5, 52}},
    {{{0.4, 0.4, 7.4, 0.4, 7.4, 7.4, 0.4, 7.4}}, 8, 8, 49, {0, 0, 7, 7}, {0, 7, 1, 7, 1, 7, 1, 7, 1, 7, 1, 7, 1, 7, 9}},
    {{{1, 1, 8, 1, 1, 8}}, 10, 10, 21, {1, 1, 6, 6}, {11, 6, 4, 5, 5, 4, 6, 3, 7, 2, 8, 1, 38}},
    {{{2, 1, 6, 2, 7, 5, 4, 7, 1, 5}}, 9, 9, 24, {1, 1, 6, 6}, {12, 2, 5, 5, 4, 6, 4, 5, 4, 4, 6, 2, 22}},
    {{{1, 1, 8, 8, 8, 1, 1, 8}}, 10, 10, 24, {1, 1, 7, 6}, {11, 6, 5, 4, 7, 2, 18, 2, 7, 4, 5, 6, 23}},
    {{{1, 1, 8, 1, 8, 8, 1, 8, 1, 1, 3, 3, 3, 6, 6, 6, 6, 3, 3, 3}}, 10, 10, 40, {1, 1, 7, 7}, {11, 7, 3, 7, 3, 2, 3,
                                                                                                2,  3, 2, 3, 2, 3, 2,
                                                                                                3,  2, 3, 7, 3, 7, 22}},
    {{{-3, -3, 5, -3, 5, 5, -3, 5}}, 8, 8, 25, {0, 0, 5, 5}, {0, 5, 3, 5, 3, 5, 3, 5, 3, 5, 27}},
    {{{4, 4, 20, 4, 20, 20, 4, 20}}, 8, 8, 16, {4, 4, 4, 4}, {36, 4, 4, 4, 4, 4, 4, 4}},
    {{{0, 0, 8, 0, 8, 8, 0, 8}}, 8, 8, 64, {0, 0, 8, 8}, {0, 64}},
    {{{3, 3, 3, 3, 3, 3}}, 8, 8, 0, {}, {64}},
    {{{1, 4, 6, 4, 3, 4}}, 8, 8, 0, {}, {64}},
};

TEST(Rasteriser, AgreesWithThePublishedVectors) {
  for (const Golden& golden : kGolden) {
    SCOPED_TRACE(::testing::PrintToString(golden.rings));
    const Runs runs = paint(golden.rings, golden.height, golden.width);
    EXPECT_EQ(runs, golden.runs);
    EXPECT_EQ(area_of(runs), golden.area);
    EXPECT_EQ(box_of(runs, golden.height), golden.box);
    EXPECT_EQ(dense::runs_of_rings(golden.rings, golden.height, golden.width), golden.runs);
  }
}

TEST(Rasteriser, AHoleAsARingOfItsOwnIsFilled) {
  const Ring square = {1, 1, 8, 1, 8, 8, 1, 8}, hole = {3, 3, 6, 3, 6, 6, 3, 6};
  EXPECT_EQ(paint({square, hole}, 10, 10), paint({square}, 10, 10));
}

// Rings of all sorts: tiny and large, on the grid and off it, far outside, with points given twice.
Ring random_ring(std::mt19937_64& random, int height, int width) {
  const double reach = std::vector<double>{1, 1.2, 3, 40}[random() % 4];
  const double grid = std::vector<double>{0, 1, 0.5, 0.1, 0.01}[random() % 5];
  std::uniform_real_distribution<double> x(width * (1 - reach), width * reach), y(height * (1 - reach), height * reach);
  Ring ring;
  for (size_t i = 0, points = 1 + random() % 12; i < points; ++i) {
    if (i > 0 && random() % 10 == 0) {
      ring.insert(ring.end(), {ring[0], ring[1]});
      continue;
    }
    const double px = x(random), py = y(random);
    ring.push_back(grid > 0 ? std::round(px / grid) * grid : px);
    ring.push_back(grid > 0 ? std::round(py / grid) * grid : py);
  }
  return ring;
}

TEST(Rasteriser, AgreesWithDenseLines) {
  const auto seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  std::mt19937_64 random(seed);
  for (int round = 0; round < 5000; ++round) {
    const int height = 1 + static_cast<int>(random() % 60), width = 1 + static_cast<int>(random() % 60);
    std::vector<Ring> rings;
    for (size_t i = 0, count = 1 + random() % 3; i < count; ++i) rings.push_back(random_ring(random, height, width));
    ASSERT_EQ(paint(rings, height, width), dense::runs_of_rings(rings, height, width))
        << "seed " << seed << " round " << round << ' ' << height << 'x' << width << ' '
        << ::testing::PrintToString(rings);
  }
}

uint64_t area_of_ring(const Ring& ring) {
  const Runs runs = paint({ring}, 20, 30);
  return area_of(runs);
}

TEST(Rasteriser, TheCostIsThatOfThePictureNotOfTheRing) {
  // Dense lines around this would take tens of gigabytes.
  const Ring huge = {-4e8, -4e8, 4e8, -4e8, 4e8, 4e8, -4e8, 4e8};
  EXPECT_TRUE(Rasteriser::can_paint({huge.data(), huge.size()}));
  EXPECT_EQ(paint({huge}, 20, 30), (Runs{0, 600}));
  const Ring slanted = {-4e8, 10, 4e8, 10.5, 4e8, 4e8, -4e8, 4e8};
  EXPECT_EQ(area_of_ring(slanted), 300u);
  const Ring steep = {10, -4e8, 10.5, 4e8, 4e8, 4e8, 4e8, -4e8};
  EXPECT_EQ(area_of_ring(steep), 400u);
}

TEST(Rasteriser, KnowsWhatItCannotPaint) {
  for (const double bad : {4.1e8, -4.1e8, 1e300, std::numeric_limits<double>::infinity(),
                           -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
    for (size_t place = 0; place < 6; ++place) {
      Ring ring = {0, 0, 4, 0, 4, 4};
      ring[place] = bad;
      EXPECT_FALSE(Rasteriser::can_paint({ring.data(), ring.size()})) << bad;
    }
}

TEST(Rasteriser, DegenerateRings) {
  EXPECT_EQ(paint({}, 4, 4), (Runs{16}));
  EXPECT_EQ(paint({{}}, 4, 4), (Runs{16}));
  EXPECT_EQ(paint({{1}}, 4, 4), (Runs{16}));
  EXPECT_EQ(paint({{1, 1}}, 4, 4), (Runs{16}));
  EXPECT_EQ(paint({{0, 0, 4, 4}}, 4, 4), (Runs{16}));
  // An odd last number has no partner.
  EXPECT_EQ(paint({{0, 0, 4, 0, 4, 4, 3}}, 4, 4), paint({{0, 0, 4, 0, 4, 4}}, 4, 4));
}

// What is inside an odd number of rings, each painted by itself.
TEST(Rasteriser, EvenOddIsThatOfTheRingsOneByOne) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  constexpr uint32_t kHeight = 20, kWidth = 25;
  for (int round = 0; round < 2000; ++round) {
    std::vector<Ring> rings(random() % 5);
    std::vector<bool> odd(kHeight * kWidth), any(odd.size());
    for (Ring& ring : rings) {
      const bool again = &ring != rings.data() && random() % 8 == 0;  // the same ring twice
      if (again) ring = rings[0];
      for (size_t i = 0; !again && i < 6 + 2 * (random() % 4); ++i) ring.push_back((random() % 320) / 10. - 4);
      if (ring.size() % 2) ring.pop_back();
      const std::vector<bool> inside = pixels(paint({ring}, kHeight, kWidth));
      for (size_t p = 0; p < odd.size(); ++p) {
        odd[p] = odd[p] != inside[p];
        any[p] = any[p] || inside[p];
      }
    }
    Runs runs;
    ASSERT_EQ(paint_even_odd(rings, kHeight, kWidth, runs), odd != any) << "round " << round;
    ASSERT_EQ(pixels(runs), odd) << "round " << round;
    for (size_t i = 1; i < runs.size(); ++i) ASSERT_NE(runs[i], 0u);
  }
}

}  // namespace
