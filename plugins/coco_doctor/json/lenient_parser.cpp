#include "json/lenient_parser.hpp"

#include "annotation_json/numbers_in_range.hpp"
#include "json/raw_json.hpp"

namespace atelier::coco_doctor {

LenientParser::Outcome LenientParser::parse(std::string_view json, simdjson::dom::element& value) {
  if (!parser_.parse(json.data(), json.size(), false).get(value)) return Outcome::kRead;
  parsed_text_ = annotation_json::with_numbers_in_range(json, false);
  const auto error = parser_.parse(parsed_text_).get(value);
  if (!error) return without_nan(json) == json ? Outcome::kRead : Outcome::kReadWithNan;
  reason_ = simdjson::error_message(error);
  utf8_ = error == simdjson::UTF8_ERROR;
  parsed_text_ = annotation_json::with_numbers_in_range(json, true);
  return parser_.parse(parsed_text_).get(value) ? Outcome::kBroken : Outcome::kReadWithNan;
}

}  // namespace atelier::coco_doctor
