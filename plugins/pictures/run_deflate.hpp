// A zlib stream of bytes that are known as runs: packing costs the number of runs, not of bytes.
//
// A run becomes one literal and matches to the byte (or pair of bytes) just before it, distances 1 and 2, in one block
// with Huffman codes of its own. Formats: RFC 1950 (zlib), RFC 1951 (deflate). The checksum of a run is computed in
// closed form. Bytes depend on the runs alone. One thread at a time; buffers stay for the next stream.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace pictures {

class RunDeflater {
 public:
  // Most bytes of one run.
  static constexpr uint64_t kLongest = uint64_t{1} << 18;

  void begin();
  // `count` times the byte.
  void add(uint8_t value, uint64_t count);
  // `count` times the two bytes.
  void add_pairs(uint8_t first, uint8_t second, uint64_t count);
  // Appends the whole stream.
  void finish(std::string& out);

  // Tokens: a literal is its value; matches of 3 to 258 bytes at distance 1, then at distance 2.
  static constexpr unsigned kMatches = 256;
  static constexpr unsigned kTokens = kMatches + 2 * 256;

 private:
  void put(unsigned token) {
    tokens_.push_back(static_cast<uint16_t>(token));
    ++counts_[token];
  }
  void put_match(uint64_t bytes, unsigned distance, uint8_t even, uint8_t odd);
  void reduce();

  std::vector<uint16_t> tokens_;
  std::array<uint32_t, kTokens> counts_{};
  uint64_t sum_ = 1;  // Adler-32, not reduced
  uint64_t sum_of_sums_ = 0;
  uint64_t unreduced_ = 0;  // bytes since the sums were reduced
  int last_ = -1;           // the byte before
};

}  // namespace pictures
