// What the shapes of one instance cover: rings, or runs when one of them is a mask.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/rasteriser.hpp"
#include "label_file.hpp"

namespace atelier::labelme {

// Corners of the polygon that stands for a circle of this radius: so many that it stays within a pixel of the circle,
// at least 12. The formula is that of labelme's converter to COCO.
size_t corners_of_circle(double radius);

// Takes the shapes of one instance one after the other. Buffers are used again after clear().
class Outline {
 public:
  struct Defect {
    std::string_view word;  // empty: none
    std::string sentence;   // goes on after "shape 3 of a.json"
  };

  void clear(uint32_t height, uint32_t width);
  // Adds what the shape covers; else says why it covers nothing.
  Defect add(const DrawnShape& shape);
  // Where there is a mask among the shapes, rings become runs, as the COCO mask code paints them.
  void finish();

  // After finish(): one of them, or neither.
  span<const atelier_ring> rings() const { return rings_; }
  span<const uint32_t> runs() const { return runs_; }

 private:
  Defect add_ring(const std::vector<double>& points);
  Defect add_circle(const std::vector<double>& points);
  Defect add_mask(const DrawnShape& shape);

  uint32_t height_ = 0;
  uint32_t width_ = 0;
  std::vector<std::vector<double>> points_;
  std::vector<atelier_ring> rings_;
  bool has_mask_ = false;
  std::vector<geometry::Interval> intervals_;
  geometry::Runs runs_;
  geometry::Rasteriser rasteriser_;
};

}  // namespace atelier::labelme
