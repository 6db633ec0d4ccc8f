#include "outline.hpp"

#include <algorithm>
#include <cmath>

#include "brush.hpp"
#include "pictures/picture_file.hpp"

namespace atelier::labelstudio {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr size_t kFewestCorners = 12, kMostCorners = 1 << 16;
constexpr double kStray = 0.05;  // pixels

double radians(double degrees) { return degrees * kPi / 180; }

}  // namespace

size_t corners_of_ellipse(double radius) {
  if (!(radius > kStray)) return kFewestCorners;
  const double corners = std::ceil(kPi / std::acos(1 - kStray / radius));
  return std::clamp(static_cast<size_t>(std::min(corners, double{kMostCorners})), kFewestCorners, kMostCorners);
}

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
  const double cosine = std::cos(radians(numbers[4])), sine = std::sin(radians(numbers[4]));
  std::vector<double> ring;
  for (const auto& [across, down] : {std::pair{0., 0.}, {width, 0.}, {width, height}, {0., height}}) {
    ring.push_back(left + across * cosine - down * sine);
    ring.push_back(top + across * sine + down * cosine);
  }
  return keep(std::move(ring));
}

// Turned around its middle, where x and y are.
Outline::Defect Outline::add_ellipse(const std::vector<double>& numbers) {
  const double middle_x = x(numbers[0]), middle_y = y(numbers[1]), radius_x = x(numbers[2]), radius_y = y(numbers[3]);
  const double cosine = std::cos(radians(numbers[4])), sine = std::sin(radians(numbers[4]));
  const size_t corners = corners_of_ellipse(std::max(std::abs(radius_x), std::abs(radius_y)));
  std::vector<double> ring;
  for (size_t i = 0; i < corners; ++i) {
    const double angle = 2 * kPi * static_cast<double>(i) / static_cast<double>(corners);
    const double across = radius_x * std::cos(angle), down = radius_y * std::sin(angle);
    ring.push_back(middle_x + across * cosine - down * sine);
    ring.push_back(middle_y + across * sine + down * cosine);
  }
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
  add_intervals(runs);
  return {};
}

void Outline::add_intervals(const geometry::Runs& runs) {
  uint32_t at = 0;
  for (size_t i = 0; i < runs.size(); at += runs[i++])
    if (i % 2 == 1) intervals_.push_back({at, at + runs[i]});
}

void Outline::finish() {
  for (const std::vector<double>& points : points_) rings_.push_back({points.data(), points.size()});
  if (!has_brush_) return;
  rasteriser_.paint(rings_, height_, width_, runs_);
  rings_.clear();
  add_intervals(runs_);
  geometry::unite(intervals_);
  geometry::runs_of(intervals_, height_ * width_, runs_);
}

}  // namespace atelier::labelstudio
