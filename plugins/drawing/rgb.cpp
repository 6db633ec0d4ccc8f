#include "drawing/rgb.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace drawing {

using atelier::Error;
using atelier::kRgb8;
using atelier::Tensor;
using atelier::text;

namespace {

// From the values of a picture to 0..255.
struct Scale {
  uint8_t operator()(uint8_t value) const { return value; }
  uint8_t operator()(uint16_t value) const { return static_cast<uint8_t>(std::lround(value * factor)); }
  uint8_t operator()(float value) const {
    if (!std::isfinite(value)) return 0;
    return static_cast<uint8_t>(std::lround((static_cast<double>(value) - least) * factor));
  }
  double least = 0, factor = 0;
};

template <class T>
Scale scale_of(const T* values, size_t pixels, size_t channels, size_t drawn) {
  double least = std::numeric_limits<double>::infinity(), most = -least;
  for (size_t i = 0; i < pixels; ++i)
    for (size_t c = 0; c < drawn; ++c) {
      const auto value = static_cast<double>(values[i * channels + c]);
      if (!std::isfinite(value)) continue;
      least = std::min(least, value);
      most = std::max(most, value);
    }
  if constexpr (std::is_same_v<T, uint16_t>) {
    double white = 255;
    while (white < most) white = 2 * white + 1;
    return {0, 255 / white};
  }
  return {least, most > least ? 255 / (most - least) : 0};
}

template <class T>
Tensor drawn(const Tensor& picture) {
  const auto channels = static_cast<size_t>(picture.dim(2)), used = channels < 3 ? size_t{1} : size_t{3};
  const auto pixels = static_cast<size_t>(picture.dim(0) * picture.dim(1));
  const T* from = picture.data<T>();
  const Scale scale = std::is_same_v<T, uint8_t> ? Scale() : scale_of(from, pixels, channels, used);
  Tensor out = Tensor::make<uint8_t>({picture.dim(0), picture.dim(1), 3});
  uint8_t* to = out.data<uint8_t>();
  for (size_t i = 0; i < pixels; ++i, from += channels)
    for (size_t c = 0; c < 3; ++c) *to++ = scale(from[used == 3 ? c : 0]);
  return out;
}

}  // namespace

atelier::Tensor to_rgb(atelier::Tensor picture) {
  const atelier_tensor& t = picture;
  if (t.ndim != 3 || t.shape[2] < 1)
    throw Error(ATELIER_E_UNSUPPORTED, text("a tensor ", atelier::describe(t), " is no picture [H,W,C]"));
  if (atelier::same_form({t.dtype, static_cast<uint32_t>(t.shape[2])}, kRgb8)) return picture;
  return atelier::for_pictures(t.dtype, [&](auto type) { return drawn<decltype(type)>(picture); });
}

}  // namespace drawing
