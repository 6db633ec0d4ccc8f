// augment.scale_crop: scales a pair by a random factor and cuts a random window of one size out of it.
//
// Where the scaled picture is smaller than the window it lies at the upper left; the rest is 0, and void in the labels.
#pragma once

#include "atelier/cpp/augmenter.hpp"

namespace atelier::augment {

class ScaleCrop : public Augmenter {
 public:
  static constexpr Component kComponent{
      .id = "augment.scale_crop",
      .revision = 1,
      .summary = "Scales a pair at random and cuts a random window of one size out of it."};
  struct Options {
    Option<std::vector<uint32_t>> size{
        option("size", "Height and width of the window.").items(2, 2).at_least(1).at_most(32767).in("pixels")};
    Option<std::vector<double>> scale{
        option("scale", "The least and the largest factor.").items(2, 2).by_default("[0.5, 2.0]").above(0).at_most(64)};
  };
  static constexpr Rule kRules[] = {
      rule("the least factor of `scale` comes first", "write for instance scale = [0.5, 2.0]")
          .must(condition::ascending("scale")),
  };

  explicit ScaleCrop(const Options& options);
  bool is_random() const override { return true; }
  Sample apply(const Call& call, const atelier_augmenter_input& in) const override;

 private:
  int64_t height_;
  int64_t width_;
  double least_;
  double most_;
};

}  // namespace atelier::augment
