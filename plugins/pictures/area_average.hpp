// Averages the values of a plane over the area of each pixel of a smaller or larger one, row by row as they come, so
// that the plane itself is never in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace pictures {

// How the values along one axis are shared out to the pixels of a new size. A pixel covers `extent` / `size` values,
// whole ones and parts.
struct Coverage {
  // extent: the length in values, of which the last may be used in part; there are values enough.
  Coverage(double extent, size_t size);
  size_t values;               // that are used at all
  size_t most = 0;             // of a pixel
  std::vector<size_t> first;   // [size] the first value of a pixel
  std::vector<size_t> count;   // [size]
  std::vector<float> weights;  // [size, most], zero beyond a pixel's count
};

class AreaAverage {
 public:
  // Lengths in values along each axis; the size in pixels.
  AreaAverage(double rows, double columns, size_t height, size_t width);
  // The next row of values, of at least ceil(columns).
  void add_row(const uint8_t* values);
  // [height, width], rounded; all of them are there when all rows were added.
  uint8_t* pixels() { return pixels_.get(); }

 private:
  void finish_row(size_t y);

  size_t width_;
  Coverage down_, across_;
  size_t next_value_ = 0;
  size_t next_pixel_ = 0;
  std::vector<float> sums_;
  std::unique_ptr<uint8_t[]> pixels_;
};

}  // namespace pictures
