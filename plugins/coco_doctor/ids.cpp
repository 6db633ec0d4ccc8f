#include "ids.hpp"

#include <atelier/cpp/core.hpp>
#include <charconv>
#include <cmath>

#include "fields.hpp"
#include "raw_json.hpp"

namespace atelier::coco_doctor {

namespace dom = simdjson::dom;

namespace {

constexpr double kMostExact = 9007199254740991.0;  // beyond it doubles skip integers

bool read_digits(std::string_view digits, int64_t& out) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return !digits.empty() && error == std::errc() && end == digits.data() + digits.size();
}

// Digits with nothing but zeros behind the point: exact whatever their number.
bool read_with_zeros(std::string_view written, int64_t& out) {
  const size_t point = written.find('.');
  return point != std::string_view::npos && written.find_first_not_of('0', point + 1) == std::string_view::npos &&
         read_digits(written.substr(0, point), out);
}

Id read_number_id(dom::element value, std::string_view object, std::string_view name) {
  Id id;
  id.form = Id::Form::kNumber;
  if (!value.get_int64().get(id.number)) return id;
  double real = 0;
  if (!value.get_double().get(real) && std::abs(real) <= kMostExact && real == std::floor(real)) {
    id.number = static_cast<int64_t>(real);
    return id;
  }
  const std::string written(member_of(object, name));
  id.form = read_with_zeros(written, id.number) ? Id::Form::kText : Id::Form::kOther;
  id.key = written;
  return id;
}

}  // namespace

Id read_id(simdjson::simdjson_result<dom::element> result, std::string_view object, std::string_view name) {
  Id id;
  dom::element value;
  if (result.get(value)) return id;
  if (value.is_number()) return read_number_id(value, object, name);
  std::string_view text;
  if (value.get_string().get(text) || text.empty()) return id;
  id.form = Id::Form::kText;
  if (read_digits(text, id.number) || read_with_zeros(text, id.number)) return id;
  id.form = Id::Form::kOther;
  // A quote before it keeps texts and numbers apart.
  id.key = '"' + std::string(text);
  return id;
}

std::string words_of(const Id& id) {
  if (id.form == Id::Form::kText) return id.key.empty() ? text("the text `", id.number, "`") : id.key;
  if (id.form == Id::Form::kNumber) return std::to_string(id.number);
  return id.key.substr(0, 1) == "\"" ? text("the text `", id.key.substr(1), "`") : id.key;
}

}  // namespace atelier::coco_doctor
