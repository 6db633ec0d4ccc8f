#include "outline.hpp"

#include "geometry/rasteriser.hpp"
#include "geometry/turned_shapes.hpp"
#include "mask_runs.hpp"

namespace atelier::cvat {
namespace {

constexpr double kStray = 0.25;  // pixels, of the polygons that stand for ellipses

}  // namespace

Outline::Defect Outline::make(const DrawnShape& shape, Boxes boxes, uint32_t height, uint32_t width) {
  rings_.clear();
  runs_.clear();
  if (shape.type == ShapeType::kUnknown)
    return {"shape_type_unknown", text("is an unknown element <", shape.element, '>')};
  if (shape.type == ShapeType::kNoArea) return {"not_an_area", text("is a ", shape.element, ", not an area")};
  if (shape.type == ShapeType::kBox && boxes == Boxes::kDefect)
    return {"box", "is a box, not an outline; boxes = \"rectangle\" takes boxes as shapes"};
  if (!shape.fault.empty()) return {"shape_malformed", shape.fault};
  switch (shape.type) {
    case ShapeType::kPolygon:
      return make_ring(shape.points);
    case ShapeType::kBox:
      return make_box(shape);
    case ShapeType::kEllipse:
      return make_ellipse(shape);
    default:
      return make_mask(shape, height, width);
  }
}

Outline::Defect Outline::make_ring(const std::vector<double>& points) {
  if (points.size() < 6) return {"ring_too_short", "has fewer than three points"};
  points_ = points;
  rings_.push_back({points_.data(), points_.size()});
  return {};
}

Outline::Defect Outline::make_box(const DrawnShape& shape) {
  const std::vector<double>& p = shape.points;
  if (!(p[2] > p[0] && p[3] > p[1])) return {"shape_malformed", "is a box without width or height"};
  if (shape.rotation == 0) return make_ring({p[0], p[1], p[2], p[1], p[2], p[3], p[0], p[3]});
  const double w = (p[2] - p[0]) / 2, h = (p[3] - p[1]) / 2;
  const geometry::Turning turning(p[0] + w, p[1] + h, shape.rotation);
  std::vector<double> ring;
  turning.append(-w, -h, ring);
  turning.append(w, -h, ring);
  turning.append(w, h, ring);
  turning.append(-w, h, ring);
  return make_ring(ring);
}

Outline::Defect Outline::make_ellipse(const DrawnShape& shape) {
  const double rx = shape.points[2], ry = shape.points[3];
  if (!(rx > 0 && ry > 0)) return {"shape_malformed", "is an ellipse with a radius that is not above 0"};
  std::vector<double> ring;
  geometry::append_ellipse({shape.points[0], shape.points[1], shape.rotation}, rx, ry, kStray, ring);
  return make_ring(ring);
}

Outline::Defect Outline::make_mask(const DrawnShape& shape, uint32_t height, uint32_t width) {
  if (uint64_t{height} * width > geometry::kMostPixels)
    return {"shape_malformed", "is a mask on a picture of too many pixels"};
  std::string wrong = runs_of_mask(shape.mask, height, width, runs_);
  if (wrong.empty()) return {};
  runs_.clear();
  return {"runs_malformed", std::move(wrong)};
}

}  // namespace atelier::cvat
