// A shape element of CVAT's XML: <polygon>, <mask>, <box>, <ellipse>, and those that cover no area.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "xml_walk.hpp"

namespace atelier::cvat {

enum class ShapeType { kPolygon, kMask, kBox, kEllipse, kNoArea, kUnknown };

ShapeType type_of(std::string_view element);

// Within a box of the picture, in row-major order: counts of pixels, background and shape in turn, background first.
struct MaskRuns {
  int64_t left = 0;
  int64_t top = 0;
  int64_t width = 0;
  int64_t height = 0;
  std::vector<uint32_t> counts;
};

struct DrawnShape {
  ShapeType type = ShapeType::kUnknown;
  std::string element;
  std::string label;
  int64_t z_order = 0;
  // x0 y0 x1 y1 … of a polygon; xtl ytl xbr ybr of a box; cx cy rx ry of an ellipse
  std::vector<double> points;
  double rotation = 0;  // of a box or an ellipse around its centre, in degrees, clockwise as one sees it
  MaskRuns mask;
  std::string fault;    // what is malformed about it, as "has no `points`", or empty
  uint64_t number = 0;  // within its picture, from 1
  Position place;
};

// `element` is any child of <image> that stands for something drawn.
DrawnShape read_shape(std::string_view element, const Attributes& attributes);

}  // namespace atelier::cvat
