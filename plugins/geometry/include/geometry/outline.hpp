// Runs to polygon rings along the borders of pixels, such that the Rasteriser, and so the COCO mask code, paints them
// back to exactly these runs.
//
// Why that is exact: between pixel borders a ring's vertical edges paint nothing, and a horizontal edge over a column
// swaps inside and outside at that very row. So a ring with corners at whole pixels gives, in each column, exactly the
// rows where its horizontal edges lie; an edge walked there and back cancels.
//
// Each stretch of pixels that hang together by their sides is one ring; stretches that only touch at corners are rings
// of their own. Rings of an instance are united, so a hole cannot be a ring of its own: it is joined to what lies above
// it by a slit of no width, walked there and back. Outer borders run clockwise as one sees them, holes the other way.
// The cost is that of the border, not of the area: a horizontal edge for each end of a run in each column.
#pragma once

#include <cstdint>
#include <vector>

#include "geometry/runs.hpp"

namespace geometry {

using Ring = std::vector<double>;  // x0 y0 x1 y1 …, in pixels

// What becomes of holes.
enum class OutlineHoles {
  kJoined,  // exact
  kFilled,  // outer borders only
};

// Keeps its buffers between calls: one for each thread.
class Outliner {
 public:
  // The rings of runs, which sum up to height times a width, in the order of their first pixels; no ring for no pixels.
  // A corner in the middle of a straight line is left out, unless a slit begins there. Returns the number of holes.
  // Throws std::bad_alloc when the border has 2^31 edges or more.
  uint64_t trace(span<const uint32_t> runs, uint32_t height, OutlineHoles holes, std::vector<Ring>& rings);

 private:
  // The horizontal edges of one stretch of pixels within a column: 2k is the upper edge of stretch k, 2k+1 the lower.
  struct Stretch {
    uint32_t column;
    uint32_t top;
    uint32_t bottom;
  };
  // Upper edges are walked to the right and lower ones to the left, so that the inside is always on the right hand.
  static bool rightwards(uint32_t edge) { return edge % 2 == 0; }
  uint32_t row(uint32_t edge) const;

  void split_into_columns(span<const uint32_t> runs, uint32_t height);
  void link_edges();
  void link_at_border(size_t left, size_t left_end, size_t right, size_t right_end);
  void find_first_edges();
  void walk(uint32_t first, OutlineHoles holes, Ring& out) const;
  void corner(uint32_t from, uint32_t to, Ring& out) const;

  std::vector<Stretch> stretches_;
  std::vector<uint32_t> next_;     // [edges]: the edge that follows on the walk
  std::vector<uint8_t> is_first_;  // [edges]: the first of its closed walk, in column-major order
  std::vector<uint8_t> visited_;   // [edges]
};

}  // namespace geometry
