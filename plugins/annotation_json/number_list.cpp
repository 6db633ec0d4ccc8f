#include "annotation_json/number_list.hpp"

#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace annotation_json {

#if defined(__SSE2__)
namespace {

// A bit for each of 64 characters, the first in the lowest.
struct Block {
  uint64_t digits = 0, zeros = 0, points = 0, signs = 0, commas = 0, spaces = 0;

  explicit Block(const char* at) {
    for (int i = 0; i < 64; i += 16) {
      const __m128i c = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i));
      const auto is = [c](char which) { return _mm_cmpeq_epi8(c, _mm_set1_epi8(which)); };
      const auto bits = [i](__m128i mask) { return uint64_t{static_cast<unsigned>(_mm_movemask_epi8(mask))} << i; };
      const __m128i above = _mm_sub_epi8(c, _mm_set1_epi8('0'));
      digits |= bits(_mm_cmpeq_epi8(_mm_min_epu8(above, _mm_set1_epi8(9)), above));
      zeros |= bits(is('0'));
      points |= bits(is('.'));
      signs |= bits(is('-'));
      commas |= bits(is(','));
      spaces |= bits(_mm_or_si128(is(' '), is('\n')));
    }
  }
};

// Each bit becomes the parity of itself and all before it.
uint64_t parities(uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

// The grammar, as conditions on neighbours that hold for all 64 characters at once.
class NumberListCheck {
 public:
  // Takes the characters of `inside`; `whole` has one bit more, for the character that ends the list. False: broken.
  bool take(Block block, uint64_t inside, uint64_t whole) {
    block.digits &= inside;
    block.zeros &= inside;
    block.points &= inside;
    block.signs &= inside;
    block.commas &= inside;
    const uint64_t after_digit = block.digits << 1 | after_digit_;
    const uint64_t after_point = block.points << 1 | after_point_;
    const uint64_t after_sign = block.signs << 1 | after_sign_;
    uint64_t faults = block.points & ~after_digit;
    faults |= (after_point | after_sign) & ~block.digits & whole;
    faults |= block.signs & (after_digit | after_point);

    const uint64_t lone_zeros = block.zeros & ~(after_digit | after_point);
    faults |= (lone_zeros << 1 | after_lone_zero_) & block.digits;

    // Adding the first digit of a fraction to the digits carries to behind its last: no second point there.
    uint64_t behind = 0;
    const bool within = __builtin_add_overflow(block.digits, (block.digits & after_point) | in_fraction_, &behind);
    faults |= behind & ~block.digits & block.points;

    // Numbers and commas take turns.
    const uint64_t numbers = block.digits | block.points | block.signs;
    const uint64_t starts = numbers & ~(after_digit | after_point | after_sign);
    const uint64_t odd = parities(starts | block.commas) ^ turn_;
    faults |= (starts & ~odd) | (block.commas & odd);

    after_digit_ = block.digits >> 63;
    after_point_ = block.points >> 63;
    after_sign_ = block.signs >> 63;
    after_lone_zero_ = lone_zeros >> 63;
    in_fraction_ = within;
    turn_ = 0 - (odd >> 63);
    return faults == 0;
  }
  // Whether the last that was taken, spaces apart, is a number.
  bool ends_with_number() const { return turn_ != 0; }

 private:
  uint64_t after_digit_ = 0, after_point_ = 0, after_sign_ = 0, after_lone_zero_ = 0, in_fraction_ = 0, turn_ = 0;
};

}  // namespace

const char* skip_number_list(const char* at) {
  NumberListCheck check;
  for (;; at += 64) {
    const Block block(at);
    const uint64_t others = ~(block.digits | block.points | block.signs | block.commas | block.spaces);
    if (others == 0) {
      if (!check.take(block, ~uint64_t{0}, ~uint64_t{0})) return nullptr;
      continue;
    }
    const uint64_t first = others & (0 - others);
    const char* const end = at + std::countr_zero(others);
    if (*end != ']' || !check.take(block, first - 1, first | (first - 1))) return nullptr;
    return check.ends_with_number() ? end + 1 : nullptr;
  }
}
#else
const char* skip_number_list(const char*) { return nullptr; }
#endif

}  // namespace annotation_json
