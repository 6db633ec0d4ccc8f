// augment.color_jitter: random brightness, contrast, saturation and hue, in a random order. Labels stay as they are.
//
// The operations are those of torchvision 0.14's ColorJitter on uint8 tensors, in float32: blends are cut to the range
// of the type and lose their fraction, grey is 0.2989 R + 0.587 G + 0.114 B without fraction, hue turns in HSV. Takes
// uint8 and uint16 of 3 channels, or of 1: grey has no saturation and no hue, these leave it as it is. float32 has no
// range to cut to, and of other channels nobody says which are colours: ATELIER_E_UNSUPPORTED.
#pragma once

#include "atelier/cpp/augmenter.hpp"

namespace atelier::augment {

// Pixels of T, uint8_t or uint16_t, [count,channels].
template <class T>
struct Colours {
  T* values;
  size_t count;
  size_t channels;  // 3: RGB; or 1
};

// The single operations, in place. factor: 1 changes nothing. [any]
template <class T>
void change_brightness(Colours<T> pixels, double factor);
template <class T>
void change_contrast(Colours<T> pixels, double factor);
template <class T>
void change_saturation(Colours<T> pixels, double factor);
// turn: -0.5 to 0.5 of the colour circle; 0 changes nothing.
template <class T>
void change_hue(Colours<T> pixels, double turn);

class ColorJitter : public Augmenter {
 public:
  static constexpr Component kComponent{.id = "augment.color_jitter",
                                        .revision = 1,
                                        .summary = "Changes brightness, contrast, saturation and hue at random."};
  struct Options {
    Option<double> brightness{
        option("brightness", "b: a factor from max(0, 1 - b) to 1 + b.").by_default("0.0").at_least(0).at_most(1000)};
    Option<double> contrast{option("contrast", "The same for contrast.").by_default("0.0").at_least(0).at_most(1000)};
    Option<double> saturation{
        option("saturation", "The same for saturation.").by_default("0.0").at_least(0).at_most(1000)};
    Option<double> hue{
        option("hue", "h: turned by -h to h of the colour circle.").by_default("0.0").at_least(0).at_most(0.5)};
  };

  explicit ColorJitter(const Options& options) : options_(options) {}
  bool is_random() const override { return true; }
  atelier_form form(const Call& call, atelier_form in) const override;
  Sample apply(const Call& call, const atelier_augmenter_input& in) const override;

 private:
  template <class T>
  void change(Colours<T> pixels, uint64_t seed) const;

  Options options_;
};

}  // namespace atelier::augment
