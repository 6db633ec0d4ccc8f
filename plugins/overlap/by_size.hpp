// Policies that compare how many pixels instances are painted over. Of two of the same size the later in the source
// wins.
#pragma once

#include <algorithm>
#include <atelier/cpp/overlap_policy.hpp>

namespace atelier::overlap {

// Where instances overlap, the one painted over fewer pixels wins.
class SmallestOnTop : public OrderedOverlapPolicy {
 public:
  static constexpr Component kComponent{.id = "overlap.smallest_on_top",
                                        .summary = "Where instances overlap, the smaller one wins the pixel."};
  void order(span<const Instance> in, span<uint32_t> out) const override {
    std::stable_sort(out.begin(), out.end(), [&](auto a, auto b) { return in[a].pixels > in[b].pixels; });
  }
};

// Where instances overlap, the one painted over more pixels wins.
class LargestOnTop : public OrderedOverlapPolicy {
 public:
  static constexpr Component kComponent{.id = "overlap.largest_on_top",
                                        .summary = "Where instances overlap, the larger one wins the pixel."};
  void order(span<const Instance> in, span<uint32_t> out) const override {
    std::stable_sort(out.begin(), out.end(), [&](auto a, auto b) { return in[a].pixels < in[b].pixels; });
  }
};

}  // namespace atelier::overlap
