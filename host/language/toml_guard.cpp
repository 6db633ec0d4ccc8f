#include "toml_guard.hpp"

#include <algorithm>

namespace atelier::host {
namespace {

constexpr size_t kMostDots = 64;  // in one dotted key

// The offset behind the string that begins at `at` with a quote; an unfinished one ends with its line or the text.
size_t end_of_string(std::string_view text, size_t at) {
  const char quote = text[at];
  const std::string_view triple = quote == '"' ? "\"\"\"" : "'''";
  const bool lines = text.substr(at, 3) == triple;
  for (size_t i = at + (lines ? 3 : 1); i < text.size(); ++i) {
    if (text[i] == '\\' && quote == '"') {
      ++i;
    } else if (lines && text.substr(i, 3) == triple) {
      i += 3;
      for (int more = 0; more < 2 && i < text.size() && text[i] == quote; ++more) ++i;  // """a"""""
      return i;
    } else if (!lines && text[i] == quote) {
      return i + 1;
    } else if (!lines && text[i] == '\n') {
      return i;
    }
  }
  return text.size();
}

std::string_view letter_at(std::string_view text, size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  return text.substr(at, lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2);
}

}  // namespace

std::optional<GuardedAgainst> guard_toml(std::string_view text) {
  size_t dots = 0;
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i = end_of_string(text, i);
      continue;
    }
    if (c == '#') {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (static_cast<unsigned char>(c) >= 0x80)
      return GuardedAgainst{
          i, "E102",
          "not valid TOML: `" + std::string(letter_at(text, i)) + "` can stand only in quotes or in a comment"};
    if (c == '.' && ++dots > kMostDots) return GuardedAgainst{i, "E104", "this key has too many dots"};
    if (std::string_view("=,[]{}\n").find(c) != std::string_view::npos) dots = 0;
    ++i;
  }
  return std::nullopt;
}

}  // namespace atelier::host
