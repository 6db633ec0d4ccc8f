#include "../elements.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace atelier::weight_files {
namespace {

// IEEE 754's own examples, and each kind of number.
TEST(Half, BecomesTheSameNumber) {
  EXPECT_EQ(float_of_half(0x0000), 0.0f);
  EXPECT_TRUE(std::signbit(float_of_half(0x8000)));
  EXPECT_EQ(float_of_half(0x3c00), 1.0f);
  EXPECT_EQ(float_of_half(0xc000), -2.0f);
  EXPECT_EQ(float_of_half(0x3555), 0x1.554p-2f);   // nearly a third
  EXPECT_EQ(float_of_half(0x7bff), 65504.0f);      // the largest
  EXPECT_EQ(float_of_half(0x0400), 0x1p-14f);      // the smallest normal one
  EXPECT_EQ(float_of_half(0x03ff), 0x1.ff8p-15f);  // the largest subnormal one
  EXPECT_EQ(float_of_half(0x8001), -0x1p-24f);     // the smallest
  EXPECT_EQ(float_of_half(0x7c00), std::numeric_limits<float>::infinity());
  EXPECT_EQ(float_of_half(0xfc00), -std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(float_of_half(0x7e00)));
}

TEST(Elements, ConvertFromEveryType) {
  float floats[2];
  const uint16_t brain[] = {0x3fc0, 0xc2f7};
  as_floats(Dtype::kBfloat16, reinterpret_cast<const char*>(brain), 2, floats);
  EXPECT_EQ(floats[0], 1.5f);
  EXPECT_EQ(floats[1], -123.5f);
  const double doubles[] = {0.1, -1e300};
  as_floats(Dtype::kFloat64, reinterpret_cast<const char*>(doubles), 2, floats);
  EXPECT_EQ(floats[0], 0.1f);
  EXPECT_EQ(floats[1], -std::numeric_limits<float>::infinity());
  int64_t wide[2];
  const int8_t bytes[] = {-3, 127};
  as_integers(Dtype::kInt8, reinterpret_cast<const char*>(bytes), 2, wide);
  EXPECT_EQ(wide[0], -3);
  as_integers(Dtype::kUint8, reinterpret_cast<const char*>(bytes), 2, wide);
  EXPECT_EQ(wide[0], 253);
}

}  // namespace
}  // namespace atelier::weight_files
