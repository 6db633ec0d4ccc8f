// Runs: a shape as lengths of alternating stretches of background and instance, background first, over the pixels of a
// picture in column-major order. Their sum is height times width. Canonical runs hold no zero but a first one.
//
// All functions are [any].
#pragma once

#include <atelier/cpp/core.hpp>
#include <cstdint>
#include <vector>

namespace geometry {

using atelier::span;

using Runs = std::vector<uint32_t>;

// Pixels first…last-1 in column-major order.
struct Interval {
  uint32_t first = 0;
  uint32_t last = 0;
};

// Pixels of the picture.
uint64_t sum_of(span<const uint32_t> runs);
// Pixels of the shape.
uint64_t area_of(span<const uint32_t> runs);

struct Box {
  uint32_t x = 0;
  uint32_t y = 0;
  uint32_t width = 0;
  uint32_t height = 0;
  bool operator==(const Box&) const = default;
};
// The smallest box around the shape as the COCO mask code gives it: a stretch that goes on into the next column counts
// as both columns in full. All zero for an empty shape.
Box box_of(span<const uint32_t> runs, uint32_t height);

// Appends the stretches of the shape.
void append_intervals(span<const uint32_t> runs, std::vector<Interval>& intervals);
// Puts intervals in order and joins those that overlap or touch.
void unite(std::vector<Interval>& intervals);
// Leaves what an odd number of intervals, none of them empty, covers: in order and apart.
void keep_odd(std::vector<Interval>& intervals);
// Canonical runs of intervals that are in order and apart.
void runs_of(span<const Interval> intervals, uint32_t pixels, Runs& out);

}  // namespace geometry
