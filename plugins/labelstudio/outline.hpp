// What the regions of one instance cover: rings, or runs when one of them is a brush region.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/rasteriser.hpp"
#include "task.hpp"

namespace atelier::labelstudio {

// Takes the regions of one instance one after the other. Buffers are used again after clear().
class Outline {
 public:
  struct Defect {
    std::string_view word;  // empty: none
    std::string sentence;   // goes on after "region 3 (polygonlabels)"
  };

  // The size that percent mean.
  void clear(uint32_t height, uint32_t width);
  // Adds what the region covers; else says why it covers nothing.
  Defect add(const Region& region);
  // Where there is a brush region, rings become runs, as the COCO mask code paints them.
  void finish();

  // After finish(): one of them, or neither.
  span<const atelier_ring> rings() const { return rings_; }
  span<const uint32_t> runs() const { return runs_; }

 private:
  Defect add_polygon(const std::vector<double>& percent);
  Defect add_rectangle(const std::vector<double>& numbers);
  Defect add_ellipse(const std::vector<double>& numbers);
  Defect add_brush(const Region& region);
  Defect keep(std::vector<double> ring);
  double x(double percent) const { return percent * width_ / 100; }
  double y(double percent) const { return percent * height_ / 100; }

  uint32_t height_ = 0;
  uint32_t width_ = 0;
  std::vector<std::vector<double>> points_;  // of each ring, in pixels
  std::vector<atelier_ring> rings_;
  bool has_brush_ = false;
  std::vector<geometry::Interval> intervals_;
  geometry::Runs runs_;
  geometry::Rasteriser rasteriser_;
};

}  // namespace atelier::labelstudio
