// Numbers of JSON, read to the nearest double: bit for bit what strtod gives, without its price.
//
// A number of few digits is an integer over a power of ten. When the integer is at most 2^53 and the power at most
// 10^22 both are doubles, and one division, correctly rounded, gives the nearest double (W. D. Clinger, "How to read
// floating point numbers accurately", 1990). All others go to std::from_chars. Digits are taken eight at a time.
//
// All functions take the first character of a number and give what follows it, or null for a text that is no number of
// JSON's grammar or that needs a parser of more patience (integers beyond 18 digits, numbers that no double holds).
// They read up to kReadAhead bytes beyond the number, and stop at a zero byte. [any]
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace annotation_json {

inline constexpr size_t kReadAhead = 64;

const char* read_long_decimal(const char* at, double& out);

namespace digits {

inline constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                     1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Eight characters, the first in the lowest byte.
inline uint64_t load(const char* at) {
  uint64_t chunk = 0;
  if constexpr (std::endian::native == std::endian::little)
    std::memcpy(&chunk, at, sizeof chunk);
  else
    for (int i = 7; i >= 0; --i) chunk = chunk << 8 | static_cast<unsigned char>(at[i]);
  return chunk;
}

// Not zero in each byte that is no digit. A digit has the high half 3 and keeps it when 6 is added; a carry, which only
// bytes beyond ASCII give, disturbs what comes after.
inline uint64_t others(uint64_t chunk) {
  constexpr uint64_t kHigh = 0xf0f0f0f0f0f0f0f0, kThrees = 0x3030303030303030, kSixes = 0x0606060606060606;
  return ((chunk & kHigh) ^ kThrees) | (((chunk + kSixes) & kHigh) ^ kThrees);
}

// The place of the first byte that is not zero; 8 when all are.
inline unsigned first_of(uint64_t bytes) { return static_cast<unsigned>(std::countr_zero(bytes)) / 8; }

// How many characters are digits before the first that is none.
inline unsigned count(uint64_t chunk) { return first_of(others(chunk)); }

// The value of the first n digits, 1 <= n <= 8: pairs, then fours, then all.
inline uint32_t value(uint64_t chunk, unsigned n) {
  chunk = (chunk & 0x0f0f0f0f0f0f0f0f) << (64 - 8 * n);
  chunk = (chunk * 10 + (chunk >> 8)) & 0x00ff00ff00ff00ff;
  chunk = (chunk * 100 + (chunk >> 16)) & 0x0000ffff0000ffff;
  return static_cast<uint32_t>(chunk * 10000 + (chunk >> 32));
}

constexpr bool is_exponent(char c) { return (c | 0x20) == 'e'; }

}  // namespace digits

inline const char* read_decimal(const char* const at, double& out) {
  const bool negative = *at == '-';
  const char* const first = at + negative;
  const uint64_t chunk = digits::load(first);
  const uint64_t others = digits::others(chunk);
  const unsigned whole = digits::first_of(others);
  if (whole == 0 || whole == 8) return read_long_decimal(at, out);
  if (*first == '0' && whole > 1) return nullptr;
  const char* next = first + whole;
  double number = 0;
  if (*next == '.') {
    // With the point taken out of the middle there are at most seven digits in the eight characters.
    const uint64_t before = (uint64_t{1} << 8 * whole) - 1;
    const unsigned end = digits::first_of(others & ~(before | uint64_t{0xff} << 8 * whole));
    if (end == whole + 1 || end == 8) return read_long_decimal(at, out);
    const uint64_t joined = (chunk & before) | ((chunk >> 8) & ~before);
    number = digits::value(joined, end - 1) / digits::kPowers[end - 1 - whole];
    if (negative) number = -number;
    next = first + end;
  } else {
    number = digits::value(chunk, whole);
    if (negative) number = 0 - number;  // -0 is an integer, and integers have one zero
  }
  if (digits::is_exponent(*next)) return read_long_decimal(at, out);
  out = number;
  return next;
}

// Checks the grammar only. Null also for numbers that no double holds, or nearly none.
inline const char* skip_decimal(const char* const at) {
  const char* next = at + (*at == '-');
  const auto skip_digits = [&next] {
    unsigned n = digits::count(digits::load(next)), all = n;
    for (next += n; n == 8; next += n) all += n = digits::count(digits::load(next));
    return all;
  };
  const bool zero = *next == '0';
  const unsigned whole = skip_digits();
  if (whole == 0 || (zero && whole > 1) || whole > 300) return nullptr;
  if (*next == '.' && (++next, skip_digits() == 0)) return nullptr;
  double ignored = 0;
  return digits::is_exponent(*next) ? read_long_decimal(at, ignored) : next;
}

// An integer of at most 18 digits, without fraction and exponent.
inline const char* read_short_integer(const char* const at, int64_t& out) {
  const bool negative = *at == '-';
  const char* next = at + negative;
  if (*next == '0' && digits::is_digit(next[1])) return nullptr;
  int64_t number = 0;
  const char* const first = next;
  for (; digits::is_digit(*next); ++next) {
    if (next - first == 18) return nullptr;
    number = 10 * number + (*next - '0');
  }
  if (next == first || *next == '.' || digits::is_exponent(*next)) return nullptr;
  out = negative ? -number : number;
  return next;
}

}  // namespace annotation_json
