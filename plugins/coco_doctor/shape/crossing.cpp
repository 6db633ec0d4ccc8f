#include "shape/crossing.hpp"

#include <algorithm>

namespace atelier::coco_doctor {
namespace {

constexpr uint64_t kMostComparisons = 4'000'000;

struct Point {
  double x, y;
};

// Above 0 when c lies on one side of the line from a to b, below 0 on the other.
double side(Point a, Point b, Point c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }

bool apart(double a, double b) { return (a > 0 && b < 0) || (a < 0 && b > 0); }

bool cross(Point a, Point b, Point c, Point d) {
  return apart(side(a, b, c), side(a, b, d)) && apart(side(c, d, a), side(c, d, b));
}

}  // namespace

std::optional<std::pair<size_t, size_t>> CrossingFinder::find(span<const double> ring) {
  const size_t points = ring.size() / 2;
  const auto point = [&](size_t i) { return Point{ring[2 * (i % points)], ring[2 * (i % points) + 1]}; };
  edges_.clear();
  for (size_t i = 0; i < points; ++i) {
    const Point a = point(i), b = point(i + 1);
    edges_.push_back(
        {std::min(a.x, b.x), std::max(a.x, b.x), std::min(a.y, b.y), std::max(a.y, b.y), static_cast<uint32_t>(i)});
  }
  std::sort(edges_.begin(), edges_.end(),
            [](const Edge& a, const Edge& b) { return a.left != b.left ? a.left < b.left : a.index < b.index; });
  uint64_t comparisons = 0;
  for (size_t i = 0; i < edges_.size(); ++i)
    for (size_t k = i + 1; k < edges_.size() && edges_[k].left <= edges_[i].right; ++k) {
      if (++comparisons > kMostComparisons) return {};
      if (edges_[k].low > edges_[i].high || edges_[k].high < edges_[i].low) continue;
      const size_t one = std::min(edges_[i].index, edges_[k].index), two = std::max(edges_[i].index, edges_[k].index);
      if (cross(point(one), point(one + 1), point(two), point(two + 1))) return std::pair(one, two);
    }
  return {};
}

}  // namespace atelier::coco_doctor
