#include "run_deflate.hpp"

#include <algorithm>

#include "huffman.hpp"

namespace pictures {
namespace {

constexpr unsigned kShortest = 3, kLongestMatch = 258;
constexpr unsigned kEnd = 256, kSymbols = 286;
constexpr uint64_t kModulus = 65521;  // of Adler-32
constexpr uint64_t kReduceAfter = uint64_t{1} << 16;

// How deflate writes a match's length: symbol, and extra bits with their value.
struct Length {
  uint16_t symbol = 0;
  uint8_t extra_bits = 0;
  uint8_t extra = 0;
};

constexpr std::array<Length, kLongestMatch + 1> make_lengths() {
  std::array<Length, kLongestMatch + 1> lengths{};
  unsigned length = kShortest;
  for (unsigned symbol = 257; symbol < 285; ++symbol) {
    const unsigned bits = symbol < 265 ? 0 : (symbol - 261) / 4;
    for (unsigned extra = 0; extra < (1u << bits) && length < kLongestMatch; ++extra, ++length)
      lengths[length] = {static_cast<uint16_t>(symbol), static_cast<uint8_t>(bits), static_cast<uint8_t>(extra)};
  }
  lengths[kLongestMatch] = {285, 0, 0};
  return lengths;
}
constexpr std::array<Length, kLongestMatch + 1> kLengths = make_lengths();

unsigned length_of(unsigned token) { return (token - RunDeflater::kMatches) % 256 + kShortest; }

// The codes of a block, and what each token is written as.
class Block {
 public:
  explicit Block(const std::array<uint32_t, RunDeflater::kTokens>& counts) {
    std::array<uint32_t, kSymbols> symbols{};
    std::array<uint32_t, 2> distances{};
    for (unsigned token = 0; token < RunDeflater::kTokens; ++token) {
      const bool literal = token < RunDeflater::kMatches;
      symbols[literal ? token : kLengths[length_of(token)].symbol] += counts[token];
      if (!literal) distances[token >= RunDeflater::kMatches + 256] += counts[token];
    }
    symbols[kEnd] = 1;
    for (uint32_t& count : distances) count = std::max(count, 1u);  // one bit each, whether needed or not
    literal_code_ = huffman_code(symbols, 15);
    distance_code_ = huffman_code(distances, 15);
  }

  void write_header(BitWriter& out) const {
    size_t used = kSymbols;
    while (used > 257 && literal_code_[used - 1].size == 0) --used;
    std::vector<uint8_t> sizes;
    for (size_t i = 0; i < used; ++i) sizes.push_back(literal_code_[i].size);
    for (const Code& code : distance_code_) sizes.push_back(code.size);
    out.put(0b101, 3);  // the last block, with codes of its own
    out.put(used - 257, 5);
    out.put(distance_code_.size() - 1, 5);
    write_code_sizes(sizes, out);
  }

  void write(const std::vector<uint16_t>& tokens, BitWriter& out) const {
    std::array<Code, RunDeflater::kTokens> written;
    for (unsigned token = 0; token < RunDeflater::kTokens; ++token) written[token] = write_as(token);
    for (const uint16_t token : tokens) out.put(written[token].bits, written[token].size);
    out.put(literal_code_[kEnd].bits, literal_code_[kEnd].size);
  }

 private:
  Code write_as(unsigned token) const {
    if (token < RunDeflater::kMatches) return literal_code_[token];
    const Length& length = kLengths[length_of(token)];
    const Code& symbol = literal_code_[length.symbol];
    const Code& distance = distance_code_[token >= RunDeflater::kMatches + 256];
    const unsigned before = symbol.size + length.extra_bits;
    return {symbol.bits | static_cast<uint32_t>(length.extra) << symbol.size | distance.bits << before,
            static_cast<uint8_t>(before + distance.size)};
  }

  std::vector<Code> literal_code_;
  std::vector<Code> distance_code_;
};

}  // namespace

void RunDeflater::begin() {
  tokens_.clear();
  counts_.fill(0);
  sum_ = 1;
  sum_of_sums_ = unreduced_ = 0;
  last_ = -1;
}

void RunDeflater::reduce() {
  sum_ %= kModulus;
  sum_of_sums_ %= kModulus;
  unreduced_ = 0;
}

void RunDeflater::add(uint8_t value, uint64_t count) {
  if (count == 0) return;
  sum_of_sums_ += count * sum_ + value * (count * (count + 1) / 2);
  sum_ += count * value;
  if ((unreduced_ += count) >= kReduceAfter) reduce();
  if (last_ != value) {
    put(value);
    last_ = value;
    --count;
  }
  put_match(count, 1, value, value);
}

void RunDeflater::add_pairs(uint8_t first, uint8_t second, uint64_t count) {
  if (first == second) return add(first, 2 * count);
  if (count == 0) return;
  const uint64_t both = uint64_t{first} + second;
  sum_of_sums_ += 2 * count * sum_ + count * first + both * count * count;
  sum_ += count * both;
  if ((unreduced_ += 2 * count) >= kReduceAfter) reduce();
  put(first);
  put(second);
  last_ = second;
  put_match(2 * (count - 1), 2, first, second);
}

// Bytes that repeat what lies `distance` before them.
void RunDeflater::put_match(uint64_t bytes, unsigned distance, uint8_t even, uint8_t odd) {
  const unsigned first = kMatches + (distance - 1) * 256 - kShortest;
  for (; bytes >= kLongestMatch; bytes -= kLongestMatch) put(first + kLongestMatch);
  if (bytes >= kShortest) {
    put(first + static_cast<unsigned>(bytes));
    return;
  }
  if (bytes > 0) put(even);
  if (bytes > 1) put(odd);
}

void RunDeflater::finish(std::string& out) {
  reduce();
  const Block block(counts_);
  BitWriter bits(out, 1024 + 4 * tokens_.size());
  bits.put(0x78, 8);  // deflate with a window of 32 KiB
  bits.put(0x5e, 8);  // a fast compressor; makes the two bytes a multiple of 31
  block.write_header(bits);
  block.write(tokens_, bits);
  bits.finish();
  const auto checksum = static_cast<uint32_t>(sum_of_sums_ << 16 | sum_);
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(checksum >> shift & 255));
}

}  // namespace pictures
