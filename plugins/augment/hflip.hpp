// augment.hflip: mirrors a pair left to right, or leaves it as it is.
#pragma once

#include "atelier/cpp/augmenter.hpp"

namespace augment {

class HorizontalFlip : public atelier::Augmenter {
 public:
  static constexpr atelier::Component kComponent{.id = "augment.hflip",
                                                 .revision = 1,
                                                 .summary = "Mirrors a pair left to right, at random.",
                                                 .threading = ATELIER_THREADING_PARALLEL_CALLS};
  static constexpr atelier::Param kParams[] = {
      atelier::param::real("p").by_default("0.5").at_least(0).at_most(1).about("How likely a pair is mirrored."),
  };

  explicit HorizontalFlip(const atelier::Params& params) : probability_(params.real("p")) {}
  bool is_random() const override { return true; }
  atelier::Sample apply(const atelier::Call& call, uint64_t seed, uint32_t void_label,
                        const atelier_sample& in) const override;

 private:
  double probability_;
};

}  // namespace augment
