// The instance that comes first in the source wins.
#include <algorithm>
#include <atelier/cpp/overlap_policy.hpp>

class FirstWins : public atelier::OrderedOverlapPolicy {
 public:
  static constexpr atelier::Component kComponent{"small.overlap_policy", 1, "The first wins."};
  void order(atelier::span<const Instance>, atelier::span<uint32_t> out) const override {
    std::reverse(out.begin(), out.end());
  }
};
ATELIER_PLUGIN("small.cpp.overlap_policy", "1.0.0", FirstWins)
