// Atelier SDK, C++17 layer: whether bytes are UTF-8, as JSON, TOML and terminals need it. [any]
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace atelier {

// A code point and how many bytes it takes; 0 bytes: there is none.
struct Utf8Point {
  char32_t value = 0;
  size_t bytes = 0;
};

// The code point that begins at `text[at]`. Overlong forms, surrogates and what is beyond U+10FFFF are none.
constexpr Utf8Point utf8_point_at(std::string_view text, size_t at) {
  const auto lead = static_cast<uint8_t>(text[at]);
  if (lead < 0x80) return {lead, 1};
  const size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || bytes > text.size() - at) return {};
  char32_t value = lead & (0x7FU >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<uint8_t>(text[at + i]);
    if ((next & 0xC0) != 0x80) return {};
    value = value << 6 | (next & 0x3FU);
  }
  const bool overlong = (bytes == 3 && value < 0x800) || (bytes == 4 && value < 0x10000);
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (overlong || surrogate || value > 0x10FFFF) return {};
  return {value, bytes};
}

// The offset of the first byte that belongs to no code point, or npos.
constexpr size_t first_invalid_utf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = utf8_point_at(text, at).bytes;
    if (bytes == 0) return at;
    at += bytes;
  }
  return std::string_view::npos;
}

constexpr bool is_utf8(std::string_view text) { return first_invalid_utf8(text) == std::string_view::npos; }

}  // namespace atelier
