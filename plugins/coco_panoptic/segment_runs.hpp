// The segments of a panoptic PNG: which pixels have which id, as runs.
#pragma once

#include <atelier/cpp/tensor.hpp>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "geometry/runs.hpp"

namespace atelier::coco_panoptic {

// The id of a pixel is R + 256 G + 65536 B; 0 is unlabelled. One walk over the picture finds the runs of the ids that
// are wanted and counts the pixels of others. [any]
class SegmentRuns {
 public:
  // Ids beyond the wanted that are counted one by one; what more there are is counted together.
  static constexpr size_t kMostOthers = 20;

  // colours: uint8 [H,W,3] RGB, of at most 2^32-1 pixels.
  SegmentRuns(const Tensor& colours, const std::vector<uint32_t>& wanted);

  // Column-major runs; empty when no pixel has the id, or it was not wanted.
  geometry::Runs runs_of(uint32_t id) const;
  // Pixels by id, of ids that were not wanted.
  const std::map<uint32_t, uint64_t>& others() const { return others_; }
  uint64_t pixels_of_more() const { return pixels_of_more_; }
  // Whether any wanted id has pixels.
  bool has_wanted() const;
  // Many ids that were not wanted, of a few pixels each: what smoothing or lossy compression makes of colours.
  bool is_blurred() const;

 private:
  void add(uint32_t id, uint32_t first, uint32_t last);

  uint32_t pixels_ = 0;
  std::unordered_map<uint32_t, std::vector<geometry::Interval>> wanted_;
  std::map<uint32_t, uint64_t> others_;
  uint64_t pixels_of_more_ = 0;
};

}  // namespace atelier::coco_panoptic
