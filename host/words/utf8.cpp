#include "utf8.hpp"

#include <algorithm>

namespace atelier::host {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Span {
  char32_t first, last;
};
constexpr Span kZeroWidth[] = {{0x300, 0x36F},   {0x200B, 0x200F}, {0x202A, 0x202E},
                               {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}};
constexpr Span kWide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xAC00, 0xD7A3},
                          {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
                          {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD}};

template <size_t N>
bool within(const Span (&spans)[N], char32_t c) {
  return std::any_of(std::begin(spans), std::end(spans), [&](Span s) { return c >= s.first && c <= s.last; });
}

// What a terminal takes as more than a letter: controls, and what turns the direction of writing.
bool is_command(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

std::u32string escape(char32_t c) {
  if (c == U'\n') return U"\\n";
  if (c == U'\t') return U"\\t";
  if (c == U'\r') return U"\\r";
  constexpr const char32_t* kDigits = U"0123456789abcdef";
  std::u32string out = c < 0x80 ? U"\\x" : U"\\u";
  for (int shift = c < 0x80 ? 4 : 12; shift >= 0; shift -= 4) out += kDigits[c >> shift & 15];
  return out;
}

std::string escaped(std::string_view text, size_t most, std::u32string_view keep) {
  // No code point has more than 4 bytes, so that a long text is not decoded in vain.
  std::u32string points = decode_utf8(text.substr(0, most > text.size() / 4 ? text.size() : 4 * most + 4));
  const bool clipped = points.size() > most;
  if (clipped) points.resize(most);
  std::u32string out;
  out.reserve(points.size());
  for (const char32_t c : points) {
    if (is_command(c) && keep.find(c) == std::u32string_view::npos)
      out += escape(c);
    else
      out += c;
  }
  return encode_utf8(out) + (clipped ? "…" : "");
}

}  // namespace

std::u32string decode_utf8(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const Utf8Point point = utf8_point_at(text, at);
    out += point.bytes == 0 ? kReplacement : point.value;
    at += std::max<size_t>(1, point.bytes);
  }
  return out;
}

std::string encode_utf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) {
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (c < 0x800) {
      out += static_cast<char>(0xC0 | c >> 6);
      out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
      if (c < 0x10000) {
        out += static_cast<char>(0xE0 | c >> 12);
      } else {
        out += static_cast<char>(0xF0 | c >> 18);
        out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
      }
      out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
      out += static_cast<char>(0x80 | (c & 0x3F));
    }
  }
  return out;
}

size_t count_code_points(std::string_view text) { return decode_utf8(text).size(); }

int display_width(char32_t c) {
  if (within(kZeroWidth, c)) return 0;
  return within(kWide, c) ? 2 : 1;
}

std::string printable(std::string_view text) {
  std::u32string points = decode_utf8(text);
  for (char32_t& c : points)
    if (is_command(c)) c = kReplacement;
  return encode_utf8(points);
}

std::string one_line(std::string_view text, size_t most) { return escaped(text, most, U""); }

std::string many_lines(std::string_view text, size_t most) { return escaped(text, most, U"\n\t"); }

}  // namespace atelier::host
