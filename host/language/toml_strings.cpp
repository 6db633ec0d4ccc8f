#include <spdlog/fmt/fmt.h>

#include <cstdlib>
#include <utility>

#include "toml_cursor.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr size_t kShown = 60;

class StringReader {
 public:
  StringReader(TomlCursor& in, std::vector<Mistake>& mistakes)
      : in_(in), mistakes_(mistakes), begin_(in.at), quote_(in.here()) {
    lines_ = in_.is_next(std::string(3, quote_));
    in_.at += lines_ ? 3 : 1;
    if (lines_ && !in_.take("\n")) in_.take("\r\n");
  }

  TomlString read() {
    const size_t known = mistakes_.size();
    TomlString out;
    while (!in_.done()) {
      if (close(out.text)) {
        out.good = mistakes_.size() == known && !escape_told_ && !control_told_;
        return out;
      }
      if (!lines_ && in_.at_line_end()) break;
      if (const std::string control = toml_control(in_.text, in_.at); !control.empty()) report_control(control);
      if (in_.here() == '\\' && quote_ == '"')
        read_escape(out.text);
      else
        out.text += in_.text[in_.at++];
    }
    report_open();
    out.end = lines_ ? TomlString::End::kOpenText : TomlString::End::kOpenLine;
    return out;
  }

 private:
  // Of escapes and of control characters, the first is told: the others have the same cause.
  void add_escape(Mistake mistake) {
    if (!std::exchange(escape_told_, true)) add(std::move(mistake));
  }
  void report_control(const std::string& control) {
    if (std::exchange(control_told_, true)) return;
    add({.message = control + " cannot stand in a text",
         .at = {in_.at, in_.at + 1},
         .help = quote_ == '"' ? "take it out, or write it as an escape: \\u" + control.substr(2) : "take it out"});
  }
  void add(Mistake mistake) { mistakes_.push_back(std::move(mistake)); }

  bool close(std::string& text) {
    if (!lines_) return in_.take({&quote_, 1});
    const std::string three(3, quote_);
    if (!in_.is_next(three)) return false;
    for (int more = 0; more < 2 && in_.is_next(three + quote_); ++more, ++in_.at) text += quote_;  // """a"""""
    in_.at += 3;
    return true;
  }

  void report_open() {
    if (lines_) {
      const std::string three(3, quote_);
      return add({.message = "the closing " + three + " is missing",
                  .at = {begin_, begin_ + 3},
                  .label = "this text goes on to the end of the file"});
    }
    const Stretch line{begin_, trimmed_end()};
    const char other = quote_ == '"' ? '\'' : '"';
    const bool mixed = line.end > begin_ + 1 && in_.text[line.end - 1] == other;
    const bool escaped = quote_ == '"' && line.end > begin_ + 1 && in_.text.substr(line.end - 2, 2) == "\\\"";
    const std::string quote(1, quote_);
    std::string label, help;
    if (mixed) label = "it begins with " + quote + " and ends with " + other;
    if (!mixed && !escaped && line.end - begin_ <= kShown) label = "write " + in_.cut(line) + quote;
    if (escaped) help = "a `\\` before a quote makes it a part of the text: for a `\\` itself write `\\\\`";
    add({.message = "the closing quote is missing",
         .at = {begin_, std::max(line.end, begin_ + 1)},
         .label = std::move(label),
         .help = std::move(help)});
  }

  size_t trimmed_end() const {
    size_t end = in_.line_end(begin_);
    if (const size_t hash = in_.text.find(" #", begin_); hash < end) end = hash;  // most likely a comment
    while (end > begin_ && (in_.text[end - 1] == ' ' || in_.text[end - 1] == '\t')) --end;
    return end;
  }

  // A `\` at the end of a line of """…""" joins the lines.
  bool joins_lines() {
    size_t to = in_.text.find_first_not_of(" \t\r", in_.at + 1);
    if (!lines_ || to == std::string_view::npos || in_.text[to] != '\n') return false;
    to = in_.text.find_first_not_of(" \t\r\n", to);
    in_.at = std::min(to, in_.text.size());
    return true;
  }

