#include "json/ids.hpp"

#include <atelier/cpp/core.hpp>
#include <charconv>

#include "annotation_json/id.hpp"
#include "json/raw_json.hpp"

namespace atelier::coco_doctor {

namespace dom = simdjson::dom;

namespace {

// Digits with nothing but zeros behind the point: exact whatever their number, where the double nearest to them is not.
bool read_with_zeros(std::string_view written, int64_t& out) {
  const size_t point = written.find('.');
  if (point == std::string_view::npos || written.find_first_not_of('0', point + 1) != std::string_view::npos)
    return false;
  const auto [end, error] = std::from_chars(written.data(), written.data() + point, out);
  return error == std::errc() && end == written.data() + point;
}

// What annotation_json takes for no id.
Id read_other(dom::element value, std::string_view object, std::string_view name) {
  Id id;
  std::string_view text;
  if (value.is_number()) {
    id.key = member_of(object, name);
    id.form = read_with_zeros(id.key, id.number) ? Id::Form::kText : Id::Form::kOddNumber;
  } else if (!value.get_string().get(text) && !text.empty()) {
    id.form = Id::Form::kName;
    id.key = text;
  }
  return id;
}

}  // namespace

Id read_id(simdjson::simdjson_result<dom::element> result, std::string_view object, std::string_view name) {
  Id id;
  dom::element value;
  if (result.get(value)) return id;
  const annotation_json::IdForm form = annotation_json::read_id(value, id.number);
  if (form == annotation_json::IdForm::kOther) return read_other(value, object, name);
  id.form = form == annotation_json::IdForm::kInteger ? Id::Form::kNumber : Id::Form::kText;
  return id;
}

std::string words_of(const Id& id) {
  if (id.form == Id::Form::kText) return id.key.empty() ? text("the text `", id.number, "`") : id.key;
  if (id.form == Id::Form::kNumber) return std::to_string(id.number);
  return id.form == Id::Form::kName ? text("the text `", id.key, "`") : id.key;
}

}  // namespace atelier::coco_doctor
