#include "percent.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace {

using atelier::labelstudio_writer::percent_of;

void expect_same_point(double x, double size) {
  const double back = percent_of(x, size) * size / 100;
  ASSERT_NEAR(back, x, 1e-12 * std::max(1., std::abs(x)));
  ASSERT_EQ(std::trunc(5 * back + 0.5), std::trunc(5 * x + 0.5)) << x << " of " << size;
}

TEST(PercentTest, GivesTheSamePointOfTheFineGrid) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 200000; ++i) {
    const double size = 1 + random() % 65535;
    // Halves and tenths are where a grid of fifths is decided.
    expect_same_point((random() % 20 * size - 2) / 20, size);
    expect_same_point(std::round(random() % 1000 / 1000. * size * 10) / 10, size);
    expect_same_point(std::round(random() % 1000 / 1000. * size) + 0.5, size);
    expect_same_point(static_cast<double>(random()) / 4294967296. * size, size);
  }
}

TEST(PercentTest, IsPlainWherePercentArePlain) {
  EXPECT_EQ(percent_of(32, 64), 50);
  EXPECT_EQ(percent_of(0, 7), 0);
  EXPECT_EQ(percent_of(-7, 7), -100);
}

}  // namespace
