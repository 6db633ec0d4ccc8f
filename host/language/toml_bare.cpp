#include <spdlog/fmt/fmt.h>

#include <atelier/cpp/suggest.hpp>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <cstdlib>

#include "toml_cursor.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr size_t kLongestNumber = 400;
constexpr size_t kShown = 60;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A walk over a token that is taken apart from left to right.
struct Token {
  std::string_view rest;
  bool take(char c) {
    const bool there = !rest.empty() && rest[0] == c;
    if (there) rest.remove_prefix(1);
    return there;
  }
  bool take_any(std::string_view letters) {
    const bool there = !rest.empty() && letters.find(rest[0]) != std::string_view::npos;
    if (there) rest.remove_prefix(1);
    return there;
  }
  bool take_if_underscore(bool before_digit) { return before_digit && take('_'); }
  // Digits with single underscores between them. False when there is none.
  bool take_digits(std::string_view digits = "0123456789") {
    if (!take_any(digits)) return false;
    const auto is_one = [&](size_t i) { return i < rest.size() && digits.find(rest[i]) != std::string_view::npos; };
    while (is_one(0) || (take_if_underscore(is_one(1)))) rest.remove_prefix(is_one(0) ? 1 : 0);
    return true;
  }
  // Exactly so many digits, as a number; -1 when they are not there.
  int take_number(size_t count) {
    if (rest.size() < count) return -1;
    int out = 0;
    for (size_t i = 0; i < count; ++i) {
      if (!is_digit(rest[i])) return -1;
      out = out * 10 + (rest[i] - '0');
    }
    rest.remove_prefix(count);
    return out;
  }
};

bool is_prefixed(std::string_view token) {
  return token.size() > 1 && token[0] == '0' && (token[1] == 'x' || token[1] == 'o' || token[1] == 'b');
}

bool is_integer(std::string_view token) {
  Token t{token};
  if (is_prefixed(token)) {
    t.rest.remove_prefix(2);
    const std::string_view digits = token[1] == 'x' ? "0123456789abcdefABCDEF" : token[1] == 'o' ? "01234567" : "01";
    return t.take_digits(digits) && t.rest.empty();
  }
  t.take_any("+-");
  if (t.take('0')) return t.rest.empty();
  return t.take_digits() && t.rest.empty();
}

bool is_float(std::string_view token) {
  Token t{token};
  t.take_any("+-");
  if (t.rest == "inf" || t.rest == "nan") return true;
  if (!t.take('0') && !t.take_digits()) return false;
  const bool point = t.take('.');
  if (point && !t.take_digits()) return false;
  const bool power = t.take_any("eE");
  if (power) t.take_any("+-");
  if (power && !t.take_digits()) return false;
  return (point || power) && t.rest.empty();
}

bool fits_integer(std::string_view token) {
  std::string digits;
  for (const char c : token)
    if (c != '_' && c != '+') digits += c;
  int base = 10;
  if (is_prefixed(digits)) {
    base = digits[1] == 'x' ? 16 : digits[1] == 'o' ? 8 : 2;
    digits.erase(0, 2);
  }
  int64_t value = 0;
  return std::from_chars(digits.data(), digits.data() + digits.size(), value, base).ec == std::errc();
}

bool fits_float(std::string_view token) {
  std::string digits;
  for (const char c : token)
    if (c != '_' && c != '+') digits += c;
  double value = 0;
  return std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc::result_out_of_range;
}

