#include "utf8.hpp"

#include <utf8proc.h>

#include <algorithm>

#include "command_characters.hpp"

namespace atelier::host {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

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

bool is_command(char32_t c) {
  const auto within = [&](char32_t first, char32_t last) { return c >= first && c <= last; };
  return c < 0x20 || within(0x7F, 0x9F) || c == 0x61C || within(0x200E, 0x200F) || within(0x2028, 0x202E) ||
         within(0x2066, 0x206F) || within(0xFFF9, 0xFFFB);
}

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
    utf8proc_uint8_t bytes[4];
    const utf8proc_ssize_t n = utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), bytes);
    out.append(bytes, bytes + n);
  }
  return out;
}

size_t count_code_points(std::string_view text) { return decode_utf8(text).size(); }

char32_t printable(char32_t c) { return is_command(c) ? kReplacement : c; }

std::string printable(std::string_view text) {
  std::u32string points = decode_utf8(text);
  for (char32_t& c : points) c = printable(c);
  return encode_utf8(points);
}

std::string one_line(std::string_view text, size_t most) { return escaped(text, most, U""); }

std::string many_lines(std::string_view text, size_t most) { return escaped(text, most, U"\n\t"); }

}  // namespace atelier::host
