#include "json_text.hpp"

#include <atelier/cpp/core.hpp>
#include <atelier/cpp/utf8.hpp>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "geometry/rle_string.hpp"

namespace atelier::coco_writer {
namespace {

constexpr size_t kLongestNumber = 32;

template <class Number>
void append_number(std::string& out, Number number) {
  char digits[kLongestNumber];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  if (error != std::errc()) throw Error(ATELIER_E_INTERNAL, "a number is longer than expected");
  out.append(digits, end);
}

}  // namespace

void append(std::string& out, int64_t number) { append_number(out, number); }

void append(std::string& out, double number) {
  append_number(out, number);
  if (number == 0 && std::signbit(number)) out += ".0";  // -0 would be read as an integer, which has no sign
}

std::string quoted(std::string_view text, const std::string& what) {
  if (!is_utf8(text))
    throw Error(ATELIER_E_DATA, atelier::text(what, " is not UTF-8, so JSON cannot hold it; rename it"));
  return nlohmann::json(text).dump(-1, ' ', true);
}

std::string quoted_runs(const geometry::Runs& runs) {
  std::string out = "\"";
  for (const char c : geometry::encode_runs(runs)) {  // characters 48 to 111: of these, only this one is special
    if (c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace atelier::coco_writer
