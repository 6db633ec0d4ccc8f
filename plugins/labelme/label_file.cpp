#include "label_file.hpp"

#include <atelier/cpp/core.hpp>
#include <cmath>
#include <fstream>
#include <limits>

#include "annotation_json/id.hpp"
#include "annotation_json/json_fault.hpp"
#include "annotation_json/json_stream.hpp"
#include "annotation_json/numbers_in_range.hpp"
#include "sources/file_kind.hpp"
#include "sources/text_file.hpp"

namespace atelier::labelme {
namespace {

namespace dom = simdjson::dom;
using annotation_json::JsonStream;

constexpr std::string_view kHint =
    "; each JSON file of the folder must be one that labelme saved, so keep others elsewhere";

std::string text_of(dom::object object, std::string_view key) {
  std::string_view found;
  return object[key].get_string().get(found) ? std::string() : std::string(found);
}

// A text, or an integer as such, which other programs write for labels and groups; nothing for anything else.
std::optional<std::string> word_of(dom::object object, std::string_view key) {
  dom::element value;
  if (object[key].get(value)) return {};
  std::string_view found;
  if (!value.get_string().get(found)) return std::string(found);
  int64_t number = 0;
  if (annotation_json::read_integer(value, number)) return std::to_string(number);
  return {};
}

ShapeType type_of(std::string_view name) {
  if (name == "polygon" || name == "oriented_rectangle") return ShapeType::kPolygon;
  if (name == "rectangle") return ShapeType::kRectangle;
  if (name == "circle") return ShapeType::kCircle;
  if (name == "mask") return ShapeType::kMask;
  if (name == "point" || name == "points" || name == "line" || name == "linestrip") return ShapeType::kNoArea;
  return ShapeType::kUnknown;
}

// What is wrong with the points, or "".
std::string read_points(dom::object shape, std::vector<double>& out) {
  dom::array points;
  if (shape["points"].get_array().get(points)) return "has no list `points`";
  for (const dom::element point : points) {
    dom::array pair;
    if (point.get_array().get(pair) || pair.size() != 2) return "has a point that is not [x, y]";
    for (const dom::element number : pair) {
      double value = 0;
      if (number.get_double().get(value) || !std::isfinite(value)) return "has a point that is not two finite numbers";
      out.push_back(value);
    }
  }
  return "";
}

DrawnShape read_shape(dom::element value) {
  DrawnShape shape;
  dom::object object;
  if (value.get_object().get(object)) {
    shape.fault = "is not a JSON object";
    return shape;
  }
  shape.label = word_of(object, "label").value_or("");
  shape.type_name = text_of(object, "shape_type");
  // Old files have no type, or null: all was polygons then.
  if (shape.type_name.empty()) shape.type_name = "polygon";
  shape.type = type_of(shape.type_name);
  shape.mask = text_of(object, "mask");
  shape.group = word_of(object, "group_id");
  if (shape.group && shape.group->empty()) shape.group.reset();
  shape.fault = read_points(object, shape.points);
  if (shape.label.empty()) shape.fault = "has no text `label`";
  return shape;
}

// 0 when missing or null. Throws for something else than a number of pixels.
uint32_t read_side(dom::object object, std::string_view key, const JsonStream& in, uint64_t offset) {
  dom::element value;
  if (object[key].get(value) || value.is_null()) return 0;
  int64_t side = 0;
  if (!annotation_json::read_integer(value, side) || side < 1 || side > std::numeric_limits<int32_t>::max())
    in.fail(offset, text("`", key, "` is not a number of pixels"));
  return static_cast<uint32_t>(side);
}

// The byte of the text that has become byte `at` of the text with its bytes read as Windows-1252, which are longer
// then.
size_t byte_before_mending(std::string_view json, size_t at) {
  size_t low = 0, high = json.size();
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    size_t ignored = 0;
    if (sources::with_windows_1252_read(json.substr(0, middle), ignored).size() < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

std::string first_bytes(const std::filesystem::path& path) {
  char bytes[4] = {};
  std::ifstream in(path, std::ios::binary);
  in.read(bytes, sizeof bytes);
  return std::string(bytes, static_cast<size_t>(in.gcount()));
}

}  // namespace

LabelFile LabelFileReader::read(const std::filesystem::path& path) {
  try {
    return read_json(path);
  } catch (const Error& e) {
    if (e.code() != ATELIER_E_DATA) throw;
    if (const auto wide = sources::wide_encoding(first_bytes(path)))
      throw Error(ATELIER_E_DATA, text(path.string(), ": the file is in ", wide->name, "; save it as UTF-8"));
    throw Error(e.code(), e.what() + sources::looks_like(path, sources::FileKind::kLabelme));
  }
}

// What a parser refuses though a person can tell what is meant is made readable: bytes that are no UTF-8, numbers of
// any size, NaN.
dom::element LabelFileReader::parse(std::string_view json, size_t& not_utf8) {
  dom::element root;
  auto error = parser_.parse(json.data(), json.size(), false).get(root);
  if (error == simdjson::UTF8_ERROR) {
    mended_ = sources::with_windows_1252_read(json, not_utf8);
    json = mended_;
    error = parser_.parse(mended_).get(root);
  }
  if (error) {
    mended_ = annotation_json::with_numbers_in_range(json, true);
    error = parser_.parse(mended_).get(root);
  }
  if (error) throw simdjson::simdjson_error(error);
  return root;
}

LabelFile LabelFileReader::read_json(const std::filesystem::path& path) {
  JsonStream in(path);
  if (in.peek() == -1) in.fail(in.offset(), "the file is empty");
  const uint64_t offset = in.offset();
  const std::string_view json = in.value();
  LabelFile file;
  dom::element root;
  try {
    root = parse(json, file.not_utf8);
  } catch (const simdjson::simdjson_error& e) {
    if (file.not_utf8 == 0) in.fail_in(offset, mended_, e.what());
    const annotation_json::JsonFault fault = annotation_json::find_fault(mended_, e.what());
    in.fail(offset + byte_before_mending(json, fault.at), "not valid JSON: " + fault.reason);
  }
  if (in.peek() != -1) in.fail(in.offset(), "expected the end of the file after the object");

  dom::object object;
  dom::array shapes;
  if (root.get_object().get(object)) in.fail(offset, text("expected a JSON object", kHint));
  if (object["shapes"].get_array().get(shapes)) in.fail(offset, text("the object has no list `shapes`", kHint));
  file.image_path = text_of(object, "imagePath");
  if (file.image_path.empty()) in.fail(offset, text("the object has no text `imagePath`", kHint));
  std::string_view data;
  file.has_image_data = !object["imageData"].get_string().get(data) && !data.empty();
  file.height = read_side(object, "imageHeight", in, offset);
  file.width = read_side(object, "imageWidth", in, offset);
  for (const dom::element shape : shapes) file.shapes.push_back(read_shape(shape));
  return file;
}

}  // namespace atelier::labelme
