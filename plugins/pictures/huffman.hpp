// Huffman codes as deflate (RFC 1951) has them, and bits into bytes. One thread at a time.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "atelier/cpp/core.hpp"

namespace pictures {

// Bits to write, the lowest first.
struct Code {
  uint32_t bits = 0;
  uint8_t size = 0;
};

// Codes for the symbols that occur, the shorter the more often; none longer than `longest` bits. Symbols that do not
// occur have size 0. A lone symbol has one bit.
std::vector<Code> huffman_code(atelier::span<const uint32_t> counts, unsigned longest);

// Appends bits to a text.
class BitWriter {
 public:
  // capacity: bytes that will do; put() does not look.
  BitWriter(std::string& out, size_t capacity) : out_(out), start_(out.size()) {
    out_.resize(start_ + capacity + sizeof bits_);
    next_ = out_.data() + start_;
  }
  void put(uint64_t bits, unsigned size) {
    bits_ |= bits << filled_;
    filled_ += size;
    if (filled_ >= 32) flush();
  }
  // Fills the last byte with zeros and cuts the text to size.
  void finish() {
    flush();
    if (filled_ > 0) *next_++ = static_cast<char>(bits_);
    out_.resize(static_cast<size_t>(next_ - out_.data()));
  }

 private:
  void flush() {
    if constexpr (std::endian::native == std::endian::little) {
      std::memcpy(next_, &bits_, sizeof bits_);
    } else {
      for (unsigned i = 0; i < sizeof bits_; ++i) next_[i] = static_cast<char>(bits_ >> 8 * i);
    }
    const unsigned bytes = filled_ / 8;
    next_ += bytes;
    bits_ = bytes == 8 ? 0 : bits_ >> 8 * bytes;
    filled_ %= 8;
  }
  std::string& out_;
  size_t start_;
  char* next_;
  uint64_t bits_ = 0;
  unsigned filled_ = 0;
};

// The sizes of a block's codes, themselves packed as RFC 1951, 3.2.7 says, from the number of code length codes on.
void write_code_sizes(const std::vector<uint8_t>& sizes, BitWriter& out);

}  // namespace pictures
