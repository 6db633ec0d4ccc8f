// The pixels that labelme's own converters paint of a shape: with Pillow, on whole coordinates, outline included. So a
// shape is about half a pixel larger on each side than the COCO mask code paints it.
#pragma once

#include <cstdint>
#include <vector>

#include "geometry/runs.hpp"
#include "label_file.hpp"

namespace atelier::labelme {

// Values of a row-major map of rows x columns that are not zero, as intervals of a picture, with the map's first pixel
// at (left, top). Appended to `out`, in order.
template <class T>
void append_pixels(const T* values, int64_t rows, int64_t columns, int64_t left, int64_t top, int64_t height,
                   int64_t width, std::vector<geometry::Interval>& out) {
  const int64_t first_row = top < 0 ? (-top < rows ? -top : rows) : 0;
  const int64_t last_row = height - top < rows ? (height - top < 0 ? 0 : height - top) : rows;
  for (int64_t x = left < 0 ? -left : 0; x < columns && left + x < width; ++x) {
    for (int64_t y = first_row; y < last_row; ++y) {
      if (values[y * columns + x] == 0) continue;
      const auto pixel = static_cast<uint32_t>((left + x) * height + top + y);
      if (!out.empty() && out.back().last == pixel)
        ++out.back().last;
      else
        out.push_back({pixel, pixel + 1});
    }
  }
}

// In order and apart; nothing for a shape that covers nothing or is none (Outline::add says why). Polygons and
// rectangles are as Pillow paints them, but for single pixels where slanted edges meet; circles likewise along their
// rim. The picture has at most geometry::kMostPixels; a byte is taken for each pixel of the box around the shape.
std::vector<geometry::Interval> pixels_of(const DrawnShape& shape, uint32_t height, uint32_t width);

}  // namespace atelier::labelme
