#include "shape/scale.hpp"

#include <algorithm>
#include <cmath>

namespace atelier::coco_doctor {
namespace {

constexpr double kAreaRatio = 0.25;
constexpr double kBoxRatio = 0.1;
constexpr double kBoxPixels = 4;
// A scale is told by numbers that fit closely.
constexpr double kFitRatio = 0.02;
constexpr double kFitPixels = 1.5;
constexpr double kLeastScaling = 1.05;
constexpr size_t kFewestRuns = 3;

bool near(double a, double b, double side) { return std::abs(a - b) <= std::max(kBoxPixels, kBoxRatio * side); }
bool fits(double a, double b, double side) { return std::abs(a - b) <= std::max(kFitPixels, kFitRatio * side); }

Sides sides_of(const Extent& e) { return {e.left, e.top, e.right - e.left, e.bottom - e.top}; }

Extent within(const Extent& e, double height, double width) {
  return {std::clamp(e.left, 0.0, width), std::clamp(e.right, 0.0, width), std::clamp(e.top, 0.0, height),
          std::clamp(e.bottom, 0.0, height)};
}

bool fits_box(const Extent& e, double x, double y, const Sides& box) {
  return fits(x * e.left, box[0], box[2]) && fits(x * e.right, box[0] + box[2], box[2]) &&
         fits(y * e.top, box[1], box[3]) && fits(y * e.bottom, box[1] + box[3], box[3]);
}

bool is_scaling(double factor) { return factor > kLeastScaling || factor < 1 / kLeastScaling; }

bool within_hundred(const Extent& e) { return e.left >= 0 && e.top >= 0 && e.right <= 100.5 && e.bottom <= 100.5; }

}  // namespace

Extent extent_of(span<const double> ring) {
  Extent e{ring[0], ring[0], ring[1], ring[1]};
  for (size_t i = 0; i + 1 < ring.size(); i += 2) e = around(e, {ring[i], ring[i], ring[i + 1], ring[i + 1]});
  return e;
}

Extent around(const Extent& one, const Extent& other) {
  return {std::min(one.left, other.left), std::max(one.right, other.right), std::min(one.top, other.top),
          std::max(one.bottom, other.bottom)};
}

double area_inside(span<const double> ring) {
  double twice = 0;
  for (size_t i = 0; i + 1 < ring.size(); i += 2) {
    const size_t next = (i + 2) % ring.size();
    twice += ring[i] * ring[next + 1] - ring[next] * ring[i + 1];
  }
  return std::abs(twice) / 2;
}

bool near_box(const Sides& box, const Sides& shape) {
  return near(box[0], shape[0], shape[2]) && near(box[1], shape[1], shape[3]) &&
         near(box[0] + box[2], shape[0] + shape[2], shape[2]) && near(box[1] + box[3], shape[1] + shape[3], shape[3]);
}

bool holds_corners(const Sides& box, const Sides& shape) {
  return near_box({box[0], box[1], box[2] - box[0], box[3] - box[1]}, shape);
}

bool is_other_form(const Sides& box, const Sides& shape, double height, double width) {
  const auto [x, y, w, h] = box;
  return holds_corners(box, shape) || near_box({x * width, y * height, w * width, h * height}, shape) ||
         near_box({x - w / 2, y - h / 2, w, h}, shape) ||
         near_box({(x - w / 2) * width, (y - h / 2) * height, w * width, h * height}, shape);
}

Sides sides_of(const geometry::Box& box) {
  return {double(box.x), double(box.y), double(box.width), double(box.height)};
}

// A thin shape's pixels say little about the area of its outline: a band along the box's edges is allowed.
double allowed_difference(double area, double pixels, double width, double height) {
  return kAreaRatio * std::max(area, pixels) + (width + height);
}

Scale scale_of(const Extent& e, double area, const Evidence& evidence, uint32_t height, uint32_t width) {
  const double percent_x = width / 100.0, percent_y = height / 100.0;
  const bool may_be_percent = within_hundred(e) && (is_scaling(percent_x) || is_scaling(percent_y));
  if (evidence.box) {
    const Sides& box = *evidence.box;
    if (!(box[2] > 0 && box[3] > 0)) return {};
    if (near_box(box, sides_of(e)) || holds_corners(box, sides_of(e))) return {};
    const bool area_agrees =
        evidence.area && std::abs(*evidence.area - area) <= kAreaRatio * std::max(*evidence.area, area);
    // Of an outline that reaches out of the picture, boxes are often cut at its edges.
    if (near_box(box, sides_of(within(e, height, width))) && (!evidence.area || area_agrees)) return {};
    if (may_be_percent && fits_box(e, percent_x, percent_y, box)) return {Units::kPercent, percent_x, percent_y};
    if (!(e.right > e.left && e.bottom > e.top)) return {};
    const double x = box[2] / (e.right - e.left), y = box[3] / (e.bottom - e.top);
    if ((is_scaling(x) || is_scaling(y)) && !area_agrees && fits_box(e, x, y, box)) return {Units::kOtherScale, x, y};
    return {};
  }
  if (!may_be_percent || !evidence.area || !(area > 0)) return {};
  const double factor = percent_x * percent_y;
  const bool grows = factor > 1 + kAreaRatio || factor < 1 / (1 + kAreaRatio);
  if (grows && std::abs(*evidence.area - area * factor) <= kFitRatio * *evidence.area)
    return {Units::kPercent, percent_x, percent_y};
  return {};
}

bool are_runs(span<const double> ring, const Evidence& evidence, uint32_t height, uint32_t width) {
  const double pixels = double(height) * width;
  double sum = 0, painted = 0;
  geometry::Runs runs;
  for (size_t i = 0; i < ring.size(); ++i) {
    if (!(ring[i] >= 0) || ring[i] != std::floor(ring[i]) || ring[i] > pixels) return false;
    sum += ring[i];
    if (i % 2 == 1) painted += ring[i];
    runs.push_back(static_cast<uint32_t>(ring[i]));
  }
  if (ring.size() < kFewestRuns || sum > pixels || painted == 0) return false;
  if (evidence.box || evidence.area) {
    const span<const double> even(ring.data(), ring.size() - ring.size() % 2);
    const Extent e = extent_of(even);
    if (evidence.box && near_box(*evidence.box, sides_of(e))) return false;
    const double inside = area_inside(even);
    if (evidence.area && std::abs(*evidence.area - inside) <= kAreaRatio * *evidence.area) return false;
    if (sum < pixels) runs.push_back(static_cast<uint32_t>(pixels - sum));
    const bool box = evidence.box && near_box(*evidence.box, sides_of(geometry::box_of(runs, height)));
    const bool area = evidence.area && std::abs(*evidence.area - painted) <= std::max(1.0, kFitRatio * painted);
    return evidence.box && evidence.area ? box && area : box || area;
  }
  const double far = std::max(height, width);
  return sum == pixels && std::any_of(ring.begin(), ring.end(), [&](double v) { return v > far; });
}

}  // namespace atelier::coco_doctor
