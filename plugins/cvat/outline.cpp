#include "outline.hpp"

#include <algorithm>
#include <cmath>

#include "geometry/rasteriser.hpp"
#include "mask_runs.hpp"

namespace atelier::cvat {
namespace {

constexpr double kPi = 3.14159265358979323846;

// Turns around a centre, clockwise as one sees it, for y grows downwards.
struct Turn {
  double x, y, cosine, sine;
  Turn(double cx, double cy, double degrees)
      : x(cx), y(cy), cosine(std::cos(degrees * kPi / 180)), sine(std::sin(degrees * kPi / 180)) {}
  // Adds the point that lies dx, dy from the centre before the turn.
  void add(double dx, double dy, std::vector<double>& out) const {
    out.push_back(x + dx * cosine - dy * sine);
    out.push_back(y + dx * sine + dy * cosine);
  }
};

}  // namespace

size_t corners_of_ellipse(double radius) {
  constexpr double kWithin = 0.25;
  constexpr double kFewest = 12, kMost = 1 << 16;
  if (!(radius > kWithin)) return static_cast<size_t>(kFewest);
  // For a huge radius the angle is 0, and the quotient infinite.
  return static_cast<size_t>(std::clamp(std::ceil(kPi / std::acos(1 - kWithin / radius)), kFewest, kMost));
}

Outline::Defect Outline::make(const Shape& shape, Boxes boxes, uint32_t height, uint32_t width) {
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

Outline::Defect Outline::make_box(const Shape& shape) {
  const std::vector<double>& p = shape.points;
  if (!(p[2] > p[0] && p[3] > p[1])) return {"shape_malformed", "is a box without width or height"};
  if (shape.rotation == 0) return make_ring({p[0], p[1], p[2], p[1], p[2], p[3], p[0], p[3]});
  const double w = (p[2] - p[0]) / 2, h = (p[3] - p[1]) / 2;
  const Turn turn(p[0] + w, p[1] + h, shape.rotation);
  std::vector<double> ring;
  turn.add(-w, -h, ring);
  turn.add(w, -h, ring);
  turn.add(w, h, ring);
  turn.add(-w, h, ring);
  return make_ring(ring);
}

Outline::Defect Outline::make_ellipse(const Shape& shape) {
  const double rx = shape.points[2], ry = shape.points[3];
  if (!(rx > 0 && ry > 0)) return {"shape_malformed", "is an ellipse with a radius that is not above 0"};
  const size_t corners = corners_of_ellipse(std::max(rx, ry));
  const Turn turn(shape.points[0], shape.points[1], shape.rotation);
  std::vector<double> ring;
  for (size_t i = 0; i < corners; ++i) {
    const double angle = 2 * kPi * static_cast<double>(i) / static_cast<double>(corners);
    turn.add(rx * std::cos(angle), ry * std::sin(angle), ring);
  }
  return make_ring(ring);
}

Outline::Defect Outline::make_mask(const Shape& shape, uint32_t height, uint32_t width) {
  if (uint64_t{height} * width > geometry::kMostPixels)
    return {"shape_malformed", "is a mask on a picture of too many pixels"};
  std::string wrong = runs_of_mask(shape.mask, height, width, runs_);
  if (wrong.empty()) return {};
  runs_.clear();
  return {"runs_malformed", std::move(wrong)};
}

}  // namespace atelier::cvat
