#include "json_text.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/core.hpp>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

using namespace atelier::coco_writer;

namespace {

std::string written(double number) {
  std::string out;
  append(out, number);
  return out;
}

TEST(JsonText, DoublesAreTheShortestThatReadBack) {
  EXPECT_EQ(written(0.1), "0.1");
  EXPECT_EQ(written(510.66), "510.66");
  EXPECT_EQ(written(424), "424");
  EXPECT_EQ(written(0.0), "0");
  EXPECT_EQ(written(-0.0), "-0.0");
  EXPECT_EQ(written(0.1 + 0.2), "0.30000000000000004");
}

TEST(JsonText, DoublesReadBackToTheSameBits) {
  const auto seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  std::mt19937_64 random(seed);
  for (int i = 0; i < 100000; ++i) {
    const auto number = std::bit_cast<double>(random());
    if (!std::isfinite(number)) continue;
    ASSERT_EQ(std::bit_cast<uint64_t>(std::strtod(written(number).c_str(), nullptr)), std::bit_cast<uint64_t>(number))
        << "seed " << seed;
  }
}

TEST(JsonText, IntegersOfAllSizes) {
  std::string out;
  append(out, std::numeric_limits<int64_t>::min());
  EXPECT_EQ(out, "-9223372036854775808");
}

TEST(JsonText, StringsAreAscii) {
  EXPECT_EQ(quoted("a\"b\\c\n\x01 \xC3\xA9 \xF0\x9F\x8D\x8E", "it"), R"("a\"b\\c\n\u0001 \u00e9 \ud83c\udf4e")");
  EXPECT_EQ(quoted("", "it"), "\"\"");
  try {
    quoted("\xff.jpg", "the file name of picture 7");
    FAIL();
  } catch (const atelier::Error& e) {
    EXPECT_EQ(e.code(), ATELIER_E_DATA);
    EXPECT_STREQ(e.what(), "the file name of picture 7 is not UTF-8, so JSON cannot hold it; rename it");
  }
}

TEST(JsonText, RunsAsText) {
  EXPECT_EQ(quoted_runs({0, 9, 91, 9, 91, 9, 91, 9, 91, 9, 91, 9, 91, 9, 91, 9, 91, 9, 9191}),
            "\"09k2000000000000000\\\\l8\"");
}

}  // namespace
