// One JSON file as labelme saves it: the picture it is about, and what was drawn.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::labelme {

enum class ShapeType { kPolygon, kRectangle, kCircle, kMask, kNoArea, kUnknown };

struct DrawnShape {
  std::string label;
  ShapeType type = ShapeType::kPolygon;
  std::string type_name;
  std::vector<double> points;        // x0 y0 x1 y1 …
  std::string mask;                  // base64 of a PNG, for kMask
  std::optional<std::string> group;  // a number in decimal digits
  std::string fault;                 // what is malformed about it, or empty
};

struct LabelFile {
  std::string image_path;       // as written: mostly relative to the JSON file
  bool has_image_data = false;  // the picture itself is in the file, too
  uint32_t height = 0;          // 0: not given
  uint32_t width = 0;
  std::vector<DrawnShape> shapes;
  size_t not_utf8 = 0;  // bytes that were read as Windows-1252, since they are no UTF-8
};

// Keeps the parser's memory between files. One thread at a time. Errors: ATELIER_E_IO; ATELIER_E_DATA when the file is
// no JSON or no labelme file (names file, byte, line and column, and what else the file seems to be). A malformed shape
// is no error: see DrawnShape::fault.
class LabelFileReader {
 public:
  LabelFile read(const std::filesystem::path& path);

 private:
  simdjson::dom::element parse(std::string_view json, size_t& not_utf8);
  LabelFile read_json(const std::filesystem::path& path);

  simdjson::dom::parser parser_;
  std::string mended_;
};

}  // namespace atelier::labelme
