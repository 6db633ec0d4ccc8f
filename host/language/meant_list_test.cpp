#include "meant_list.hpp"

#include <gtest/gtest.h>

namespace atelier::host {
namespace {

TEST(MeantNumbers, AreOneBesideTheOther) {
  for (const char* text : {"64x64", "64X64", "(64,64)", "64, 64", "64 64", "64 × 64", "[64,64"})
    EXPECT_EQ(meant_numbers(text), "64, 64") << text;
  EXPECT_EQ(meant_numbers("0.5,-2"), "0.5, -2");
}

TEST(MeantNumbers, AreARange) {
  EXPECT_EQ(meant_numbers("1..3"), "1, 2, 3");
  EXPECT_EQ(meant_numbers("2-4"), "2, 3, 4");
  EXPECT_EQ(meant_numbers("1..1000000"), "");
}

TEST(MeantNumbers, AreOneForEachItem) {
  EXPECT_EQ(meant_numbers("32"), "32");
  EXPECT_EQ(meant_numbers("32", 2), "32, 32");
  EXPECT_EQ(meant_numbers("32", 1000), "32");
}

TEST(MeantNumbers, AreNoneInAWord) {
  for (const char* text : {"", "large", "64px", "1.2.3", ".", "-"}) EXPECT_EQ(meant_numbers(text), "") << text;
}

}  // namespace
}  // namespace atelier::host
