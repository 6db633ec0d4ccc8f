#include "annotation_json/plain_json.hpp"

#include "annotation_json/number_list.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace annotation_json {
namespace {

// The first character that ends a plain stretch of a text: a quote, a backslash, a control character, or a byte beyond
// ASCII. Reads 16 bytes at a time.
const char* end_of_stretch(const char* at) {
#if defined(__SSE2__)
  for (;; at += 16) {
    const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    // As signed bytes, those beyond ASCII are below the space too.
    const __m128i stops = _mm_or_si128(
        _mm_cmplt_epi8(chunk, _mm_set1_epi8(' ')),
        _mm_or_si128(_mm_cmpeq_epi8(chunk, _mm_set1_epi8('"')), _mm_cmpeq_epi8(chunk, _mm_set1_epi8('\\'))));
    const unsigned mask = static_cast<unsigned>(_mm_movemask_epi8(stops));
    if (mask != 0) return at + std::countr_zero(mask);
  }
#else
  while (*at != '"' && *at != '\\' && static_cast<signed char>(*at) >= ' ') ++at;
  return at;
#endif
}

const char* skip_word(const char* at, std::string_view word) {
  return std::strncmp(at, word.data(), word.size()) == 0 ? at + word.size() : nullptr;
}

}  // namespace

const char* read_plain_text(const char* at, std::string_view& body, bool& escaped) {
  const char* const first = ++at;
  escaped = false;
  for (;;) {
    at = end_of_stretch(at);
    if (*at == '"') {
      body = {first, static_cast<size_t>(at - first)};
      return at + 1;
    }
    if (*at != '\\') return nullptr;
    escaped = true;
    if (at[1] == '\0' || std::strchr("\"\\/bfnrt", at[1]) == nullptr) return nullptr;
    at += 2;
  }
}

const char* skip_plain_value(const char* at, int depth) {
  if (depth > kPlainDepth) return nullptr;
  switch (*at) {
    case '{':
      return read_plain_object(
          at, [depth](std::string_view, const char* value) { return skip_plain_value(value, depth + 1); });
    case '[':
      if (const char* next = skip_number_list(at + 1)) return next;
      return read_plain_list(at, [depth](const char* value) {
        return starts_number(*value) ? skip_decimal(value) : skip_plain_value(value, depth + 1);
      });
    case '"': {
      std::string_view body;
      bool escaped = false;
      return read_plain_text(at, body, escaped);
    }
    case 't':
      return skip_word(at, "true");
    case 'f':
      return skip_word(at, "false");
    case 'n':
      return skip_word(at, "null");
    default:
      return starts_number(*at) ? skip_decimal(at) : nullptr;
  }
}

}  // namespace annotation_json
