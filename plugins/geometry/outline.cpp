#include "geometry/outline.hpp"

#include <new>

namespace geometry {
namespace {

constexpr size_t kMostEdges = size_t{1} << 31;

void add_point(Ring& out, uint32_t x, uint32_t y) {
  out.push_back(x);
  out.push_back(y);
}

}  // namespace

uint64_t Outliner::trace(span<const uint32_t> runs, uint32_t height, OutlineHoles holes, std::vector<Ring>& rings) {
  rings.clear();
  split_into_columns(runs, height);
  link_edges();
  find_first_edges();
  uint64_t hole_count = 0;
  for (uint32_t edge = 0; edge < next_.size(); ++edge) {
    if (!is_first_[edge]) continue;
    if (rightwards(edge))
      walk(edge, holes, rings.emplace_back());
    else
      ++hole_count;
  }
  return hole_count;
}

uint32_t Outliner::row(uint32_t edge) const {
  const Stretch& stretch = stretches_[edge / 2];
  return rightwards(edge) ? stretch.top : stretch.bottom;
}

void Outliner::split_into_columns(span<const uint32_t> runs, uint32_t height) {
  stretches_.clear();
  uint64_t at = 0;
  for (size_t i = 0; i < runs.size(); ++i) {
    const uint64_t end = at + runs[i];
    for (uint64_t from = at; i % 2 == 1 && from < end;) {
      const uint64_t column = from / height, to = std::min<uint64_t>(end, (column + 1) * height);
      const Stretch stretch = {static_cast<uint32_t>(column), static_cast<uint32_t>(from % height),
                               static_cast<uint32_t>(to - column * height)};
      // Runs of no length leave stretches that touch.
      Stretch* last = stretches_.empty() ? nullptr : &stretches_.back();
      if (last && last->column == stretch.column && last->bottom == stretch.top)
        last->bottom = stretch.bottom;
      else
        stretches_.push_back(stretch);
      from = to;
    }
    at = end;
  }
  if (stretches_.size() * 2 >= kMostEdges) throw std::bad_alloc();
}

// Goes through the borders between columns, each with the stretches to its left and to its right.
void Outliner::link_edges() {
  next_.resize(stretches_.size() * 2);
  const auto end_of_column = [&](size_t from) {
    size_t end = from;
    while (end < stretches_.size() && stretches_[end].column == stretches_[from].column) ++end;
    return end;
  };
  size_t left = 0, left_end = 0;
  for (size_t right = 0; right < stretches_.size() || left < left_end;) {
    const bool adjacent = left == left_end || (right < stretches_.size() &&
                                               stretches_[right].column == stretches_[left].column + uint64_t{1});
    const size_t right_end = adjacent ? end_of_column(right) : right;
    link_at_border(left, left_end, right, right_end);
    left = right;
    left_end = right_end;
    right = right_end;
  }
}

// Downwards along a border, inside and outside differ between the first and the second end of an edge, the third and
// the fourth, and so on: these pairs follow each other. Where pixels touch at a corner only, the end of the edge below
// the upper pixel comes first, so that each of the two keeps to itself.
void Outliner::link_at_border(size_t left, size_t left_end, size_t right, size_t right_end) {
  size_t left_edge = 2 * left, right_edge = 2 * right;
  const auto take = [&](bool& from_left) {
    if (left_edge == 2 * left_end || right_edge == 2 * right_end) {
      from_left = left_edge != 2 * left_end;
    } else {
      const uint32_t a = row(static_cast<uint32_t>(left_edge)), b = row(static_cast<uint32_t>(right_edge));
      from_left = a != b ? a < b : left_edge % 2 == 1;
    }
    return static_cast<uint32_t>(from_left ? left_edge++ : right_edge++);
  };
  while (left_edge < 2 * left_end || right_edge < 2 * right_end) {
    bool first_is_left = false, second_is_left = false;
    const uint32_t first = take(first_is_left), second = take(second_is_left);
    // An edge on the left of the border arrives at it when it is walked rightwards, one on the right when leftwards.
    if (first_is_left == rightwards(first))
      next_[first] = second;
    else
      next_[second] = first;
  }
}

void Outliner::find_first_edges() {
  is_first_.assign(next_.size(), 0);
  visited_.assign(next_.size(), 0);
  for (uint32_t first = 0; first < next_.size(); ++first) {
    if (visited_[first]) continue;
    is_first_[first] = 1;
    for (uint32_t edge = first; !visited_[edge]; edge = next_[edge]) visited_[edge] = 1;
  }
}

// A hole's first edge is the lower one of a stretch whose upper edge belongs to a walk that begins earlier. At that
// upper edge the walk goes down the stretch and around the hole, and, having come to the hole's first edge, up again.
void Outliner::walk(uint32_t first, OutlineHoles holes, Ring& out) const {
  uint32_t edge = first;
  do {
    uint32_t from = edge;
    const Stretch& stretch = stretches_[edge / 2];
    if (holes == OutlineHoles::kJoined && is_first_[edge | 1]) {
      const bool down = rightwards(edge);
      add_point(out, stretch.column, down ? stretch.top : stretch.bottom);
      add_point(out, stretch.column, down ? stretch.bottom : stretch.top);
      from = edge ^ 1;
    }
    edge = next_[from];
    corner(from, edge, out);
  } while (edge != first);
}

// Where two edges that follow each other are not in one line, the two ends of the vertical edge between them.
void Outliner::corner(uint32_t from, uint32_t to, Ring& out) const {
  const uint32_t x = stretches_[from / 2].column + (rightwards(from) ? 1 : 0);
  if (row(from) == row(to)) return;
  add_point(out, x, row(from));
  add_point(out, x, row(to));
}

}  // namespace geometry
