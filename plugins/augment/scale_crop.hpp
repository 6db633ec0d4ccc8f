// augment.scale_crop: scales a pair by a random factor and cuts a random window of one size out of it.
//
// Where the scaled picture is smaller than the window it lies at the upper left; the rest is 0, and void in the labels.
#pragma once

#include "atelier/cpp/augmenter.hpp"

namespace augment {

class ScaleCrop : public atelier::Augmenter {
 public:
  static constexpr atelier::Component kComponent{
      .id = "augment.scale_crop",
      .revision = 1,
      .summary = "Scales a pair at random and cuts a random window of one size out of it.",
      .threading = ATELIER_THREADING_PARALLEL_CALLS};
  static constexpr atelier::Param kParams[] = {
      atelier::param::integer("size").list(2, 2).at_least(1).at_most(32767).in("pixels").about(
          "Height and width of the window."),
      atelier::param::real("scale")
          .list(2, 2)
          .by_default("[0.5, 2.0]")
          .above(0)
          .at_most(64)
          .about("The least and the largest factor."),
  };

  explicit ScaleCrop(const atelier::Params& params);
  bool is_random() const override { return true; }
  atelier::Sample apply(const atelier::Call& call, uint64_t seed, uint32_t void_label,
                        const atelier_sample& in) const override;

 private:
  int64_t height_;
  int64_t width_;
  double least_;
  double most_;
};

}  // namespace augment
