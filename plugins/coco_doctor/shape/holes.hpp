// Rings inside others of the same annotation, which the COCO mask code unites with them.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "geometry/rasteriser.hpp"

namespace atelier::coco_doctor {

struct Hole {
  size_t outer = 0, inner = 0;  // rings, from 0
  uint64_t pixels = 0;          // of the annotation when inner rings are holes
};

// Keeps its buffers between calls: one for each thread.
class HoleFinder {
 public:
  // A ring inside another, when `area` is that of the shape with holes rather than that of the union.
  std::optional<Hole> find(span<const atelier_ring> rings, double area, uint64_t united, uint32_t height,
                           uint32_t width);

 private:
  uint64_t even_odd_pixels(span<const atelier_ring> rings, uint32_t height, uint32_t width);
  uint64_t pixels_of(span<const atelier_ring> rings, uint32_t height, uint32_t width);

  geometry::Rasteriser rasteriser_;
  geometry::Runs runs_;
  std::vector<uint64_t> swaps_;  // pixels from which on inside and outside change
};

}  // namespace atelier::coco_doctor
