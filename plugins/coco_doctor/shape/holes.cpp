#include "shape/holes.hpp"

#include <algorithm>
#include <cmath>

#include "shape/scale.hpp"

namespace atelier::coco_doctor {
namespace {

// Of annotations with more rings, only the first are compared with each other.
constexpr size_t kMostCompared = 64;
// How much nearer the area must be to that with holes.
constexpr double kNearer = 3;

bool encloses(const Extent& outer, const Extent& inner) {
  return outer.left <= inner.left && outer.right >= inner.right && outer.top <= inner.top &&
         outer.bottom >= inner.bottom;
}

}  // namespace

uint64_t HoleFinder::pixels_of(span<const atelier_ring> rings, uint32_t height, uint32_t width) {
  rasteriser_.paint(rings, height, width, runs_);
  return geometry::area_of(runs_);
}

uint64_t HoleFinder::even_odd_pixels(span<const atelier_ring> rings, uint32_t height, uint32_t width) {
  swaps_.clear();
  for (const atelier_ring& ring : rings) {
    rasteriser_.paint({&ring, 1}, height, width, runs_);
    uint64_t at = 0;
    for (const uint32_t run : runs_) swaps_.push_back(at += run);
    if (runs_.size() % 2 == 1) swaps_.pop_back();  // ends with background
  }
  std::sort(swaps_.begin(), swaps_.end());
  uint64_t pixels = 0;
  for (size_t i = 0; i + 1 < swaps_.size(); i += 2) pixels += swaps_[i + 1] - swaps_[i];
  return pixels;
}

std::optional<Hole> HoleFinder::find(span<const atelier_ring> rings, double area, uint64_t united, uint32_t height,
                                     uint32_t width) {
  if (rings.size() < 2 || !(area > 0)) return {};
  Hole hole;
  hole.pixels = even_odd_pixels(rings, height, width);
  const double with = std::abs(area - double(hole.pixels)), without = std::abs(area - double(united));
  if (hole.pixels >= united || with * kNearer > without) return {};
  const size_t compared = std::min(rings.size(), kMostCompared);
  for (hole.outer = 0; hole.outer < compared; ++hole.outer)
    for (hole.inner = 0; hole.inner < compared; ++hole.inner) {
      const atelier_ring pair[] = {rings[hole.outer], rings[hole.inner]};
      if (hole.outer == hole.inner ||
          !encloses(extent_of({pair[0].xy, pair[0].count}), extent_of({pair[1].xy, pair[1].count})))
        continue;
      const uint64_t inner = pixels_of({&pair[1], 1}, height, width), outer = pixels_of({&pair[0], 1}, height, width);
      if (inner != 0 && inner < outer && pixels_of({pair, 2}, height, width) == outer) return hole;
    }
  return {};
}

}  // namespace atelier::coco_doctor
