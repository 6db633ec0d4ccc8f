#include "geometry/rle_string.hpp"

#include <gtest/gtest.h>

#include <random>

using namespace geometry;
using Runs = std::vector<uint32_t>;

namespace {

struct Vector {
  Runs runs;
  std::string text;
};

Runs repeated(Runs front, Runs middle, int times, Runs back) {
  for (int i = 0; i < times; ++i) front.insert(front.end(), middle.begin(), middle.end());
  front.insert(front.end(), back.begin(), back.end());
  return front;
}

const std::vector<Vector> kVectors = {
    {repeated({0, 9}, {91, 9}, 8, {9191}), "09k2000000000000000\\l8"},
    {{22, 5, 5, 5, 5, 5, 5, 5, 5, 5, 33}, "f0550000000l0"},
    {{33, 5, 5, 5, 5, 5, 5, 5, 5, 5, 22}, "Q1550000000a0"},
    {{39, 5, 7, 5, 7, 5, 7, 5, 7, 5, 52}, "W1570000000]1"},
    {{11, 6, 4, 5, 5, 4, 6, 3, 7, 2, 8, 1, 38}, ";64O1O1O1O1On0"},
    {{12, 2, 5, 5, 4, 6, 4, 5, 4, 4, 6, 2, 22}, "<253O10O0O2N`0"},
    {{11, 6, 5, 4, 7, 2, 18, 2, 7, 4, 5, 6, 23}, ";65N2N;0E2N2b0"},
    {{0, 5, 3, 5, 3, 5, 3, 5, 3, 5, 27}, "0530000000h0"},
    {{36, 4, 4, 4, 4, 4, 4, 4}, "T14400000"},
    {{0, 64}, "0P2"},
    {{64}, "P2"},
    {{0, 5, 3, 2, 6}, "053M3"},
    {{6, 1, 40, 4, 5, 4, 5, 4, 21}, "61X13mN000`0"},
};

TEST(RleString, AgreesWithThePublishedVectors) {
  for (const auto& [runs, text] : kVectors) {
    Runs decoded;
    EXPECT_TRUE(decode_runs(text, decoded)) << text;
    EXPECT_EQ(decoded, runs) << text;
    EXPECT_EQ(encode_runs(runs), text);
  }
}

TEST(RleString, ReadsWhatItWrites) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  for (int i = 0; i < 2000; ++i) {
    Runs runs(random() % 12);
    for (uint32_t& run : runs) run = static_cast<uint32_t>(random()) >> (random() % 32);
    Runs decoded;
    ASSERT_TRUE(decode_runs(encode_runs(runs), decoded));
    ASSERT_EQ(decoded, runs);
  }
}

TEST(RleString, RefusesWhatDoesNotDecode) {
  Runs out;
  EXPECT_FALSE(decode_runs("P", out)) << "the last character says that more follow";
  EXPECT_FALSE(decode_runs("0P2 ", out)) << "a space has no meaning";
  EXPECT_FALSE(decode_runs("0\x7f", out));
  EXPECT_FALSE(decode_runs("O", out)) << "a count of -1";
  EXPECT_FALSE(decode_runs("PPPPPPPPPPPPPPPPPPPP0", out)) << "far more bits than a count has";
  EXPECT_FALSE(decode_runs("ooooooo0", out)) << "eight groups";
  EXPECT_FALSE(decode_runs("oooooo7", out)) << "a count above 32 bits";
  EXPECT_FALSE(decode_runs("0010O1O1OO", out)) << "a difference that leads below zero";
  EXPECT_TRUE(decode_runs("", out));
  EXPECT_TRUE(out.empty());
}

}  // namespace
