#include "annotation_json/numbers_in_range.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace annotation_json {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool in_number(char c) { return is_digit(c) || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E'; }

// Whether the token is a number of JSON's grammar: [-] (0 | 1-9 digits) [. digits] [e [+-] digits].
bool is_number(std::string_view s) {
  size_t at = 0;
  const auto digits = [&] {
    const size_t first = at;
    while (at < s.size() && is_digit(s[at])) ++at;
    return at > first;
  };
  if (at < s.size() && s[at] == '-') ++at;
  const bool zero = at < s.size() && s[at] == '0';
  if (zero) ++at;
  if (!zero && !digits()) return false;
  if (at < s.size() && s[at] == '.' && (++at, !digits())) return false;
  if (at < s.size() && (s[at] == 'e' || s[at] == 'E')) {
    ++at;
    if (at < s.size() && (s[at] == '+' || s[at] == '-')) ++at;
    if (!digits()) return false;
  }
  return at == s.size();
}

bool fits_integer(std::string_view s) {
  const char* end = s.data() + s.size();
  int64_t low = 0;
  uint64_t high = 0;
  return std::from_chars(s.data(), end, low).ec == std::errc() ||
         std::from_chars(s.data(), end, high).ec == std::errc();
}

// A token as long as the one given, padded with spaces.
std::string tame(std::string_view token) {
  std::string text(token);
  if (!is_number(token)) return text;
  if (std::isinf(std::strtod(text.c_str(), nullptr))) {
    text = "null";
  } else if (token.find_first_of(".eE") == std::string_view::npos && !fits_integer(token)) {
    text.replace(text.size() - 2, 2, "e2");
  }
  text.resize(token.size(), ' ');
  return text;
}

// The length of NaN, Infinity or -Infinity at the start of the text; 0 for anything else.
size_t length_of_nan(std::string_view text) {
  for (const std::string_view word : {"NaN", "Infinity", "-Infinity"})
    if (text.substr(0, word.size()) == word) return word.size();
  return 0;
}

}  // namespace

std::string with_numbers_in_range(std::string_view json, bool accept_nan) {
  std::string out;
  out.reserve(json.size() + 64);
  for (size_t at = 0; at < json.size();) {
    size_t end = at + 1;
    if (json[at] == '"') {
      while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2 : 1;
      end = std::min(end + 1, json.size());
      out += json.substr(at, end - at);
    } else if (const size_t nan = accept_nan ? length_of_nan(json.substr(at)) : 0; nan != 0) {
      end = at + nan;
      out += "\"\"";
      out.append(nan - 2, ' ');
    } else if (is_digit(json[at]) || json[at] == '-') {
      while (end < json.size() && in_number(json[end])) ++end;
      out += tame(json.substr(at, end - at));
    } else {
      out += json[at];
    }
    at = end;
  }
  return out;
}

}  // namespace annotation_json
