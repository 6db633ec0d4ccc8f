#include <gtest/gtest.h>
#include <libdeflate.h>

#include <random>

#include "../huffman.hpp"
#include "../run_deflate.hpp"

namespace {

using pictures::Code;
using pictures::RunDeflater;

std::string inflated(const std::string& packed, size_t size) {
  std::string out(size, '\0');
  libdeflate_decompressor* decompressor = libdeflate_alloc_decompressor();
  size_t got = 0;
  const auto result =
      libdeflate_zlib_decompress(decompressor, packed.data(), packed.size(), out.data(), out.size(), &got);
  libdeflate_free_decompressor(decompressor);
  EXPECT_EQ(result, LIBDEFLATE_SUCCESS);
  EXPECT_EQ(got, size);
  return out;
}

TEST(RunDeflater, UnpacksToTheBytesThatTheRunsMean) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  RunDeflater deflater;
  for (int round = 0; round < 400; ++round) {
    std::string wanted, packed;
    deflater.begin();
    const unsigned values = 1 + random() % 256, longest = 1 + random() % (round % 20 ? 600 : 200000);
    for (unsigned runs = random() % 300; runs > 0; --runs) {
      const auto first = static_cast<uint8_t>(random() % values), second = static_cast<uint8_t>(random() % values);
      const unsigned count = random() % longest % (RunDeflater::kLongest / 2);
      const bool pairs = random() % 3 == 0;
      for (unsigned i = 0; i < count; ++i) {
        wanted += static_cast<char>(first);
        if (pairs) wanted += static_cast<char>(second);
      }
      if (pairs)
        deflater.add_pairs(first, second, count);
      else
        deflater.add(first, count);
    }
    deflater.finish(packed);
    ASSERT_EQ(inflated(packed, wanted.size()), wanted);
  }
}

// Kraft's sum, in units of 2^-15: no more than the whole, and the whole when there are two symbols or more.
uint64_t room_taken(const std::vector<Code>& codes) {
  uint64_t room = 0;
  for (const Code& code : codes)
    if (code.size) room += uint64_t{1} << (15 - code.size);
  return room;
}

TEST(Huffman, CodesFillTheTreeAndStayShort) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 500; ++round) {
    std::vector<uint32_t> counts(2 + random() % 285);
    for (uint32_t& count : counts) count = random() % 3 ? random() >> random() % 32 : 0;
    counts[0] = counts[1] = 1;
    const unsigned longest = round % 2 ? 15 : 9;
    const auto codes = pictures::huffman_code(counts, longest);
    EXPECT_EQ(room_taken(codes), uint64_t{1} << 15);
    for (size_t i = 0; i < codes.size(); ++i) {
      EXPECT_EQ(codes[i].size > 0, counts[i] > 0);
      EXPECT_LE(codes[i].size, longest);
    }
  }
}

TEST(Huffman, IsOptimalWhereNothingIsTooLong) {
  const std::vector<uint32_t> counts = {45, 13, 12, 16, 9, 5};  // the textbook's example
  const auto codes = pictures::huffman_code(counts, 15);
  uint64_t bits = 0;
  for (size_t i = 0; i < counts.size(); ++i) bits += uint64_t{counts[i]} * codes[i].size;
  EXPECT_EQ(bits, 224u);
}

// Fibonacci's numbers make the deepest tree.
TEST(Huffman, DeepTreesAreCut) {
  std::vector<uint32_t> counts = {1, 1};
  while (counts.size() < 30) counts.push_back(counts.back() + counts[counts.size() - 2]);
  const auto codes = pictures::huffman_code(counts, 15);
  EXPECT_EQ(room_taken(codes), uint64_t{1} << 15);
  EXPECT_EQ(codes[29].size, 1u);
}

TEST(Huffman, OneSymbolHasOneBit) {
  const std::vector<uint32_t> counts = {0, 7, 0};
  const auto codes = pictures::huffman_code(counts, 15);
  EXPECT_EQ(codes[1].size, 1u);
  EXPECT_EQ(codes[0].size, 0u);
}

}  // namespace
