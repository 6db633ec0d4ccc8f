#include "outline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <numbers>

namespace atelier::shapes {

namespace {

constexpr std::array<double, kShapeCount> kHues = {0, 215, 120, 52, 290, 26, 180, 330};
constexpr int kCircleCorners = 48;

double rounded(double value) { return std::round(value * 100) / 100; }

// Corners at even angles whose distances from the middle take turns.
Ring spokes(int corners, std::initializer_list<double> distances) {
  Ring ring;
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * std::numbers::pi * i / corners;
    const double distance = *(distances.begin() + static_cast<size_t>(i) % distances.size());
    ring.push_back({distance * std::cos(angle), distance * std::sin(angle)});
  }
  return ring;
}

// Within the unit circle, around the origin.
Ring unit_outline(int shape) {
  switch (shape) {
    case 0:
      return spokes(kCircleCorners, {1});
    case 1:
      return spokes(4, {1});
    case 2:
      return spokes(3, {1});
    case 3:
      return spokes(10, {1, 0.45});
    case 4: {
      constexpr double kArm = 0.3, kEnd = 0.95;  // half an arm's width, and its reach
      return {{kArm, kArm},   {kArm, kEnd},   {-kArm, kEnd}, {-kArm, kArm}, {-kEnd, kArm}, {-kEnd, -kArm},
              {-kArm, -kArm}, {-kArm, -kEnd}, {kArm, -kEnd}, {kArm, -kArm}, {kEnd, -kArm}, {kEnd, kArm}};
    }
    case 5:
      return spokes(4, {1, 0.55});
    case 6:
      return spokes(5, {1});
    default:
      return spokes(6, {1});
  }
}

}  // namespace

int shape_number(std::string_view name) {
  for (int i = 0; i < kShapeCount; ++i)
    if (std::string_view(kShapeNames[i].data, kShapeNames[i].size) == name) return i;
  return -1;
}

double shape_hue(int shape) { return kHues.at(static_cast<size_t>(shape)); }

bool is_convex(int shape) { return shape != shape_number("star") && shape != shape_number("cross"); }

Ring outline(int shape, Point centre, double radius, double angle) {
  Ring ring = unit_outline(shape);
  const double c = std::cos(angle), s = std::sin(angle);
  for (Point& p : ring)
    p = {rounded(centre.x + radius * (c * p.x - s * p.y)), rounded(centre.y + radius * (s * p.x + c * p.y))};
  return ring;
}

// One side of Sutherland and Hodgman: Reentrant Polygon Clipping, 1974.
Ring cut(const Ring& ring, Point on, Point normal, double gap) {
  Ring out;
  const auto beyond = [&](Point p) { return (p.x - on.x) * normal.x + (p.y - on.y) * normal.y - gap; };
  for (size_t i = 0; i < ring.size(); ++i) {
    const Point a = ring[i], b = ring[(i + 1) % ring.size()];
    const double at_a = beyond(a), at_b = beyond(b);
    if (at_a >= 0) out.push_back(a);
    if ((at_a >= 0) != (at_b >= 0)) {
      const double t = at_a / (at_a - at_b);
      out.push_back({rounded(a.x + t * (b.x - a.x)), rounded(a.y + t * (b.y - a.y))});
    }
  }
  return out;
}

double area(const Ring& ring) {
  double twice = 0;
  for (size_t i = 0; i < ring.size(); ++i) {
    const Point a = ring[i], b = ring[(i + 1) % ring.size()];
    twice += a.x * b.y - b.x * a.y;
  }
  return std::abs(twice) / 2;
}

std::vector<float> coverage(const Ring& ring, int64_t height, int64_t width, int fine) {
  std::vector<float> out(static_cast<size_t>(height * width));
  const float share = 1.0f / static_cast<float>(fine * fine);
  std::vector<double> crossings;
  for (int64_t row = 0; row < height * fine; ++row) {
    const double y = (static_cast<double>(row) + 0.5) / fine;
    crossings.clear();
    for (size_t i = 0; i < ring.size(); ++i) {
      const Point a = ring[i], b = ring[(i + 1) % ring.size()];
      if ((a.y <= y) != (b.y <= y)) crossings.push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
    }
    std::sort(crossings.begin(), crossings.end());
    const auto first_sample = [&](double x) {
      return std::clamp<int64_t>(static_cast<int64_t>(std::ceil(x * fine - 0.5)), 0, width * fine);
    };
    for (size_t i = 0; i + 1 < crossings.size(); i += 2)
      for (int64_t x = first_sample(crossings[i]); x < first_sample(crossings[i + 1]); ++x)
        out[static_cast<size_t>(row / fine * width + x / fine)] += share;
  }
  return out;
}

}  // namespace atelier::shapes
