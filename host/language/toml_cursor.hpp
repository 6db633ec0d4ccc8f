// A place in a text of TOML, and what the pieces of find_mistakes share.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "toml_mistakes.hpp"

namespace atelier::host {

struct TomlCursor {
  std::string_view text;
  size_t at = 0;

  bool done() const { return at >= text.size(); }
  char here() const { return done() ? '\0' : text[at]; }
  bool is_next(std::string_view what) const { return text.substr(at, what.size()) == what; }
  bool take(std::string_view what) {
    const bool there = is_next(what);
    if (there) at += what.size();
    return there;
  }
  void skip_blanks() {
    while (!done() && (here() == ' ' || here() == '\t')) ++at;
  }
  // Whether a line ends here, or the text.
  bool at_line_end() const { return done() || here() == '\n' || is_next("\r\n"); }
  // Where the line of `from` ends, its line end left out.
  size_t line_end(size_t from) const {
    const size_t end = std::min(text.find('\n', from), text.size());
    return end > from && text[end - 1] == '\r' ? end - 1 : end;
  }
  // From `from` to the end of its line, or to its comment; without blanks at the end.
  Stretch rest_of_line(size_t from) const {
    size_t end = std::min(line_end(from), text.find('#', from));
    while (end > from && (text[end - 1] == ' ' || text[end - 1] == '\t')) --end;
    return {from, end};
  }
  std::string cut(Stretch s) const { return std::string(text.substr(s.begin, s.end - s.begin)); }
};

// Where a value stands, which decides how far a text without quotes goes.
enum class ValuePlace { kLine, kInside };

// Reads a string in quotes. The text it means; nothing when something is wrong with it, which is added to `mistakes`:
// then the cursor is behind what there is of it.
struct TomlString {
  enum class End { kClosed, kOpenLine, kOpenText };  // open: no closing quote until the end of the line, or at all
  bool good = false;
  End end = End::kClosed;
  std::string text = {};
};
TomlString read_toml_string(TomlCursor& in, std::vector<Mistake>& mistakes);

// Reads a bool, a number or a date. False when it is none of them, which is added to `mistakes`: then the cursor is
// behind what was probably meant as one value.
bool read_toml_bare(TomlCursor& in, ValuePlace place, std::vector<Mistake>& mistakes);

// "U+0007", when a byte cannot stand in a text of TOML (all control characters but tab and line feed); else "".
std::string toml_control(std::string_view text, size_t at);

// What to say of a letter that looks like a blank or a quote of TOML and is none, or of a control character; "" of any
// other.
std::string odd_letter(std::string_view text, size_t at);

bool is_bare_key_letter(char c);

}  // namespace atelier::host
