#include "geometry/rasteriser.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace geometry {
namespace {

constexpr double kScale = 5;
constexpr double kFarthest = 4e8;  // times kScale still a 32-bit integer

// Truncation toward zero, not floor: negative coordinates round otherwise than positive ones.
int64_t to_fine(double coordinate) { return static_cast<int64_t>(kScale * coordinate + .5); }

// The minor coordinate of a line, `step` points after `start`.
int64_t on_line(int64_t start, double slope, int64_t step) {
  return static_cast<int64_t>(static_cast<double>(start) + slope * static_cast<double>(step) + .5);
}

// Column c is entered between the fine columns 5c+2 and 5c+3.
int64_t first_column(int64_t from) { return from <= 2 ? 0 : (from + 2) / 5; }
int64_t last_column(int64_t to) { return to < 3 ? -1 : (to - 3) / 5; }

}  // namespace

bool Rasteriser::can_paint(const atelier_ring& ring) {
  return std::all_of(ring.xy, ring.xy + ring.count, [](double v) { return std::abs(v) <= kFarthest; });
}

void Rasteriser::paint(span<const atelier_ring> rings, uint32_t height, uint32_t width, Runs& out) {
  add_rings(rings, height, width);
  if (rings.size() > 1) unite(intervals_);
  runs_of(intervals_, height * width, out);
}

bool Rasteriser::paint_even_odd(span<const atelier_ring> rings, uint32_t height, uint32_t width, Runs& out) {
  const auto covered = [](const std::vector<Interval>& intervals) {
    return std::accumulate(intervals.begin(), intervals.end(), uint64_t{0},
                           [](uint64_t sum, Interval each) { return sum + each.last - each.first; });
  };
  add_rings(rings, height, width);
  std::vector<Interval> united = intervals_;
  if (rings.size() > 1) {
    unite(united);
    keep_odd(intervals_);
  }
  runs_of(intervals_, height * width, out);
  return covered(intervals_) != covered(united);
}

void Rasteriser::add_rings(span<const atelier_ring> rings, uint32_t height, uint32_t width) {
  height_ = height;
  width_ = width;
  intervals_.clear();
  for (const atelier_ring& ring : rings) add_ring(ring);
}

void Rasteriser::add_ring(const atelier_ring& ring) {
  crossings_.clear();
  const uint64_t points = ring.count / 2;
  if (points == 0) return;
  const auto point = [&](uint64_t i) { return Point{to_fine(ring.xy[2 * i]), to_fine(ring.xy[2 * i + 1])}; };
  Point from = point(points - 1);
  for (uint64_t i = 0; i < points; ++i) {
    const Point to = point(i);
    add_edge(from, to);
    from = to;
  }
  if (crossings_.empty()) return;
  sort_crossings();
  // Two crossings at one pixel cancel; one alone at the end leaves the rest of the picture inside.
  const auto pixels = static_cast<uint32_t>(height_ * width_);
  bool inside = false;
  for (size_t i = 0; i < places_.size(); ++i) {
    if (i + 1 < places_.size() && places_[i] == places_[i + 1]) {
      ++i;
    } else if (places_[i] < pixels) {
      if (inside)
        intervals_.back().last = places_[i];
      else
        intervals_.push_back({places_[i], pixels});
      inside = !inside;
    }
  }
}

// A ring crosses a column a few times, and neighbouring columns one after the other: a pass that puts each crossing
// into its column leaves next to nothing to sort.
void Rasteriser::sort_crossings() {
  const auto [least, most] = std::minmax_element(crossings_.begin(), crossings_.end(),
                                                 [](Crossing a, Crossing b) { return a.column < b.column; });
  const uint32_t first = least->column, columns = most->column - first + 1;
  next_in_column_.assign(columns + size_t{1}, 0);
  for (const Crossing crossing : crossings_) ++next_in_column_[crossing.column - first + 1];
  for (uint32_t i = 0; i < columns; ++i) next_in_column_[i + 1] += next_in_column_[i];
  places_.resize(crossings_.size());
  for (const Crossing crossing : crossings_) places_[next_in_column_[crossing.column - first]++] = crossing.place;
  // Each column now ends where its next one would have gone.
  for (uint32_t i = 0, begin = 0; i < columns; begin = next_in_column_[i++])
    std::sort(places_.begin() + begin, places_.begin() + next_in_column_[i]);
}

void Rasteriser::add_edge(Point a, Point b) {
  const int64_t dx = std::abs(a.x - b.x), dy = std::abs(a.y - b.y);
  if (dx == 0) return;  // never leaves its column
  if (dx >= dy)
    a.x < b.x ? add_flat_edge(a, b) : add_flat_edge(b, a);
  else
    a.y < b.y ? add_steep_edge(a, b) : add_steep_edge(b, a);
}

// One point for each fine column. Of the two points on either side of a column's border the upper one counts.
void Rasteriser::add_flat_edge(Point left, Point right) {
  const double slope = static_cast<double>(right.y - left.y) / static_cast<double>(right.x - left.x);
  const int64_t upper = slope < 0 ? 1 : 0;
  const int64_t end = std::min(last_column(right.x), width_ - 1);
  for (int64_t c = first_column(left.x); c <= end; ++c)
    add_crossing(c, on_line(left.y, slope, 5 * c + 2 - left.x + upper));
}

// One point for each fine row: looks for the first row whose point lies beyond the border; the row before it counts.
void Rasteriser::add_steep_edge(Point upper, Point lower) {
  const int64_t rows = lower.y - upper.y;
  const double slope = static_cast<double>(lower.x - upper.x) / static_cast<double>(rows);
  const int64_t end = std::min(last_column(std::max(upper.x, lower.x)), width_ - 1);
  for (int64_t c = first_column(std::min(upper.x, lower.x)); c <= end; ++c) {
    const int64_t border = 5 * c + 3;
    const auto beyond = [&](int64_t row) { return (on_line(upper.x, slope, row) >= border) == (slope > 0); };
    const double guess = (static_cast<double>(border - upper.x) - .5) / slope;
    int64_t row = std::clamp(static_cast<int64_t>(guess), int64_t{1}, rows);
    while (row > 1 && beyond(row - 1)) --row;
    while (row < rows && !beyond(row)) ++row;
    add_crossing(c, upper.y + row - 1);
  }
}

void Rasteriser::add_crossing(int64_t column, int64_t fine_row) {
  const int64_t row = fine_row <= 2 ? 0 : std::min((fine_row + 2) / 5, height_);
  crossings_.push_back({static_cast<uint32_t>(column), static_cast<uint32_t>(column * height_ + row)});
}

}  // namespace geometry
