#include "annotation_json/id.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace annotation_json {

namespace dom = simdjson::dom;

namespace {

constexpr size_t kMostShown = 40;
constexpr double kInexact = 9007199254740992.0;  // 2^53: from here on doubles skip integers
constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const size_t first = std::min(text.find_first_not_of(kBlanks), text.size());
  return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

// "5", "-5", "5.0"; blanks at the ends are nothing.
bool read_integer_text(std::string_view text, int64_t& out) {
  text = trimmed(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc()) return false;
  const std::string_view rest(end, static_cast<size_t>(text.data() + text.size() - end));
  return rest.empty() || (rest.size() > 1 && rest[0] == '.' && rest.find_first_not_of('0', 1) == rest.npos);
}

}  // namespace

bool read_integer(dom::element value, int64_t& out) {
  if (!value.get_int64().get(out)) return true;
  double real = 0;
  if (value.get_double().get(real) || std::abs(real) >= kInexact || real != std::floor(real)) return false;
  out = static_cast<int64_t>(real);
  return true;
}

IdForm read_id(dom::element value, int64_t& out) {
  if (read_integer(value, out)) return IdForm::kInteger;
  std::string_view text;
  if (value.get_string().get(text)) return IdForm::kOther;
  int64_t number = 0;
  if (!read_integer_text(text, number)) return IdForm::kOther;
  out = number;
  return IdForm::kText;
}

bool is_set(dom::element value) {
  bool flag = false;
  int64_t number = 0;
  std::string_view text;
  if (!value.get_bool().get(flag)) return flag;
  if (read_id(value, number) != IdForm::kOther) return number != 0;
  if (value.get_string().get(text)) return false;
  const auto is_same = [](char a, char b) { return (a | 0x20) == b; };
  text = trimmed(text);
  constexpr std::string_view kTrue = "true";
  return std::equal(text.begin(), text.end(), kTrue.begin(), kTrue.end(), is_same);
}

std::string id_text(dom::element value) {
  std::string_view text;
  if (!value.get_string().get(text)) {
    std::string shown(text.substr(0, kMostShown));
    // No half character at the end.
    while (shown.size() < text.size() && !shown.empty() && (text[shown.size()] & 0xc0) == 0x80) shown.pop_back();
    return "the text `" + shown + (shown.size() < text.size() ? "…`" : "`");
  }
  double real = 0;
  if (!value.is_number() || value.get_double().get(real)) {
    std::string shown = simdjson::minify(value);
    return shown.size() > kMostShown ? shown.substr(0, 1) + "…" : shown;
  }
  if (std::abs(real) >= kInexact && real == std::floor(real))
    return "a number that is not exact: of 2^53 or more with a fraction or an exponent, or beyond 64 bits";
  return simdjson::minify(value);
}

}  // namespace annotation_json
