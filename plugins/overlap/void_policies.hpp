// Policies that leave contested pixels out of training: they get the void label.
#pragma once

#include <algorithm>
#include <atelier/cpp/overlap_policy.hpp>
#include <vector>

namespace atelier::overlap {

// Paints each pixel with the class of the only claim on it, or with void once two claims are in conflict:
// conflict(first, next), both classes.
template <class Conflict>
void paint_undisputed(const atelier_overlap_input& input, atelier_canvas& canvas, Conflict conflict) {
  const uint64_t pixels = uint64_t{canvas.height} * canvas.width;
  std::vector<uint16_t> claims(pixels);  // 0: nobody yet
  for (uint64_t i = 0; i < input.instance_count; ++i) {
    const atelier_overlap_instance& in = *input.instances[i];
    const auto label = static_cast<uint16_t>(in.label);
    uint64_t at = 0;
    for (uint64_t r = 0; r < in.run_count; ++r) {
      const uint64_t stop = std::min(at + in.runs[r], pixels);
      if (r % 2 != 0)
        for (uint64_t k = at; k < stop; ++k) {
          const bool settled = claims[k] == 0 || (claims[k] != canvas.void_label && !conflict(claims[k], label));
          canvas.labels[k] = claims[k] = settled ? label : static_cast<uint16_t>(canvas.void_label);
        }
      at = stop;
    }
  }
}

// A pixel that two instances claim becomes void.
class VoidOnOverlap : public OverlapPolicy {
 public:
  static constexpr Component kComponent{.id = "overlap.void_on_overlap",
                                        .summary = "A pixel that two instances claim becomes void (ignored)."};
  void compose(const Call&, const atelier_overlap_input& input, atelier_canvas& canvas) const override {
    paint_undisputed(input, canvas, [](uint16_t, uint16_t) { return true; });
  }
};

// A pixel that instances of two classes claim becomes void; of one class, it gets that class.
class VoidOnConflict : public OverlapPolicy {
 public:
  static constexpr Component kComponent{
      .id = "overlap.void_on_conflict",
      .summary = "A pixel that instances of two classes claim becomes void (ignored)."};
  void compose(const Call&, const atelier_overlap_input& input, atelier_canvas& canvas) const override {
    paint_undisputed(input, canvas, [](uint16_t first, uint16_t next) { return first != next; });
  }
};

}  // namespace atelier::overlap
