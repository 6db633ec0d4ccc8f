#include "region.hpp"

#include <algorithm>
#include <array>
#include <atelier/cpp/core.hpp>
#include <cmath>
#include <limits>

#include "annotation_json/id.hpp"

namespace atelier::labelstudio {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view kLabels = "labels";

bool ends_with_labels(std::string_view key) {
  return key.size() >= kLabels.size() && key.substr(key.size() - kLabels.size()) == kLabels;
}

bool has(dom::object object, std::string_view key) { return object[key].error() == simdjson::SUCCESS; }

// Nothing for the type of what is no shape: `labels`, or a choice about a region.
std::optional<ShapeKind> kind_of(std::string_view type) {
  if (ends_with_labels(type)) type.remove_suffix(kLabels.size());
  if (type == "polygon") return ShapeKind::kPolygon;
  if (type == "rectangle") return ShapeKind::kRectangle;
  if (type == "ellipse") return ShapeKind::kEllipse;
  if (type == "brush" || type == "magicwand") return ShapeKind::kBrush;
  if (type == "keypoint") return ShapeKind::kNoArea;
  if (type == "vector" || type == "bitmask") return ShapeKind::kUnknown;
  return std::nullopt;
}

// Where the type does not tell, and in JSON_MIN. Nothing for what is no region of a picture.
std::optional<ShapeKind> kind_of(dom::object value) {
  if (has(value, "points")) return ShapeKind::kPolygon;
  if (has(value, "rle")) return ShapeKind::kBrush;
  if (has(value, "radiusX")) return ShapeKind::kEllipse;
  if (has(value, "vertices") || has(value, "imageDataURL")) return ShapeKind::kUnknown;
  if (!has(value, "x") || !has(value, "y")) return std::nullopt;
  return has(value, "height") ? ShapeKind::kRectangle : ShapeKind::kNoArea;
}

bool read_number(dom::element value, double& out) { return !value.get_double().get(out) && std::isfinite(out); }

std::string read_points(dom::object value, std::vector<double>& out) {
  dom::array points;
  if (value["points"].get_array().get(points)) return "has no list `points`";
  for (const dom::element point : points) {
    dom::array pair;
    if (point.get_array().get(pair) || pair.size() != 2) return "has a point that is not [x, y]";
    for (const dom::element number : pair)
      if (!read_number(number, out.emplace_back())) return "has a point that is not two finite numbers";
  }
  return "";
}

std::string read_members(dom::object value, const std::array<std::string_view, 4>& keys, std::vector<double>& out) {
  for (const std::string_view key : keys) {
    dom::element number;
    if (value[key].get(number) || !read_number(number, out.emplace_back()))
      return text("has no finite number `", key, "`");
  }
  dom::element rotation;
  out.push_back(0);
  if (!value["rotation"].get(rotation) && !rotation.is_null() && !read_number(rotation, out.back()))
    return "has a `rotation` that is no finite number";
  return "";
}

std::string read_brush(dom::object value, std::vector<uint8_t>& out) {
  dom::array bytes;
  if (value["rle"].get_array().get(bytes)) return "has no list `rle`";
  out.reserve(bytes.size());
  for (const dom::element byte : bytes) {
    int64_t number = 0;
    if (!annotation_json::read_integer(byte, number) || number < 0 || number > 255)
      return "has brush data that are not all bytes (integers of 0 to 255)";
    out.push_back(static_cast<uint8_t>(number));
  }
  return "";
}

std::string read_shape(dom::object value, Region& out) {
  switch (out.kind) {
    case ShapeKind::kPolygon: {
      bool closed = true;
      out.open = !value["closed"].get_bool().get(closed) && !closed;
      return read_points(value, out.numbers);
    }
    case ShapeKind::kRectangle:
      return read_members(value, {"x", "y", "width", "height"}, out.numbers);
    case ShapeKind::kEllipse:
      return read_members(value, {"x", "y", "radiusX", "radiusY"}, out.numbers);
    case ShapeKind::kBrush:
      return read_brush(value, out.brush);
    case ShapeKind::kNoArea:
    case ShapeKind::kUnknown:
      break;
  }
  return "";
}

int64_t integer_of(dom::object object, std::string_view key) {
  dom::element value;
  int64_t number = 0;
  return object[key].get(value) || !annotation_json::read_integer(value, number) ? 0 : number;
}

void add_labels(dom::object value, std::vector<std::string>& out) {
  for (const auto& [key, labels] : value) {
    dom::array names;
    if (!ends_with_labels(key) || labels.get_array().get(names)) continue;
    for (const dom::element each : names) {
      std::string_view name;
      if (each.get_string().get(name) || name.empty()) continue;
      if (std::find(out.begin(), out.end(), name) == out.end()) out.emplace_back(name);
    }
  }
}

}  // namespace

uint32_t side_of(dom::object object, std::string_view key) {
  const int64_t side = integer_of(object, key);
  return side < 1 || side > std::numeric_limits<int32_t>::max() ? 0 : static_cast<uint32_t>(side);
}

std::string text_of(dom::object object, std::string_view key) {
  dom::element value;
  if (object[key].get(value)) return "";
  std::string_view found;
  if (!value.get_string().get(found)) return std::string(found);
  int64_t number = 0;
  return annotation_json::read_integer(value, number) ? std::to_string(number) : "";
}

// Whether the result tells more of a region that is there: the tool repeats its shape with each label, choice or text.
// Then the labels go there.
bool ResultTaker::joins(const Region& region, bool has_own_shape) {
  if (region.id.empty()) return false;
  const bool is_part = !has_own_shape && (!region.fault.empty() || region.kind == ShapeKind::kNoArea ||
                                          region.kind == ShapeKind::kUnknown);
  for (const size_t i : by_id_[region.id]) {
    Region& known = out_.regions[i];
    const bool is_same = known.kind == region.kind && known.numbers == region.numbers && known.brush == region.brush;
    if (!is_same && !is_part) continue;
    for (const std::string& label : region.labels)
      if (std::find(known.labels.begin(), known.labels.end(), label) == known.labels.end())
        known.labels.push_back(label);
    return true;
  }
  return false;
}

void ResultTaker::add(const Result& result) {
  const std::optional<ShapeKind> own = kind_of(result.type), kind = own ? own : kind_of(result.value);
  if (!kind) {
    ++out_.without_shape[result.type.empty() ? "results without a type" : result.type];
    return;
  }
  Region region;
  region.id = result.id;
  region.to_name = result.to_name;
  region.parent = text_of(result.frame, "parentID");
  region.type = result.type.empty() ? "region" : result.type;
  region.kind = *kind;
  region.height = side_of(result.frame, "original_height");
  region.width = side_of(result.frame, "original_width");
  region.rotation = integer_of(result.frame, "image_rotation");
  region.page = integer_of(result.frame, "item_index");
  add_labels(result.value, region.labels);
  if (with_shapes_) region.fault = read_shape(result.value, region);
  if (joins(region, own.has_value())) return;
  if (!region.id.empty()) by_id_[region.id].push_back(out_.regions.size());
  out_.regions.push_back(std::move(region));
}

}  // namespace atelier::labelstudio
