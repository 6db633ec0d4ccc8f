#include "annotation_parser.hpp"

#include <atelier/cpp/core.hpp>
#include <limits>

#include "annotation_json/id.hpp"
#include "annotation_json/plain_json.hpp"
#include "coco_segmentation/plain_segmentation.hpp"

namespace atelier::coco {

namespace dom = simdjson::dom;
using annotation_json::read_short_integer;
using annotation_json::skip_plain_value;
using coco_segmentation::Defect;

namespace {

// Whether a value is there: not null, not empty.
bool is_filled(const char* value) {
  if (*value == '[' || *value == '{') return *annotation_json::skip_space(value + 1) != (*value == '[' ? ']' : '}');
  return *value != 'n';
}

// Counts what an annotation without a shape has, by one of its keys.
void count(std::string_view key, const char* value, Contents& out) {
  if (key == "segmentation") out.shape = out.shape || is_filled(value);
  if (key == "bbox") ++out.boxes;
  if (key == "keypoints") ++out.keypoints;
  if (key == "caption") ++out.captions;
  if (key == "segments_info") ++out.segments;
}

bool is_filled(dom::element value) {
  if (value.is_array()) return value.get_array().value_unsafe().size() != 0;
  if (value.is_object()) return value.get_object().value_unsafe().size() != 0;
  return !value.is_null();
}

bool is_id(dom::element value, int64_t& out, bool& text_id) {
  const annotation_json::IdForm form = annotation_json::read_id(value, out);
  text_id = text_id || form == annotation_json::IdForm::kText;
  return form != annotation_json::IdForm::kOther;
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

// False: not plain. Like the function below.
bool parse_plain(std::string_view json, Annotation& out) {
  out.clear();
  if (json.empty() || json.front() != '{') return false;
  enum : unsigned { kId = 1, kCategory = 2, kImage = 4, kArea = 8, kCrowd = 16, kShape = 32 };
  unsigned seen = 0;
  const auto first = [&seen](unsigned key) {
    const bool is_first = (seen & key) == 0;
    seen |= key;
    return is_first;
  };
  const char* end =
      annotation_json::read_plain_object(json.data(), [&](std::string_view key, const char* value) -> const char* {
        if (key == "segmentation")
          return first(kShape) ? coco_segmentation::read_plain_segmentation(value, out.shape) : nullptr;
        if (key == "id") return first(kId) ? read_short_integer(value, out.id) : nullptr;
        if (key == "category_id") return first(kCategory) ? read_short_integer(value, out.category_id) : nullptr;
        if (key == "image_id") return first(kImage) ? read_short_integer(value, out.image_id) : nullptr;
        if (key == "area")
          return first(kArea) && annotation_json::starts_number(*value) ? annotation_json::read_decimal(value, out.area)
                                                                        : nullptr;
        if (key == "iscrowd") return first(kCrowd) ? read_flag(value, out.crowd) : nullptr;
        return skip_plain_value(value, 1);
      });
  out.has_image = (seen & kImage) != 0;
  out.has_category = (seen & kCategory) != 0;
  return end == json.data() + json.size() && out.has_image;
}

}  // namespace

void Annotation::clear() {
  id = category_id = -1;
  image_id = 0;
  has_image = has_category = crowd = text_id = false;
  odd_image.clear();
  area = std::numeric_limits<double>::quiet_NaN();
  shape.clear();
  shape.defect = Defect::kSegmentationMissing;
}

std::string Annotation::why() const {
  if (shape.defect == Defect::kNone) return "";
  if (shape.defect == Defect::kImageIdMissing && !odd_image.empty())
    return text("`image_id` is ", odd_image, ", which is no integer");
  return coco_segmentation::defect_text(shape.defect, shape.defect_ring, shape.form);
}

void Contents::merge(const Contents& other) {
  shape = shape || other.shape;
  boxes += other.boxes;
  keypoints += other.keypoints;
  captions += other.captions;
  segments += other.segments;
}

std::string Contents::in_place_of_shapes() const {
  std::string out;
  if (shape) return out;
  const auto add = [&out](uint64_t number, std::string_view key) {
    if (number != 0) out += text(out.empty() ? "" : ", ", number, " `", key, "`");
  };
  add(boxes, "bbox");
  add(keypoints, "keypoints");
  add(captions, "caption");
  add(segments, "segments_info");
  return out;
}

// False: not plain.
bool AnnotationParser::find_plain_owner(std::string_view json, Owner& out) {
  out = {};
  if (json.empty() || json.front() != '{') return false;
  Contents found = contents_;
  const char* end =
      annotation_json::read_plain_object(json.data(), [&](std::string_view key, const char* value) -> const char* {
        if (key == "image_id") {
          if (out.has_image) return nullptr;
          out.has_image = true;
          return read_short_integer(value, out.image_id);
        }
        if (key == "category_id") {
          if (out.has_category) return nullptr;
          out.has_category = true;
          return read_short_integer(value, out.category_id);
        }
        if (*value == '"' && key == "id") return nullptr;
        if (!found.shape) count(key, value, found);
        return skip_plain_value(value, 1);
      });
  if (end != json.data() + json.size()) return false;
  contents_ = found;
  return true;
}

simdjson::error_code AnnotationParser::find_owner(std::string_view json, Owner& out) {
  if (find_plain_owner(json, out)) return simdjson::SUCCESS;
  const auto error = parse_fully(json, odd_);
  out = {odd_.image_id, odd_.category_id, odd_.has_category, odd_.has_image, odd_.text_id};
  contents_.merge(odd_contents_);
  return error;
}

simdjson::error_code AnnotationParser::parse(std::string_view json, Annotation& out) {
  return parse_plain(json, out) ? simdjson::SUCCESS : parse_fully(json, out);
}

simdjson::error_code AnnotationParser::parse_fully(std::string_view json, Annotation& out) {
  out.clear();
  odd_contents_ = {};
  dom::element value;
  if (const auto error = values_.parse(json, value)) return error;
  dom::object object;
  if (value.get_object().get(object)) {
    out.shape.defect = Defect::kNotAnObject;
    return simdjson::SUCCESS;
  }
  for (const auto& [key, field] : object) {
    if (key == "segmentation") {
      coco_segmentation::read_segmentation(field, out.shape);
      odd_contents_.shape = is_filled(field);
    }
    if (key == "id") is_id(field, out.id, out.text_id);
    if (key == "category_id") out.has_category = is_id(field, out.category_id, out.text_id);
    if (key == "image_id") {
      out.has_image = is_id(field, out.image_id, out.text_id);
      if (!out.has_image) out.odd_image = annotation_json::id_text(field);
    }
    if (key == "area" && field.get_double().get(out.area)) out.area = std::numeric_limits<double>::quiet_NaN();
    if (key == "iscrowd") out.crowd = annotation_json::is_set(field);
    odd_contents_.boxes += key == "bbox";
    odd_contents_.keypoints += key == "keypoints";
    odd_contents_.captions += key == "caption";
    odd_contents_.segments += key == "segments_info";
  }
  if (!out.has_image) out.shape.defect = Defect::kImageIdMissing;
  return simdjson::SUCCESS;
}

}  // namespace atelier::coco
