#include "geometry/simplify.hpp"

#include <algorithm>
#include <cmath>

namespace geometry {
namespace {

struct Point {
  double x;
  double y;
};

// From a point to the line between two others.
double squared_distance(Point p, Point a, Point b) {
  const double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
  const double part = length == 0 ? 0 : std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0., 1.);
  const double x = p.x - (a.x + part * dx), y = p.y - (a.y + part * dy);
  return x * x + y * y;
}

}  // namespace

// A closed ring has no ends to begin with: it is cut into two halves, at its first point and at the one farthest away.
void simplify(Ring& ring, double tolerance) {
  const size_t count = ring.size() / 2;
  if (count <= 3 || tolerance <= 0) return;
  const auto point = [&](size_t i) { return Point{ring[2 * (i % count)], ring[2 * (i % count) + 1]}; };
  // The point between two that is farthest from the line between them.
  const auto farthest = [&](size_t from, size_t to) {
    std::pair<double, size_t> best = {-1, from};
    for (size_t i = from + 1; i < to; ++i)
      best = std::max(best, {squared_distance(point(i), point(from), point(to)), i});
    return best;
  };
  std::vector<bool> kept(count);
  kept[0] = true;
  const size_t half = farthest(0, count).second;
  kept[half] = true;
  std::vector<std::pair<size_t, size_t>> todo = {{0, half}, {half, count}};
  while (!todo.empty()) {
    const auto [from, to] = todo.back();
    todo.pop_back();
    const auto [distance, middle] = farthest(from, to);
    if (distance <= tolerance * tolerance) continue;
    kept[middle] = true;
    todo.push_back({from, middle});
    todo.push_back({middle, to});
  }
  Ring out;
  for (size_t i = 0; i < count; ++i)
    if (kept[i]) out.insert(out.end(), {ring[2 * i], ring[2 * i + 1]});
  if (out.size() >= 6) ring.swap(out);
}

}  // namespace geometry
