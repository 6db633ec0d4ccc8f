// Policies that follow the order of the source.
#pragma once

#include <algorithm>
#include <atelier/cpp/overlap_policy.hpp>

namespace atelier::overlap {

// Where instances overlap, the one that the source names last wins.
class Last : public OrderedOverlapPolicy {
 public:
  static constexpr Component kComponent{.id = "overlap.last",
                                        .summary = "Where instances overlap, the last in the source wins the pixel."};
  void order(span<const Instance>, span<uint32_t>) const override {}
};

// Where instances overlap, the one that the source names first wins.
class First : public OrderedOverlapPolicy {
 public:
  static constexpr Component kComponent{.id = "overlap.first",
                                        .summary = "Where instances overlap, the first in the source wins the pixel."};
  void order(span<const Instance>, span<uint32_t> out) const override { std::reverse(out.begin(), out.end()); }
};

}  // namespace atelier::overlap
