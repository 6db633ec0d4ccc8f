// What a shape covers: a ring, or the runs of a mask.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "drawn_shape.hpp"
#include "geometry/runs.hpp"

namespace atelier::cvat {

// What a <box> is.
enum class Boxes { kDefect, kRectangle };

// Its buffers are used again by the next shape.
class Outline {
 public:
  struct Defect {
    std::string_view word;  // empty: none
    std::string sentence;   // goes on after "shape 3 (cat) of a.jpg"
  };

  // Makes ring or runs of a shape on a picture of this size; else says why it covers nothing.
  Defect make(const DrawnShape& shape, Boxes boxes, uint32_t height, uint32_t width);

  // One of them, or neither.
  span<const atelier_ring> rings() const { return rings_; }
  span<const uint32_t> runs() const { return runs_; }

 private:
  Defect make_ring(const std::vector<double>& points);
  Defect make_box(const DrawnShape& shape);
  Defect make_ellipse(const DrawnShape& shape);
  Defect make_mask(const DrawnShape& shape, uint32_t height, uint32_t width);

  std::vector<double> points_;
  std::vector<atelier_ring> rings_;
  geometry::Runs runs_;
};

}  // namespace atelier::cvat
