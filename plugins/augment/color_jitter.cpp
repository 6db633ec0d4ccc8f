#include "color_jitter.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "atelier/cpp/random.hpp"
#include "pair.hpp"

namespace atelier::augment {

namespace {

template <class T>
constexpr float kMost = std::numeric_limits<T>::max();
// What 1 is multiplied by: just below the number of values, so that all get their share of 0 to 1.
template <class T>
constexpr float kTop = sizeof(T) == 1 ? 255.999f : 65535.996f;

template <class T>
T grey(const T* rgb) {
  return static_cast<T>(0.2989f * static_cast<float>(rgb[0]) + 0.587f * static_cast<float>(rgb[1]) +
                        0.114f * static_cast<float>(rgb[2]));
}

template <class T>
T blend(float a, float b, double factor) {
  const float mixed = static_cast<float>(factor) * a + static_cast<float>(1.0 - factor) * b;
  return static_cast<T>(std::clamp(mixed, 0.0f, kMost<T>));
}

struct Hsv {
  float h, s, v;  // each 0 to 1
};

inline Hsv to_hsv(float r, float g, float b) {
  const float most = std::max({r, g, b}), least = std::min({r, g, b}), range = most - least;
  const float divisor = range == 0 ? 1 : range;
  const float rc = (most - r) / divisor, gc = (most - g) / divisor, bc = (most - b) / divisor;
  float h = 4 + gc - rc;
  if (most == r)
    h = bc - gc;
  else if (most == g)
    h = 2 + rc - bc;
  return {std::fmod(h / 6 + 1, 1.0f), range == 0 ? 0 : range / most, most};
}

inline std::array<float, 3> to_rgb(const Hsv& c) {
  const float sector = std::floor(c.h * 6), f = c.h * 6 - sector;
  const auto unit = [](float x) { return std::clamp(x, 0.0f, 1.0f); };
  const float p = unit(c.v * (1 - c.s)), q = unit(c.v * (1 - c.s * f)), t = unit(c.v * (1 - c.s * (1 - f)));
  switch (static_cast<int>(sector) % 6) {
    case 0:
      return {c.v, t, p};
    case 1:
      return {q, c.v, p};
    case 2:
      return {p, c.v, t};
    case 3:
      return {p, q, c.v};
    case 4:
      return {t, p, c.v};
    default:
      return {c.v, p, q};
  }
}

double random_factor(Random& random, double strength) {
  return random.uniform(std::max(0.0, 1 - strength), 1 + strength);
}

bool is_taken(atelier_form form) {
  const bool type = same_dtype(form.dtype, dtype_of<uint8_t>()) || same_dtype(form.dtype, dtype_of<uint16_t>());
  return type && (form.channels == 1 || form.channels == 3);
}

void check_form(atelier_form form) {
  if (!is_taken(form))
    throw Error(ATELIER_E_UNSUPPORTED,
                text("takes pictures of uint8 or uint16, of 1 or 3 channels, not ", describe(form)));
}

}  // namespace

template <class T>
void change_brightness(Colours<T> pixels, double factor) {
  T* values = pixels.values;
  for (size_t i = 0; i < pixels.count * pixels.channels; ++i) values[i] = blend<T>(values[i], 0, factor);
}

template <class T>
void change_contrast(Colours<T> pixels, double factor) {
  T* values = pixels.values;
  uint64_t sum = 0;
  for (size_t i = 0; i < pixels.count; ++i) sum += pixels.channels == 3 ? grey(values + 3 * i) : values[i];
  const auto mean =
      static_cast<float>(static_cast<double>(sum) / static_cast<double>(std::max<size_t>(pixels.count, 1)));
  for (size_t i = 0; i < pixels.count * pixels.channels; ++i) values[i] = blend<T>(values[i], mean, factor);
}

template <class T>
void change_saturation(Colours<T> pixels, double factor) {
  if (pixels.channels != 3) return;
  for (T* rgb = pixels.values; rgb != pixels.values + 3 * pixels.count; rgb += 3) {
    const float level = grey(rgb);
    for (size_t c = 0; c < 3; ++c) rgb[c] = blend<T>(rgb[c], level, factor);
  }
}

template <class T>
void change_hue(Colours<T> pixels, double turn) {
  if (pixels.channels != 3) return;
  for (T* at = pixels.values; at != pixels.values + 3 * pixels.count; at += 3) {
    const auto part = [&](int c) { return static_cast<float>(at[c]) / kMost<T>; };
    Hsv hsv = to_hsv(part(0), part(1), part(2));
    hsv.h += static_cast<float>(turn);
    hsv.h -= std::floor(hsv.h);
    const std::array<float, 3> turned = to_rgb(hsv);
    for (size_t c = 0; c < 3; ++c) at[c] = static_cast<T>(turned[c] * kTop<T>);
  }
}

template void change_brightness(Colours<uint8_t>, double);
template void change_contrast(Colours<uint8_t>, double);
template void change_saturation(Colours<uint8_t>, double);
template void change_hue(Colours<uint8_t>, double);
template void change_brightness(Colours<uint16_t>, double);
template void change_contrast(Colours<uint16_t>, double);
template void change_saturation(Colours<uint16_t>, double);
template void change_hue(Colours<uint16_t>, double);

atelier_form ColorJitter::form(const Call&, atelier_form in) const {
  check_form(in);
  return in;
}

template <class T>
void ColorJitter::change(Colours<T> pixels, uint64_t seed) const {
  Random random(seed);
  std::array<int, 4> order = {0, 1, 2, 3};
  random.shuffle(order);
  const double brightness = random_factor(random, options_.brightness),
               contrast = random_factor(random, options_.contrast),
               saturation = random_factor(random, options_.saturation),
               hue = random.uniform(-options_.hue, options_.hue);
  for (const int step : order) {
    if (step == 0 && options_.brightness > 0) change_brightness(pixels, brightness);
    if (step == 1 && options_.contrast > 0) change_contrast(pixels, contrast);
    if (step == 2 && options_.saturation > 0) change_saturation(pixels, saturation);
    if (step == 3 && options_.hue > 0) change_hue(pixels, hue);
  }
}

Sample ColorJitter::apply(const Call&, const atelier_augmenter_input& in) const {
  Tensor picture = copy(in.sample->picture->tensor);
  const auto channels = static_cast<size_t>(picture.dim(2));
  check_form({picture.get().dtype, static_cast<uint32_t>(channels)});
  const auto count = static_cast<size_t>(element_count(picture)) / channels;
  if (picture.get().dtype.bits == 8)
    change(Colours<uint8_t>{picture.data<uint8_t>(), count, channels}, in.seed);
  else
    change(Colours<uint16_t>{picture.data<uint16_t>(), count, channels}, in.seed);
  return {std::move(picture), copy(in.sample->labels->tensor)};
}

}  // namespace atelier::augment
