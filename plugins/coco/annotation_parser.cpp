#include "annotation_parser.hpp"

#include <limits>

#include "coco_json/plain_json.hpp"
#include "coco_json/plain_segmentation.hpp"

namespace atelier::coco {

namespace dom = simdjson::dom;
using coco_json::Defect;
using coco_json::read_integer;
using coco_json::read_short_integer;
using coco_json::skip_plain_value;

namespace {

bool is_set(dom::element value) {
  bool flag = false;
  int64_t integer = 0;
  if (!value.get_bool().get(flag)) return flag;
  return read_integer(value, integer) && integer != 0;
}

// False: not plain. Like the functions below.
bool find_plain_owner(std::string_view json, Owner& out) {
  out = {};
  if (json.empty() || json.front() != '{') return false;
  const char* end =
      coco_json::read_plain_object(json.data(), [&](std::string_view key, const char* value) -> const char* {
        if (key != "image_id") return skip_plain_value(value, 1);
        if (out.has_image) return nullptr;
        out.has_image = true;
        return read_short_integer(value, out.image_id);
      });
  return end == json.data() + json.size();
}

const char* read_flag(const char* at, bool& out) {
  if (*at == 't' || *at == 'f') {
    out = *at == 't';
    return skip_plain_value(at);
  }
  int64_t integer = 0;
  at = read_short_integer(at, integer);
  out = integer != 0;
  return at;
}

bool parse_plain(std::string_view json, Annotation& out) {
  out.clear();
  if (json.empty() || json.front() != '{') return false;
  enum : unsigned { kId = 1, kCategory = 2, kImage = 4, kArea = 8, kCrowd = 16, kShape = 32 };
  unsigned seen = 0;
  const auto first = [&seen](unsigned key) { return (seen & key) == 0 ? (seen |= key, true) : false; };
  const char* end =
      coco_json::read_plain_object(json.data(), [&](std::string_view key, const char* value) -> const char* {
        if (key == "segmentation")
          return first(kShape) ? coco_json::read_plain_segmentation(value, out.shape) : nullptr;
        if (key == "id") return first(kId) ? read_short_integer(value, out.id) : nullptr;
        if (key == "category_id") return first(kCategory) ? read_short_integer(value, out.category_id) : nullptr;
        if (key == "image_id") return first(kImage) ? read_short_integer(value, out.image_id) : nullptr;
        if (key == "area")
          return first(kArea) && coco_json::starts_number(*value) ? coco_json::read_decimal(value, out.area) : nullptr;
        if (key == "iscrowd") return first(kCrowd) ? read_flag(value, out.crowd) : nullptr;
        return skip_plain_value(value, 1);
      });
  out.has_image = (seen & kImage) != 0;
  return end == json.data() + json.size() && out.has_image;
}

}  // namespace

void Annotation::clear() {
  id = category_id = -1;
  image_id = 0;
  has_image = crowd = false;
  area = std::numeric_limits<double>::quiet_NaN();
  shape.clear();
  shape.defect = Defect::kSegmentationMissing;
}

simdjson::error_code AnnotationParser::find_owner(std::string_view json, Owner& out) {
  if (find_plain_owner(json, out)) return simdjson::SUCCESS;
  const auto error = parse_fully(json, odd_);
  out = {odd_.image_id, odd_.has_image};
  return error;
}

simdjson::error_code AnnotationParser::parse(std::string_view json, Annotation& out) {
  return parse_plain(json, out) ? simdjson::SUCCESS : parse_fully(json, out);
}

simdjson::error_code AnnotationParser::parse_fully(std::string_view json, Annotation& out) {
  out.clear();
  dom::element value;
  if (const auto error = values_.parse(json, value)) return error;
  dom::object object;
  if (value.get_object().get(object)) {
    out.shape.defect = Defect::kNotAnObject;
    return simdjson::SUCCESS;
  }
  for (const auto& [key, field] : object) {
    if (key == "segmentation") coco_json::read_segmentation(field, out.shape);
    if (key == "id") read_integer(field, out.id);
    if (key == "category_id") read_integer(field, out.category_id);
    if (key == "image_id") out.has_image = read_integer(field, out.image_id);
    if (key == "area" && field.get_double().get(out.area)) out.area = std::numeric_limits<double>::quiet_NaN();
    if (key == "iscrowd") out.crowd = is_set(field);
  }
  if (!out.has_image) out.shape.defect = Defect::kImageIdMissing;
  return simdjson::SUCCESS;
}

}  // namespace atelier::coco
