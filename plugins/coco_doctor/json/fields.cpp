#include "json/fields.hpp"

#include <charconv>
#include <cmath>
#include <string_view>

#include "annotation_json/id.hpp"

namespace atelier::coco_doctor {

namespace dom = simdjson::dom;

Field read_whole(simdjson::simdjson_result<dom::element> result, int64_t& out) {
  dom::element value;
  if (result.get(value)) return Field::kMissing;
  switch (annotation_json::read_id(value, out)) {
    case annotation_json::IdForm::kInteger:
      return Field::kSound;
    case annotation_json::IdForm::kText:
      return Field::kText;
    case annotation_json::IdForm::kOther:
      break;
  }
  return Field::kMissing;
}

Field read_number(simdjson::simdjson_result<dom::element> result, double& out) {
  dom::element value;
  if (result.get(value)) return Field::kMissing;
  if (!value.get_double().get(out)) return std::isfinite(out) ? Field::kSound : Field::kMissing;
  std::string_view text;
  if (value.get_string().get(text) || text.empty()) return Field::kMissing;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(out) ? Field::kText
                                                                                        : Field::kMissing;
}

}  // namespace atelier::coco_doctor
