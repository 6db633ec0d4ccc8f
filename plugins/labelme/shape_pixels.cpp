#include "shape_pixels.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "outline.hpp"

namespace atelier::labelme {
namespace {

constexpr double kFarthest = 4e8;  // as for the rasteriser of rings
// Pillow's ellipse reaches this much beyond its box's whole width, found by comparing: 0.8 % of the pixels differ, all
// on the rim.
constexpr double kEllipseMargin = 0.75;

struct Point {
  int64_t x = 0;
  int64_t y = 0;
};

// Pillow cuts coordinates to whole ones, towards zero.
std::vector<Point> whole(const std::vector<double>& xy) {
  std::vector<Point> out;
  for (size_t i = 0; i + 1 < xy.size(); i += 2)
    out.push_back({static_cast<int64_t>(xy[i]), static_cast<int64_t>(xy[i + 1])});
  return out;
}

// Pixels of the part of a box that is in the picture.
struct Bitmap {
  Bitmap(Point first, Point last, uint32_t height, uint32_t width)
      : left(std::max<int64_t>(first.x, 0)),
        top(std::max<int64_t>(first.y, 0)),
        right(std::min<int64_t>(last.x, int64_t{width} - 1)),
        bottom(std::min<int64_t>(last.y, int64_t{height} - 1)) {
    if (columns() > 0 && rows() > 0) bytes.resize(static_cast<size_t>(columns() * rows()));
  }
  int64_t columns() const { return right - left + 1; }
  int64_t rows() const { return bottom - top + 1; }
  void fill(int64_t y, int64_t from, int64_t to) {
    from = std::max(from, left);
    to = std::min(to, right);
    if (bytes.empty() || y < top || y > bottom || from > to) return;
    uint8_t* const row = bytes.data() + (y - top) * columns();
    std::fill(row + (from - left), row + (to - left) + 1, uint8_t{1});
  }

  int64_t left, top, right, bottom;
  std::vector<uint8_t> bytes;
};

struct Edge {
  Point a;        // as drawn; rows are counted from it, in single precision, as in Pillow
  int64_t first;  // row
  int64_t last;
  float step;  // columns for each row
};

int64_t up(float x) { return static_cast<int64_t>(x >= 0 ? std::floor(x + 0.5f) : -std::floor(-x + 0.5f)); }
int64_t down(float x) { return static_cast<int64_t>(x >= 0 ? std::ceil(x - 0.5f) : -std::ceil(-x - 0.5f)); }

// The edges by their first rows; horizontal ones are filled at once.
std::vector<Edge> edges_of(const std::vector<Point>& points, Bitmap& bitmap) {
  std::vector<Edge> edges;
  for (size_t i = 0; i < points.size(); ++i) {
    const Point a = points[i], b = points[(i + 1) % points.size()];
    if (a.y == b.y) {
      bitmap.fill(a.y, std::min(a.x, b.x), std::max(a.x, b.x));
      continue;
    }
    edges.push_back(
        {a, std::min(a.y, b.y), std::max(a.y, b.y), static_cast<float>(b.x - a.x) / static_cast<float>(b.y - a.y)});
  }
  std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.first < b.first; });
  return edges;
}

// Row by row: between crossings with edges, rounded outwards. An edge counts in both its first and its last row, there
// twice unless it is the polygon's last.
void fill_polygon(const std::vector<Point>& points, int64_t last_row, Bitmap& bitmap) {
  const std::vector<Edge> edges = edges_of(points, bitmap);
  std::vector<const Edge*> active;
  std::vector<float> crossings;
  size_t next = 0;
  for (int64_t y = bitmap.top; y <= bitmap.bottom; ++y) {
    for (; next < edges.size() && edges[next].first <= y; ++next) active.push_back(&edges[next]);
    std::erase_if(active, [y](const Edge* edge) { return edge->last < y; });
    crossings.clear();
    for (const Edge* edge : active) {
      const float x = static_cast<float>(y - edge->a.y) * edge->step + static_cast<float>(edge->a.x);
      crossings.push_back(x);
      if (y == edge->last && y < last_row) crossings.push_back(x);
    }
    std::sort(crossings.begin(), crossings.end());
    for (size_t i = 1; i < crossings.size(); i += 2) bitmap.fill(y, up(crossings[i - 1]), down(crossings[i]));
  }
}

