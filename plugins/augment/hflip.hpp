// augment.hflip: mirrors a pair left to right, or leaves it as it is. Pictures of any form.
#pragma once

#include "atelier/cpp/augmenter.hpp"

namespace atelier::augment {

class HorizontalFlip : public Augmenter {
 public:
  static constexpr Component kComponent{
      .id = "augment.hflip", .revision = 1, .summary = "Mirrors a pair left to right, at random."};
  struct Options {
    Option<double> p{option("p", "How likely a pair is mirrored.").by_default("0.5").at_least(0).at_most(1)};
  };

  explicit HorizontalFlip(const Options& options) : probability_(options.p) {}
  bool is_random() const override { return true; }
  Sample apply(const Call& call, const atelier_augmenter_input& in) const override;

 private:
  double probability_;
};

}  // namespace atelier::augment