  void read_escape(std::string& text) {
    constexpr std::string_view kLetters = "btnfr\"\\", kMeaning = "\b\t\n\f\r\"\\";
    if (joins_lines()) return;
    const size_t begin = in_.at++;
    const char letter = in_.here();
    if (const size_t known = kLetters.find(letter); !in_.done() && known != std::string_view::npos) {
      text += kMeaning[known];
      ++in_.at;
    } else if (letter == 'u' || letter == 'U') {
      read_code_point(begin, letter == 'u' ? 4 : 8, text);
    } else if (!in_.at_line_end()) {
      report_escape(begin);
      ++in_.at;
    }
  }

  void read_code_point(size_t begin, size_t digits, std::string& text) {
    const std::string_view after = in_.text.substr(++in_.at, digits);
    const size_t good = std::min(after.find_first_not_of("0123456789abcdefABCDEF"), after.size());
    in_.at += good;
    const Stretch at{begin, in_.at};
    const std::string shown = in_.cut(at);
    if (good < digits && escape_told_) return;
    if (good < digits)
      return add_escape({.message = fmt::format("`{}` is no escape: it needs {} hexadecimal digits", shown, digits),
                         .at = at,
                         .help = help_with_backslash(begin)});
    const unsigned long code = std::strtoul(std::string(after).c_str(), nullptr, 16);
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
      return add_escape({.message = "`" + shown + "` is no letter: Unicode has none of this number", .at = at});
    const auto letter = static_cast<char32_t>(code);
    text += encode_utf8({&letter, 1});
  }

  std::string help_with_backslash(size_t begin) const {
    const Stretch whole{begin_ + 1, std::min(in_.text.find('"', begin), in_.line_end(begin))};
    const bool quotable = !lines_ && whole.end - whole.begin <= kShown && whole.begin < whole.end &&
                          in_.cut(whole).find('\'') == std::string::npos;
    return "for a `\\` itself write `\\\\`" + (quotable ? ", or the text in single quotes: '" + in_.cut(whole) + "'"
                                                        : std::string(", or use single quotes"));
  }

  void report_escape(size_t begin) {
    if (escape_told_) return;
    const std::u32string letter = decode_utf8(in_.text.substr(begin + 1, 4)).substr(0, 1);
    add_escape({.message = "`\\" + encode_utf8(letter) + "` is no escape",
                .at = {begin, begin + 1 + encode_utf8(letter).size()},
                .help = help_with_backslash(begin)});
  }

  TomlCursor& in_;
  std::vector<Mistake>& mistakes_;
  const size_t begin_;
  const char quote_;
  bool lines_ = false;
  bool escape_told_ = false;
  bool control_told_ = false;
};

}  // namespace

std::string toml_control(std::string_view text, size_t at) {
  const auto c = static_cast<unsigned char>(text[at]);
  const bool line_end = c == '\n' || (c == '\r' && text.substr(at, 2) == "\r\n");
  if (line_end || c == '\t' || (c >= 0x20 && c != 0x7F)) return "";
  return fmt::format("U+{:04X}", static_cast<unsigned>(c));
}

std::string odd_letter(std::string_view text, size_t at) {
  if (at >= text.size()) return "";
  if (const std::string control = toml_control(text, at); !control.empty())
    return control + " is a control character: it cannot stand here";
  const std::u32string letter = decode_utf8(text.substr(at, 4)).substr(0, 1);
  const bool quote = std::u32string_view(U"“”„‟‘’‚«»").find(letter[0]) != std::u32string_view::npos;
  const bool blank = std::u32string_view(U"\u00a0\u2002\u2003\u2009\u200a\u200b\u202f\u3000\ufeff").find(letter[0]) !=
                     std::u32string_view::npos;
  if (quote) return "`" + encode_utf8(letter) + "` is no quote of TOML, which takes \" and '";
  return blank ? fmt::format("U+{:04X} looks like a blank and is none", static_cast<uint32_t>(letter[0])) : "";
}

TomlString read_toml_string(TomlCursor& in, std::vector<Mistake>& mistakes) {
  return StringReader(in, mistakes).read();
}

}  // namespace atelier::host
