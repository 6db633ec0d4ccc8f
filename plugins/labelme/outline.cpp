#include "outline.hpp"

#include <algorithm>
#include <cmath>

#include "pictures/picture_file.hpp"
#include "shape_pixels.hpp"
#include "sources/base64.hpp"

namespace atelier::labelme {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr size_t kMostCorners = 1 << 16;

}  // namespace

size_t corners_of_circle(double radius) {
  if (!(radius > 0.5)) return 12;
  return std::clamp(static_cast<size_t>(kPi / std::acos(1 - 1 / radius)), size_t{12}, kMostCorners);
}

void Outline::clear(uint32_t height, uint32_t width) {
  height_ = height;
  width_ = width;
  points_.clear();
  rings_.clear();
  has_mask_ = false;
  intervals_.clear();
  runs_.clear();
}

Outline::Defect Outline::add(const DrawnShape& shape) {
  if (!shape.fault.empty()) return {"shape_malformed", shape.fault};
  const std::vector<double>& p = shape.points;
  switch (shape.type) {
    case ShapeType::kPolygon:
      return add_ring(p);
    case ShapeType::kRectangle:
      if (p.size() != 4) return {"shape_malformed", "is a rectangle of other than two points"};
      return add_ring({p[0], p[1], p[2], p[1], p[2], p[3], p[0], p[3]});
    case ShapeType::kCircle:
      if (p.size() != 4) return {"shape_malformed", "is a circle of other than two points"};
      return add_circle(p);
    case ShapeType::kMask:
      return add_mask(shape);
    case ShapeType::kNoArea:
      return {"not_an_area", text("is a ", shape.type_name, ", not an area")};
    case ShapeType::kUnknown:
      break;
  }
  return {"shape_type_unknown", text("has the unknown type `", shape.type_name, "`")};
}

Outline::Defect Outline::add_ring(const std::vector<double>& points) {
  if (points.size() < 6) return {"ring_too_short", "has fewer than three points"};
  points_.push_back(points);
  return {};
}

Outline::Defect Outline::add_circle(const std::vector<double>& points) {
  const double radius = std::hypot(points[2] - points[0], points[3] - points[1]);
  const size_t corners = corners_of_circle(radius);
  std::vector<double> ring;
  for (size_t i = 0; i < corners; ++i) {
    const double angle = 2 * kPi / static_cast<double>(corners) * static_cast<double>(i);
    ring.push_back(points[0] + radius * std::sin(angle));
    ring.push_back(points[1] + radius * std::cos(angle));
  }
  return add_ring(ring);
}

Outline::Defect Outline::add_mask(const DrawnShape& shape) {
  const std::vector<double>& p = shape.points;
  if (p.size() != 4) return {"shape_malformed", "is a mask of other than two points"};
  for (const double coordinate : p)
    if (std::abs(coordinate) > 4e8) return {"shape_malformed", "is a mask far outside the picture"};
  if (uint64_t{height_} * width_ > geometry::kMostPixels)
    return {"shape_malformed", "is a mask on a picture of too many pixels"};
  std::optional<std::string> png = sources::decode_base64(shape.mask);
  if (shape.mask.empty() || !png) return {"mask_undecodable", "has a `mask` that is no base64"};
  Tensor mask;
  try {
    mask = pictures::decode_labels(std::move(*png), "the mask");
  } catch (const Error& e) {
    return {"mask_undecodable", text("does not decode: ", e.what())};
  }
  const auto left = static_cast<int64_t>(p[0]), top = static_cast<int64_t>(p[1]);
  const int64_t width = static_cast<int64_t>(p[2]) - left + 1, height = static_cast<int64_t>(p[3]) - top + 1;
  if (mask.dim(0) != height || mask.dim(1) != width)
    return {"mask_other_size",
            text("has a mask of ", mask.dim(1), " x ", mask.dim(0), " pixels for a box of ", width, " x ", height)};
  has_mask_ = true;
  if (same_dtype(mask.get().dtype, dtype_of<uint16_t>()))
    append_pixels(mask.data<uint16_t>(), height, width, left, top, height_, width_, intervals_);
  else
    append_pixels(mask.data<uint8_t>(), height, width, left, top, height_, width_, intervals_);
  return {};
}

void Outline::finish() {
  for (const std::vector<double>& points : points_) rings_.push_back({points.data(), points.size()});
  if (!has_mask_) return;
  rings_.erase(std::remove_if(rings_.begin(), rings_.end(),
                              [](const atelier_ring& ring) { return !geometry::Rasteriser::can_paint(ring); }),
               rings_.end());
  rasteriser_.paint(rings_, height_, width_, runs_);
  rings_.clear();
  geometry::append_intervals(runs_, intervals_);
  geometry::unite(intervals_);
  geometry::runs_of(intervals_, height_ * width_, runs_);
}

}  // namespace atelier::labelme
