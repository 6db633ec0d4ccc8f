#include "color_jitter.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "atelier/cpp/random.hpp"
#include "pair.hpp"

namespace augment {

namespace {

uint8_t grey(const uint8_t* rgb) {
  return static_cast<uint8_t>(0.2989f * static_cast<float>(rgb[0]) + 0.587f * static_cast<float>(rgb[1]) +
                              0.114f * static_cast<float>(rgb[2]));
}

uint8_t blend(float a, float b, double factor) {
  const float mixed = static_cast<float>(factor) * a + static_cast<float>(1.0 - factor) * b;
  return static_cast<uint8_t>(std::clamp(mixed, 0.0f, 255.0f));
}

struct Hsv {
  float h, s, v;  // each 0 to 1
};

Hsv to_hsv(float r, float g, float b) {
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

std::array<float, 3> to_rgb(const Hsv& c) {
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

double random_factor(atelier::Random& random, double strength) {
  return random.uniform(std::max(0.0, 1 - strength), 1 + strength);
}

}  // namespace

void change_brightness(uint8_t* rgb, size_t count, double factor) {
  for (size_t i = 0; i < count * 3; ++i) rgb[i] = blend(rgb[i], 0, factor);
}

void change_contrast(uint8_t* rgb, size_t count, double factor) {
  uint64_t sum = 0;
  for (size_t i = 0; i < count; ++i) sum += grey(rgb + 3 * i);
  const auto mean = static_cast<float>(static_cast<double>(sum) / static_cast<double>(std::max<size_t>(count, 1)));
  for (size_t i = 0; i < count * 3; ++i) rgb[i] = blend(rgb[i], mean, factor);
}

void change_saturation(uint8_t* rgb, size_t count, double factor) {
  for (size_t i = 0; i < count; ++i) {
    const float level = grey(rgb + 3 * i);
    for (size_t c = 0; c < 3; ++c) rgb[3 * i + c] = blend(rgb[3 * i + c], level, factor);
  }
}

void change_hue(uint8_t* rgb, size_t count, double turn) {
  for (uint8_t* at = rgb; at != rgb + 3 * count; at += 3) {
    const auto part = [&](int c) { return static_cast<float>(at[c]) / 255.0f; };
    Hsv hsv = to_hsv(part(0), part(1), part(2));
    hsv.h += static_cast<float>(turn);
    hsv.h -= std::floor(hsv.h);
    const std::array<float, 3> turned = to_rgb(hsv);
    for (size_t c = 0; c < 3; ++c) at[c] = static_cast<uint8_t>(turned[c] * 255.999f);
  }
}

ColorJitter::ColorJitter(const atelier::Params& params)
    : brightness_(params.real("brightness")),
      contrast_(params.real("contrast")),
      saturation_(params.real("saturation")),
      hue_(params.real("hue")) {}

atelier::Sample ColorJitter::apply(const atelier::Call&, uint64_t seed, uint32_t, const atelier_sample& in) const {
  atelier::Random random(seed);
  atelier::Tensor picture = copy(in.picture->tensor);
  uint8_t* rgb = picture.data<uint8_t>();
  const size_t count = picture.bytes() / 3;

  std::array<int, 4> order = {0, 1, 2, 3};
  random.shuffle(order);
  const double brightness = random_factor(random, brightness_), contrast = random_factor(random, contrast_),
               saturation = random_factor(random, saturation_), hue = random.uniform(-hue_, hue_);
  for (const int step : order) {
    if (step == 0 && brightness_ > 0) change_brightness(rgb, count, brightness);
    if (step == 1 && contrast_ > 0) change_contrast(rgb, count, contrast);
    if (step == 2 && saturation_ > 0) change_saturation(rgb, count, saturation);
    if (step == 3 && hue_ > 0) change_hue(rgb, count, hue);
  }
  return {std::move(picture), copy(in.labels->tensor)};
}

}  // namespace augment
