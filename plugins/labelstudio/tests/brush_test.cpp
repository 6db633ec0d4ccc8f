#include "brush.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using atelier::labelstudio::decode_brush;
using geometry::Runs;

// Bits as text, blanks for the eye, to bytes.
std::vector<uint8_t> bytes_of(const std::string& bits) {
  std::vector<uint8_t> bytes;
  size_t count = 0;
  for (const char bit : bits) {
    if (bit != '0' && bit != '1') continue;
    if (count++ % 8 == 0) bytes.push_back(0);
    bytes.back() = static_cast<uint8_t>(bytes.back() | (bit - '0') << (7 - (count - 1) % 8));
  }
  return bytes;
}

std::string bits_of(uint64_t value, unsigned count) {
  std::string bits;
  while (count-- > 0) bits += static_cast<char>('0' + (value >> count & 1));
  return bits;
}

// Number of values, 8 bits a value, lengths of 3, 4, 8 and 16 bits.
std::string head(uint64_t values, unsigned value_bits = 8) {
  return bits_of(values, 32) + bits_of(value_bits - 1, 5) + bits_of(2, 4) + bits_of(3, 4) + bits_of(7, 4) +
         bits_of(15, 4);
}

std::string repeat(unsigned count, unsigned value) { return "1 11" + bits_of(count - 1, 16) + bits_of(value, 8); }

TEST(BrushTest, CountsPixelsWhoseAlphaIsNotZero) {
  // Row by row: R G B of the first pixel alone, then all of the second, then alpha 1 alone of the third.
  const std::string values = "0 00 010" + bits_of(9, 8) + bits_of(9, 8) + bits_of(9, 8) + repeat(1, 0) +
                             repeat(4, 255) + repeat(3, 0) + repeat(1, 1) + repeat(12, 0);
  Runs runs;
  EXPECT_EQ(decode_brush(bytes_of(head(24) + values), 2, 3, runs), "");
  EXPECT_EQ(runs, (Runs{2, 1, 1, 1, 1}));
}

TEST(BrushTest, SaysWhatIsWrong) {
  Runs runs;
  const auto fault = [&](const std::string& bits) { return decode_brush(bytes_of(bits), 2, 3, runs); };
  EXPECT_EQ(fault(""), "has brush data without a head");
  EXPECT_EQ(fault(bits_of(24, 32) + "00111"), "has brush data without a head");
  EXPECT_EQ(fault(head(0xffffffff) + repeat(65536, 1)),
            "has brush data of 4294967295 values; its picture of 3 x 2 pixels takes 24");
  EXPECT_EQ(fault(head(24, 16) + repeat(24, 1)), "has brush data of 16 bits a value, not of 8");
  EXPECT_EQ(fault(head(24) + repeat(23, 1)), "has brush data that end after 23 of 24 values");
  EXPECT_EQ(fault(head(24) + "0 11" + bits_of(23, 16) + bits_of(7, 8)), "has brush data that end after 1 of 24 values");
  EXPECT_EQ(fault(head(24) + repeat(25, 1)), "has brush data that go on beyond 24 values");
}

TEST(BrushTest, ClaimsOfSizeCostNothing) {
  Runs runs;
  EXPECT_EQ(decode_brush(bytes_of(head(4000000000) + repeat(65536, 1)), 31250, 32000, runs),
            "has brush data that end after 65536 of 4000000000 values");
}

TEST(BrushTest, AnyBytesAreReadOrRefused) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 20000; ++round) {
    std::vector<uint8_t> bytes = bytes_of(head(4 * 7 * 9));
    while (random() % 40 != 0) bytes.push_back(static_cast<uint8_t>(random()));
    for (int hit = static_cast<int>(random() % 3); hit > 0; --hit)
      bytes[random() % bytes.size()] = static_cast<uint8_t>(random());
    Runs runs;
    if (decode_brush(bytes, 7, 9, runs).empty()) {
      EXPECT_EQ(geometry::sum_of(runs), 63u);
    }
  }
}

}  // namespace
