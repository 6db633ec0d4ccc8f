#include "item_parser.hpp"

#include "coco_json/tame_numbers.hpp"
#include "raw_json.hpp"

namespace atelier::coco_doctor {

ItemParser::Outcome ItemParser::parse(std::string_view json, simdjson::dom::element& value) {
  if (!parser_.parse(json.data(), json.size(), false).get(value)) return Outcome::kRead;
  tamed_ = coco_json::tame_numbers(json, false);
  const auto error = parser_.parse(tamed_).get(value);
  if (!error) return without_nan(json) == json ? Outcome::kRead : Outcome::kReadWithNan;
  reason_ = simdjson::error_message(error);
  utf8_ = error == simdjson::UTF8_ERROR;
  tamed_ = coco_json::tame_numbers(json, true);
  return parser_.parse(tamed_).get(value) ? Outcome::kBroken : Outcome::kReadWithNan;
}

}  // namespace atelier::coco_doctor
