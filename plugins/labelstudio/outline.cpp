#include "outline.hpp"

#include <algorithm>
#include <utility>

#include "brush.hpp"
#include "geometry/turned_shapes.hpp"
#include "pictures/picture_file.hpp"

namespace atelier::labelstudio {
namespace {

constexpr double kStray = 0.05;  // pixels, of the polygons that stand for ellipses

}  // namespace

void Outline::clear(uint32_t height, uint32_t width) {
  height_ = height;
  width_ = width;
  points_.clear();
  rings_.clear();
  has_brush_ = false;
  intervals_.clear();
  runs_.clear();
}

Outline::Defect Outline::add(const Region& region) {
  if (!region.fault.empty()) return {"shape_malformed", region.fault};
  if (region.rotation % 360 != 0)
    return {"picture_rotated", text("was drawn on a picture turned by ", region.rotation,
                                    "° in the tool, and its places are those of the turned one; turn it back there")};
  if (region.page != 0) return {"picture_other", text("is on picture ", region.page + 1, " of its task")};
  switch (region.kind) {
    case ShapeKind::kPolygon:
      if (region.open) return {"ring_open", "is a polygon that was not closed"};
      return add_polygon(region.numbers);
    case ShapeKind::kRectangle:
      return add_rectangle(region.numbers);
    case ShapeKind::kEllipse:
      return add_ellipse(region.numbers);
    case ShapeKind::kBrush:
      return add_brush(region);
    case ShapeKind::kNoArea:
      return {"not_an_area", "is a point, not an area"};
    case ShapeKind::kUnknown:
      break;
  }
  return {"shape_type_unknown", "has a type that is not read; polygons, rectangles, ellipses and brush regions are"};
}

Outline::Defect Outline::add_polygon(const std::vector<double>& percent) {
  if (percent.size() < 6) return {"ring_too_short", "has fewer than three points"};
  std::vector<double> ring;
  for (size_t i = 0; i + 1 < percent.size(); i += 2) {
    ring.push_back(x(percent[i]));
    ring.push_back(y(percent[i + 1]));
  }
  return keep(std::move(ring));
}

// Turned around its first corner, where x and y are.
Outline::Defect Outline::add_rectangle(const std::vector<double>& numbers) {
  const double left = x(numbers[0]), top = y(numbers[1]), width = x(numbers[2]), height = y(numbers[3]);
  const geometry::Turning turning(left, top, numbers[4]);
  std::vector<double> ring;
  for (const auto& [across, down] : {std::pair{0., 0.}, {width, 0.}, {width, height}, {0., height}})
    turning.append(across, down, ring);
  return keep(std::move(ring));
}

// Turned around its middle, where x and y are.
Outline::Defect Outline::add_ellipse(const std::vector<double>& numbers) {
  std::vector<double> ring;
  geometry::append_ellipse({x(numbers[0]), y(numbers[1]), numbers[4]}, x(numbers[2]), y(numbers[3]), kStray, ring);
  return keep(std::move(ring));
}

Outline::Defect Outline::keep(std::vector<double> ring) {
  if (!geometry::Rasteriser::can_paint({ring.data(), ring.size()}))
    return {"ring_out_of_range", "has a point too far outside the picture"};
  points_.push_back(std::move(ring));
  return {};
}

Outline::Defect Outline::add_brush(const Region& region) {
  const uint64_t pixels = uint64_t{height_} * width_;
  if (region.height != 0 && region.width != 0 && (region.height != height_ || region.width != width_))
    return {"brush_other_size", text("is of a picture of ", region.width, " x ", region.height, " pixels, not of ",
                                     width_, " x ", height_)};
  if (pixels > std::min(geometry::kMostPixels, pictures::max_pixels()))
    return {"brush_other_size", "is of a picture of too many pixels"};
  geometry::Runs runs;
  if (std::string fault = decode_brush(region.brush, height_, width_, runs); !fault.empty())
    return {"brush_undecodable", std::move(fault)};
  has_brush_ = true;
  geometry::append_intervals(runs, intervals_);
  return {};
}

void Outline::finish() {
  for (const std::vector<double>& points : points_) rings_.push_back({points.data(), points.size()});
  if (!has_brush_) return;
  rasteriser_.paint(rings_, height_, width_, runs_);
  rings_.clear();
  geometry::append_intervals(runs_, intervals_);
  geometry::unite(intervals_);
  geometry::runs_of(intervals_, height_ * width_, runs_);
}

}  // namespace atelier::labelstudio