int days_in(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

constexpr const char* kFormOfDate = "a date is written 2026-11-28, a time 07:30:00, both 2026-11-28T07:30:00Z";

// What is wrong with a time, with the offset behind it when `offset`; "" when it is right.
std::string wrong_time(Token& t, bool offset) {
  const int hour = t.take_number(2), minute = t.take(':') ? t.take_number(2) : -1;
  const int second = t.take(':') ? t.take_number(2) : -1;
  if (hour < 0 || minute < 0 || second < 0) return kFormOfDate;
  if (t.take('.') && !t.take_any("0123456789")) return "a digit is missing behind the `.`";
  while (t.take_any("0123456789")) continue;
  if (hour > 23 || minute > 59 || second > 60) return "there is no such time of the day";
  if (!offset || t.rest.empty() || t.take_any("zZ")) return t.rest.empty() ? "" : kFormOfDate;
  if (!t.take_any("+-")) return kFormOfDate;
  const int hours = t.take_number(2), minutes = t.take(':') ? t.take_number(2) : -1;
  if (hours < 0 || minutes < 0 || !t.rest.empty()) return "an offset is written +01:00";
  return hours > 23 || minutes > 59 ? "there is no such offset" : "";
}

std::string wrong_date(std::string_view token) {
  Token t{token};
  if (token.size() > 2 && token[2] == ':') return wrong_time(t, false);
  const int year = t.take_number(4), month = t.take('-') ? t.take_number(2) : -1;
  const int day = t.take('-') ? t.take_number(2) : -1;
  if (year < 0 || month < 0 || day < 0) return kFormOfDate;
  if (month < 1 || month > 12) return fmt::format("there is no month {:02}", month);
  if (day < 1 || day > days_in(year, month)) return fmt::format("month {:02} has no day {:02}", month, day);
  if (t.rest.empty()) return "";
  return t.take_any("tT ") ? wrong_time(t, true) : kFormOfDate;
}

// 2026-…, 07:…: nothing else looks like it.
bool looks_like_date(std::string_view token) {
  const auto digits = [&](size_t count) {
    return token.size() > count &&
           std::all_of(token.begin(), token.begin() + static_cast<std::ptrdiff_t>(count), is_digit);
  };
  const bool date = digits(4) && token[4] == '-' && token.size() > 5 && is_digit(token[5]);
  return date || (digits(2) && token[2] == ':') || (digits(1) && token[1] == ':');
}

bool is_number(std::string_view token) {
  return token.size() <= kLongestNumber &&
         ((is_float(token) && fits_float(token)) || (is_integer(token) && fits_integer(token)));
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// What a token that is nearly a number was meant to be, or "".
std::string mended_number(std::string_view token) {
  if (std::none_of(token.begin(), token.end(), is_digit) && lower(token).find_first_of("in") == std::string::npos)
    return "";
  std::string digits = lower(token);
  std::erase(digits, '_');
  if (is_number(digits)) return digits;
  std::string sign;
  if (!digits.empty() && (digits[0] == '+' || digits[0] == '-')) {
    if (digits[0] == '-') sign = "-";
    digits.erase(0, 1);
  }
  if (is_prefixed(digits) && is_number(digits)) return sign.empty() ? digits : "";
  while (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) digits.erase(0, 1);
  if (!digits.empty() && digits[0] == '.') digits.insert(0, 1, '0');
  if (const size_t point = digits.find('.');
      point != digits.npos && !is_digit(digits[std::min(point + 1, digits.size() - 1)]))
    digits.insert(point + 1, 1, '0');
  return is_number(sign + digits) ? sign + digits : "";
}

bool among(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string in_quotes(const std::string& text) {
  const bool single = text.find_first_of("\"\\") != std::string::npos;
  if (single && text.find('\'') != std::string::npos) return "";
  return single ? "'" + text + "'" : '"' + text + '"';
}

Mistake of_text(const std::string& shown, Stretch at) {
  const std::string quoted = shown.size() > kShown ? "" : in_quotes(shown);
  const bool numberlike = !shown.empty() && (is_digit(shown[0]) || (shown.size() > 1 && is_digit(shown[1])));
  Mistake out{.message = numberlike ? "`" + one_line(shown, kShown) + "` is no number; a text needs quotes"
                                    : "a text needs quotes",
              .at = at,
              .label = quoted.empty() ? "" : "write " + quoted};
  if (shown.ends_with('%')) out.help = "a share is written as a number: 0.5 for 50 %";
  return out;
}

// What is wrong with a value that begins with none of TOML's signs, and is no bool, number or date.
Mistake judge(const std::string& token, const std::string& whole, Stretch at, Stretch whole_at) {
  const std::string word = lower(token);
  if (among(word, {"true", "yes", "on"}))
    return {.message = "a bool is `true` or `false`", .at = at, .label = "write true"};
  if (among(word, {"false", "no", "off"}))
    return {.message = "a bool is `true` or `false`", .at = at, .label = "write false"};
  const std::string meant = word.size() > 2 ? nearest_name(word, std::vector<std::string>{"true", "false"}) : "";
  if (!meant.empty() && token == whole)
    return {.message = "a text needs quotes; a bool is `true` or `false`",
            .at = at,
            .label = "did you mean " + meant + "?"};
  if (among(word, {"null", "none", "nil", "undefined"}))
    return {.message = "TOML has no `" + token + "`",
            .at = at,
            .help = "leave the key out, or write \"\" for an empty text"};
  if (looks_like_date(token)) {
    Mistake out{.message = "this is no date or time", .at = at, .label = wrong_date(token)};
    out.help = "if it is meant as a text, put it in quotes";
    return out;
  }
  if (token.size() <= kLongestNumber && is_float(token))
    return {.message = "this number is too large or too small",
            .at = at,
            .help = "a float lies between 2.3e-308 and 1.7e308, of either sign, or is 0"};
  if (token.size() <= kLongestNumber && is_integer(token))
    return {.message = "this number is too large",
            .at = at,
            .help = "an int lies between -9223372036854775808 and 9223372036854775807"};
  if (const std::string number = token.size() <= kLongestNumber ? mended_number(token) : "";
      !number.empty() && token == whole)
    return {.message = "`" + token + "` is no number as TOML writes it", .at = at, .label = "write " + number};
  if (token[0] == '(')
    return {.message = "a list stands in brackets, not in parentheses", .at = at, .label = "write [ … ]"};
  return of_text(whole, whole_at);
}

constexpr std::string_view kEndsToken = " \t\r\n,;]}#\"'[{=";

Stretch token_at(const TomlCursor& in) {
  size_t end = std::min(in.text.find_first_of(kEndsToken, in.at), in.text.size());
  return {in.at, std::max(end, in.at + 1)};
}

// 2026-11-28 07:30:00 has a blank in it.
Stretch with_time(const TomlCursor& in, Stretch token) {
  if (token.end - token.begin != 10 || !looks_like_date(in.cut(token)) || in.text.substr(token.end, 1) != " " ||
      token.end + 1 >= in.text.size() || !is_digit(in.text[token.end + 1]))
    return token;
  TomlCursor behind{in.text, token.end + 1};
  return {token.begin, token_at(behind).end};
}

// How far the text reaches that somebody seems to have meant: to the end of the line, or to what ends an item.
Stretch whole_text(const TomlCursor& in, ValuePlace place) {
  Stretch out = in.rest_of_line(in.at);
  if (place == ValuePlace::kInside) {
    out.end = std::min({out.end, in.text.find_first_of(",]}", in.at)});
    while (out.end > out.begin + 1 && in.text[out.end - 1] == ' ') --out.end;
  }
  out.end = std::max(out.end, out.begin + 1);
  return out;
}

// The first letter of the token that odd_letter has something to say of; nothing when there is none.
Stretch first_odd(std::string_view text, Stretch token) {
  for (size_t at = token.begin; at < token.end; ++at)
    if ((text[at] & 0xC0) != 0x80 && !odd_letter(text, at).empty()) return {at, at + 1};
  return {token.end, token.end};
}

}  // namespace

bool read_toml_bare(TomlCursor& in, ValuePlace place, std::vector<Mistake>& mistakes) {
  const Stretch odd_at = first_odd(in.text, token_at(in));
  if (odd_at.end > odd_at.begin) {
    mistakes.push_back(
        {.message = odd_letter(in.text, odd_at.begin), .at = odd_at, .help = "write a plain one, or take it out"});
    in.at = whole_text(in, place).end;
    return false;
  }
  const Stretch token = with_time(in, token_at(in));
  const std::string text = in.cut(token);
  const bool good = text == "true" || text == "false" || is_number(text) ||
                    (text.size() < 64 && looks_like_date(text) && wrong_date(text).empty());
  if (good) {
    in.at = token.end;
    return true;
  }
  const Stretch whole = whole_text(in, place);
  const bool next_key = in.cut(whole).find('=') != std::string::npos;  // `a = x b = 2`, and of JSON or of a query
  Mistake mistake = judge(text, in.cut(next_key ? token : whole), token, next_key ? token : whole);
  in.at = std::max(token.end, mistake.at.end);
  mistakes.push_back(std::move(mistake));
  return false;
}

}  // namespace atelier::host
