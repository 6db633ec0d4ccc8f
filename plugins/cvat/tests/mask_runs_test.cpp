#include "mask_runs.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using atelier::cvat::MaskRuns;
using atelier::cvat::runs_of_mask;

// Pixels row by row.
struct Bitmap {
  int64_t height = 0;
  int64_t width = 0;
  std::vector<uint8_t> pixels;
};

// As CVAT writes it.
std::vector<uint32_t> row_runs(const Bitmap& bitmap) {
  std::vector<uint32_t> counts{0};
  uint8_t value = 0;
  for (const uint8_t pixel : bitmap.pixels) {
    if (pixel != value) counts.push_back(0);
    value = pixel;
    ++counts.back();
  }
  return counts;
}

// Of the whole picture, column by column, pixel by pixel.
geometry::Runs column_runs(const Bitmap& bitmap, int64_t left, int64_t top, int64_t height, int64_t width) {
  geometry::Runs runs{0};
  uint8_t value = 0;
  for (int64_t x = 0; x < width; ++x) {
    for (int64_t y = 0; y < height; ++y) {
      const int64_t column = x - left, row = y - top;
      const bool is_in = column >= 0 && column < bitmap.width && row >= 0 && row < bitmap.height;
      const uint8_t pixel = is_in ? bitmap.pixels[static_cast<size_t>(row * bitmap.width + column)] : uint8_t{0};
      if (pixel != value) runs.push_back(0);
      value = pixel;
      ++runs.back();
    }
  }
  return runs;
}

MaskRuns mask_of(const Bitmap& bitmap, int64_t left, int64_t top) {
  return {left, top, bitmap.width, bitmap.height, row_runs(bitmap)};
}

geometry::Runs runs(const MaskRuns& mask, uint32_t height, uint32_t width) {
  geometry::Runs out;
  EXPECT_EQ(runs_of_mask(mask, height, width, out), "");
  return out;
}

std::string fault(const MaskRuns& mask, uint32_t height = 10, uint32_t width = 20) {
  geometry::Runs out;
  return runs_of_mask(mask, height, width, out);
}

TEST(MaskRunsTest, TurnsRowsIntoColumns) {
  // .##
  // #..
  const MaskRuns mask{1, 1, 3, 2, {1, 3, 2}};
  EXPECT_EQ(runs(mask, 4, 5), (geometry::Runs{6, 1, 2, 1, 3, 1, 6}));
}

TEST(MaskRunsTest, GivesTheSamePixelsForRandomMasks) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int i = 0; i < 3000; ++i) {
    const int height = 1 + below(30), width = 1 + below(30);
    Bitmap bitmap{1 + below(25), 1 + below(25), {}};
    const int density = 1 + below(20), step = 1 + below(6);
    uint8_t value = 0;
    for (int64_t pixel = 0; pixel < bitmap.height * bitmap.width; ++pixel) {
      if (pixel % step == 0) value = below(20) < density;
      bitmap.pixels.push_back(value);
    }
    const int64_t left = below(40) - 12, top = below(40) - 12;
    ASSERT_EQ(runs(mask_of(bitmap, left, top), static_cast<uint32_t>(height), static_cast<uint32_t>(width)),
              column_runs(bitmap, left, top, height, width))
        << "mask " << i << " of " << bitmap.width << " x " << bitmap.height << " at " << left << ", " << top << " on "
        << width << " x " << height;
  }
}

TEST(MaskRunsTest, TakesCountsOfNoPixels) {
  EXPECT_EQ(runs({0, 0, 2, 2, {0, 1, 0, 1, 2}}, 2, 2), (geometry::Runs{0, 1, 1, 1, 1}));
  EXPECT_EQ(runs({0, 0, 2, 2, {4}}, 2, 2), (geometry::Runs{4}));
}

TEST(MaskRunsTest, LeavesOutWhatLiesOutside) {
  EXPECT_EQ(runs({18, 8, 4, 4, {0, 16}}, 10, 20), (geometry::Runs{188, 2, 8, 2}));
  EXPECT_EQ(runs({30, 30, 4, 4, {0, 16}}, 10, 20), (geometry::Runs{200}));
}

TEST(MaskRunsTest, SaysWhatDoesNotAddUp) {
  EXPECT_EQ(fault({0, 0, 4, 3, {2, 3}}), "has counts in `rle` that sum up to 5 for a box of 4 x 3 = 12 pixels");
  EXPECT_EQ(fault({0, 0, 4, 3, {}}), "has counts in `rle` that sum up to 0 for a box of 4 x 3 = 12 pixels");
  EXPECT_EQ(fault({int64_t{1} << 40, 0, 4, 3, {12}}), "has a box far outside of any picture");
  EXPECT_EQ(fault({INT64_MIN + 1, 0, 4, 3, {12}}), "has a box far outside of any picture");
}

// No memory and no time by what the numbers say.
TEST(MaskRunsTest, IsNotLedOnByHugeNumbers) {
  constexpr uint32_t kMost = 4294967295u;
  EXPECT_EQ(runs({0, 0, 1, 2147483647, {0, 2147483647}}, 10, 20), (geometry::Runs{0, 10, 190}));
  EXPECT_EQ(runs({0, 0, 2147483647, 2, {0, kMost - 1}}, 10, 20).size(), 41u);
  EXPECT_EQ(runs({0, 0, 65535, 65537, {0, kMost}}, 65537, 65535), (geometry::Runs{0, kMost}));
  EXPECT_EQ(fault({0, 0, 2147483647, 2, {0, kMost - 1}}, 2, 2147483647), "is more than 4194304 pixels wide or high");
}

}  // namespace
