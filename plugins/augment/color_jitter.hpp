// augment.color_jitter: random brightness, contrast, saturation and hue, in a random order. Labels stay as they are.
//
// The operations are those of torchvision 0.14's ColorJitter on uint8 tensors, in float32: blends are cut to [0,255]
// and lose their fraction, grey is 0.2989 R + 0.587 G + 0.114 B without fraction, hue turns in HSV.
#pragma once

#include "atelier/cpp/augmenter.hpp"

namespace augment {

// The single operations, in place on `count` RGB pixels. factor: 1 changes nothing. [any]
void change_brightness(uint8_t* rgb, size_t count, double factor);
void change_contrast(uint8_t* rgb, size_t count, double factor);
void change_saturation(uint8_t* rgb, size_t count, double factor);
// turn: -0.5 to 0.5 of the colour circle; 0 changes nothing.
void change_hue(uint8_t* rgb, size_t count, double turn);

class ColorJitter : public atelier::Augmenter {
 public:
  static constexpr atelier::Component kComponent{
      .id = "augment.color_jitter",
      .revision = 1,
      .summary = "Changes brightness, contrast, saturation and hue at random.",
      .threading = ATELIER_THREADING_PARALLEL_CALLS};
  static constexpr atelier::Param kParams[] = {
      atelier::param::real("brightness")
          .by_default("0.0")
          .at_least(0)
          .about("b: a factor from max(0, 1 - b) to 1 + b."),
      atelier::param::real("contrast").by_default("0.0").at_least(0).about("The same for contrast."),
      atelier::param::real("saturation").by_default("0.0").at_least(0).about("The same for saturation."),
      atelier::param::real("hue").by_default("0.0").at_least(0).at_most(0.5).about(
          "h: turned by -h to h of the colour circle."),
  };

  explicit ColorJitter(const atelier::Params& params);
  bool is_random() const override { return true; }
  atelier::Sample apply(const atelier::Call& call, uint64_t seed, uint32_t void_label,
                        const atelier_sample& in) const override;

 private:
  double brightness_;
  double contrast_;
  double saturation_;
  double hue_;
};

}  // namespace augment
