#include <algorithm>
#include <atelier/atelier.hpp>

// Where instances overlap, the larger label wins.
class LargestLabel : public atelier::OrderedOverlapPolicy {
 public:
  static constexpr atelier::Component kComponent{"acme.largest_label", 1, "The larger label wins the pixel."};
  void order(atelier::span<const Instance> in, atelier::span<uint32_t> out) const override {
    std::stable_sort(out.begin(), out.end(), [&](auto a, auto b) { return in[a].label < in[b].label; });
  }
};
ATELIER_PLUGIN("acme.largest", "1.0.0", LargestLabel)
