// Finds the characters that tell how far a JSON value reaches.
#pragma once

#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace annotation_json {

constexpr bool is_mark(char c) { return c == '"' || c == '[' || c == ']' || c == '{' || c == '}'; }

// The next quote, bracket or brace of [at, end), or `end`. Never reads beyond.
inline const char* next_mark(const char* at, const char* end) {
#if defined(__SSE2__)
  for (; end - at >= 16; at += 16) {
    const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i folded = _mm_or_si128(chunk, _mm_set1_epi8(0x20));  // brackets become braces
    const __m128i marks = _mm_or_si128(
        _mm_cmpeq_epi8(chunk, _mm_set1_epi8('"')),
        _mm_or_si128(_mm_cmpeq_epi8(folded, _mm_set1_epi8('{')), _mm_cmpeq_epi8(folded, _mm_set1_epi8('}'))));
    const unsigned mask = static_cast<unsigned>(_mm_movemask_epi8(marks));
    if (mask != 0) return at + std::countr_zero(mask);
  }
#endif
  while (at < end && !is_mark(*at)) ++at;
  return at;
}

// The next quote or backslash, likewise.
inline const char* next_quote(const char* at, const char* end) {
#if defined(__SSE2__)
  for (; end - at >= 16; at += 16) {
    const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i marks =
        _mm_or_si128(_mm_cmpeq_epi8(chunk, _mm_set1_epi8('"')), _mm_cmpeq_epi8(chunk, _mm_set1_epi8('\\')));
    const unsigned mask = static_cast<unsigned>(_mm_movemask_epi8(marks));
    if (mask != 0) return at + std::countr_zero(mask);
  }
#endif
  while (at < end && *at != '"' && *at != '\\') ++at;
  return at;
}

}  // namespace annotation_json
