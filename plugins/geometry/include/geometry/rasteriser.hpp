// Polygon rings to runs, pixel for pixel as the COCO mask code (https://github.com/cocodataset/cocoapi, rleFrPoly and
// rleMerge) paints them.
//
// That code draws each ring on a grid five times as fine, edge by edge as dense lines of points, and keeps a point
// wherever the line steps from one column of pixels into the next: there, the row says from where on down the column
// inside and outside are swapped (even-odd within a ring). An instance is the union of its rings. Here only those
// points are computed, each straight from the line's equation, in the same double-precision steps; so the cost does not
// depend on how far a ring reaches outside the picture. The .cpp must be compiled without fused multiply-add.
#pragma once

#include <atelier/cpp/dataset.hpp>

#include <cstdint>
#include <vector>

#include "geometry/runs.hpp"

namespace geometry {

// Pixels of a picture that a Rasteriser takes at most: places are 32 bits.
inline constexpr uint64_t kMostPixels = 0xffffffff;

// Keeps its buffers between calls: one for each thread.
class Rasteriser {
 public:
  // Whether all coordinates are finite and within the reach of the fine grid (4e8 pixels).
  static bool can_paint(const atelier_ring& ring);

  // Canonical runs of the union of rings, each of which can be painted, on a picture of at most kMostPixels. An odd
  // last number of a ring is left out.
  void paint(span<const atelier_ring> rings, uint32_t height, uint32_t width, Runs& out);

  // Likewise of the pixels inside an odd number of the rings. Gives whether that differs from their union.
  bool paint_even_odd(span<const atelier_ring> rings, uint32_t height, uint32_t width, Runs& out);

 private:
  struct Point {
    int64_t x = 0;
    int64_t y = 0;
  };
  // From a pixel on, in column-major order, inside and outside are swapped. `place` is that pixel; after the last row
  // of a column it is the first of the next.
  struct Crossing {
    uint32_t column = 0;
    uint32_t place = 0;
  };
  void add_rings(span<const atelier_ring> rings, uint32_t height, uint32_t width);
  void add_ring(const atelier_ring& ring);
  void sort_crossings();
  void add_edge(Point a, Point b);
  void add_flat_edge(Point left, Point right);
  void add_steep_edge(Point upper, Point lower);
  void add_crossing(int64_t column, int64_t fine_row);

  int64_t height_ = 0;
  int64_t width_ = 0;
  std::vector<Crossing> crossings_;       // in the order of the edges
  std::vector<uint32_t> places_;          // of the crossings, sorted
  std::vector<uint32_t> next_in_column_;  // into places_
  std::vector<Interval> intervals_;
};

}  // namespace geometry
