#include "toml_keys.hpp"

#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr size_t kShown = 60;

std::string shown(const TomlKey& key) { return one_line(dotted(key), kShown); }

Mistake no_name(const TomlCursor& in, std::string_view where, bool dot, size_t begin) {
  const std::string what = where.empty() ? "a key" : std::string(where);
  const size_t line = in.text.rfind('\n', begin == 0 ? 0 : begin - 1);
  const size_t least = line == std::string_view::npos ? 0 : line + 1;
  return {.message = dot ? "a name is missing beside a dot of this key" : what + " is missing",
          .at = {std::max(least, begin == 0 ? 0 : begin - 1), begin + 1}};
}

bool read_part(TomlCursor& in, TomlKeyPart& part, std::string_view where, bool behind_dot,
               std::vector<Mistake>& mistakes) {
  const size_t begin = in.at;
  const char first = in.here();
  if (first == '"' || first == '\'') {
    if (in.is_next("\"\"\"") || in.is_next("'''")) {
      mistakes.push_back(
          {.message = "a key stands in single quotes or double ones, not in three", .at = {begin, begin + 3}});
      return false;
    }
    const TomlString text = read_toml_string(in, mistakes);
    if (text.end != TomlString::End::kClosed) mistakes.back().label.clear();  // who knows where the key was to end
    part = {text.text, {begin, in.at}};
    return text.good;
  }
  while (!in.done() && is_bare_key_letter(in.here())) ++in.at;
  part = {std::string(in.text.substr(begin, in.at - begin)), {begin, in.at}};
  if (in.at > begin) return true;
  const bool missing = in.at_line_end() || std::string_view(".]=#").find(first) != std::string_view::npos;
  mistakes.push_back(missing ? no_name(in, where, behind_dot || first == '.', begin) : letter_of_key(in, where));
  return false;
}

// Of a key that no `=` stands behind.
Mistake no_equals(const TomlCursor& in, const TomlKey& key, bool line) {
  const Stretch at{key.front().at.begin, key.back().at.end};
  const std::string name = "`" + shown(key) + "`";
  if (in.is_next(":") || in.is_next("+="))
    return {.message = "a key and its value have a `=` between them",
            .at = {in.at, in.at + 1},
            .label = "write " + shown(key) + " = …"};
  const bool ends = in.at_line_end() || in.here() == '#' || (!line && (in.here() == '}' || in.here() == ','));
  if (ends)
    return {.message = name + " has no value: `=` is missing behind it",
            .at = at,
            .help = in.here() == '#' ? "what stands behind a `#` is a comment"
                    : line           ? ""
                                     : "a table in braces has keys: { use = \"…\" }"};
  const Stretch rest = in.rest_of_line(in.at);
  const size_t equals = in.text.find('=', in.at);
  if (!line || equals >= rest.end)
    return {.message = "the `=` behind " + name + " is missing", .at = {at.begin, std::max(rest.end, at.end)}};
  if (!is_bare_key_letter(in.here()) && in.here() != '"' && in.here() != '\'') return letter_of_key(in, "");
  size_t end = equals;
  while (end > in.at && (in.text[end - 1] == ' ' || in.text[end - 1] == '\t')) --end;
  return {.message = "a key is one word; more than one need quotes",
          .at = {at.begin, end},
          .help = "write _ in place of the blanks, or the whole key in quotes"};
}

// 1,000 or 0,5: of what stands behind the first digits.
std::string help_with_comma(const std::string& text) {
  return std::string(text.size() == 4 ? "1,000 is written 1000 or 1_000" : "0,5 is written 0.5") +
         "; more than one number stands in brackets: [1, 5]";
}

}  // namespace

bool is_bare_key_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool read_toml_key(TomlCursor& in, TomlKey& key, std::string_view where, std::vector<Mistake>& mistakes) {
  do {
    in.skip_blanks();
    TomlKeyPart part;
    if (!read_part(in, part, where, !key.empty(), mistakes)) return false;
    key.push_back(std::move(part));
    in.skip_blanks();
  } while (in.take("."));
  return true;
}

bool read_toml_equals(TomlCursor& in, const TomlKey& key, bool line, std::vector<Mistake>& mistakes) {
  in.skip_blanks();
  const size_t begin = in.at;
  if (!in.take("=")) {
    mistakes.push_back(no_equals(in, key, line));
    return false;
  }
  in.skip_blanks();
  if (!in.is_next("=") && !in.is_next(">")) return true;
  mistakes.push_back({.message = "a value stands behind a single `=`", .at = {begin, in.at + 1}, .label = "write ="});
  return false;
}

Mistake letter_of_key(const TomlCursor& in, std::string_view where) {
  if (const std::string odd = odd_letter(in.text, in.at); !odd.empty())
    return {.message = odd, .at = {in.at, in.at + 1}, .help = "write a plain one, or take it out"};
  const std::u32string letter = decode_utf8(in.text.substr(in.at, 4)).substr(0, 1);
  return {.message = "`" + encode_utf8(letter) + "` cannot stand in " + (where.empty() ? "a key" : std::string(where)),
          .at = {in.at, in.at + encode_utf8(letter).size()},
          .help = "letters, digits, _ and - can; any other needs quotes around the name"};
}

Mistake behind_value(const TomlCursor& in, const std::string& key) {
  const Stretch rest = in.rest_of_line(in.at);
  const std::string text = in.cut(rest);
  const char before = in.at == 0 ? '\n' : in.text[in.at - 1];
  if (const std::string odd = odd_letter(in.text, in.at); !odd.empty())
    return {.message = odd,
            .at = {in.at, in.at + 1},
            .help = in.here() == '\r' ? "a line ends with a line feed" : "write a plain one, or take it out"};
  if (text == ",") return {.message = "no comma stands at the end of a line", .at = rest, .label = "take it out"};
  if (is_bare_key_letter(before) && text.size() > 1 && text[0] == ',' && text[1] >= '0' && text[1] <= '9')
    return {.message = "a number has no comma in it", .at = rest, .help = help_with_comma(text)};
  const bool quoted = before == '"' || before == '\'';
  if (quoted && text[0] != before && text.find(before) != std::string::npos && text.find('=') == std::string::npos)
    return {.message = "the text ends at the quote before this",
            .at = rest,
            .help = before == '"' ? "a quote in a text is written \\\", or the text stands in single quotes"
                                  : "a text with a ' in it stands in double quotes"};
  if (text.find('=') != std::string::npos)
    return {.message = "each key stands on a line of its own", .at = rest, .label = "write this on the next line"};
  if (text[0] == ',' && !key.empty())
    return {.message = "more than one value stands in brackets", .at = rest, .help = "write " + key + " = [a, b]"};
  return {.message = "nothing but a comment can follow on this line", .at = rest, .help = "a comment begins with `#`"};
}

}  // namespace atelier::host
