// Averages the cells of a plane over the area of each pixel of a smaller or larger one, row by row as they come.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace pictures {

// How the cells of one axis are shared out to the pixels of a new size. A pixel covers `extent` / `size` cells, whole
// ones and parts.
struct Coverage {
  // extent: the length in cells, of which the last may be used in part; there are cells enough.
  Coverage(double extent, size_t size);
  size_t cells;                // that are used at all
  size_t taps = 0;             // the most cells of a pixel
  std::vector<size_t> first;   // [size] the first cell of a pixel
  std::vector<size_t> count;   // [size]
  std::vector<float> weights;  // [size, taps], zero beyond a pixel's count
};

class PlaneAverage {
 public:
  // Lengths in cells along each axis; the size in pixels.
  PlaneAverage(double rows, double columns, size_t height, size_t width);
  // The next row of cells, of at least columns_needed().
  void add_row(const float* cells);
  size_t columns_needed() const { return across_.cells; }
  // The pixels [height, width], all of them there when all rows were added.
  const float* row(size_t y) const { return pixels_.get() + y * width_; }

 private:
  void finish_row(size_t y);

  size_t width_;
  Coverage down_, across_;
  size_t next_cell_ = 0;
  size_t next_pixel_ = 0;
  std::vector<float> sums_;
  std::unique_ptr<float[]> pixels_;
};

}  // namespace pictures
