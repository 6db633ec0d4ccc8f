// Whether a ring crosses itself. [any]
#pragma once

#include <atelier/cpp/core.hpp>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace atelier::coco_doctor {

// Keeps its buffer between calls: one for each thread.
class CrossingFinder {
 public:
  // Two edges, counted from 0, that cross each other at a point inside both; touching is no crossing. Of rings so large
  // and tangled that it would take long only a part is looked at.
  std::optional<std::pair<size_t, size_t>> find(span<const double> ring);

 private:
  struct Edge {
    double left, right, low, high;
    uint32_t index;
  };
  std::vector<Edge> edges_;
};

}  // namespace atelier::coco_doctor