std::vector<geometry::Interval> of_polygon(const std::vector<Point>& points, uint32_t height, uint32_t width) {
  Point first = points.front(), last = first;
  for (const Point& p : points) {
    first = {std::min(first.x, p.x), std::min(first.y, p.y)};
    last = {std::max(last.x, p.x), std::max(last.y, p.y)};
  }
  Bitmap bitmap(first, last, height, width);
  std::vector<geometry::Interval> out;
  if (bitmap.bytes.empty()) return out;
  fill_polygon(points, last.y, bitmap);
  append_pixels(bitmap.bytes.data(), bitmap.rows(), bitmap.columns(), bitmap.left, bitmap.top, height, width, out);
  return out;
}

std::vector<geometry::Interval> of_circle(const std::vector<double>& p, uint32_t height, uint32_t width) {
  const double radius = std::hypot(p[2] - p[0], p[3] - p[1]);
  const Point first{static_cast<int64_t>(p[0] - radius), static_cast<int64_t>(p[1] - radius)},
      last{static_cast<int64_t>(p[0] + radius), static_cast<int64_t>(p[1] + radius)};
  Bitmap bitmap(first, last, height, width);
  std::vector<geometry::Interval> out;
  if (bitmap.bytes.empty()) return out;
  const double w = static_cast<double>(last.x - first.x), h = static_cast<double>(last.y - first.y);
  for (int64_t y = bitmap.top; y <= bitmap.bottom; ++y) {
    const double across = (2 * static_cast<double>(y - first.y) - h) / (h + kEllipseMargin);
    const double half = (w + kEllipseMargin) * std::sqrt(std::max(0., 1 - across * across)) / 2;
    const double middle = static_cast<double>(first.x) + w / 2;
    bitmap.fill(y, static_cast<int64_t>(std::ceil(middle - half)), static_cast<int64_t>(std::floor(middle + half)));
  }
  append_pixels(bitmap.bytes.data(), bitmap.rows(), bitmap.columns(), bitmap.left, bitmap.top, height, width, out);
  return out;
}

std::vector<geometry::Interval> of_mask(const DrawnShape& shape, uint32_t height, uint32_t width) {
  Outline outline;
  outline.clear(height, width);
  std::vector<geometry::Interval> out;
  if (!outline.add(shape).word.empty()) return out;
  outline.finish();
  geometry::append_intervals(outline.runs(), out);
  return out;
}

}  // namespace

std::vector<geometry::Interval> pixels_of(const DrawnShape& shape, uint32_t height, uint32_t width) {
  const std::vector<double>& p = shape.points;
  const bool far = std::any_of(p.begin(), p.end(), [](double c) { return std::abs(c) > kFarthest; });
  if (!shape.fault.empty() || far) return {};
  switch (shape.type) {
    case ShapeType::kPolygon:
      return p.size() < 6 ? std::vector<geometry::Interval>() : of_polygon(whole(p), height, width);
    case ShapeType::kRectangle:
      if (p.size() != 4) return {};
      return of_polygon(whole({p[0], p[1], p[2], p[1], p[2], p[3], p[0], p[3]}), height, width);
    case ShapeType::kCircle:
      return p.size() != 4 ? std::vector<geometry::Interval>() : of_circle(p, height, width);
    case ShapeType::kMask:
      return of_mask(shape, height, width);
    case ShapeType::kNoArea:
    case ShapeType::kUnknown:
      break;
  }
  return {};
}

}  // namespace atelier::labelme
