#include "hflip.hpp"

#include <algorithm>

#include "atelier/cpp/random.hpp"
#include "pair.hpp"

namespace atelier::augment {

namespace {

// size() gives the bytes of a pixel; where it is a constant, copying one takes no call.
template <class Size>
void mirror(const uint8_t* in, int64_t rows, int64_t columns, Size size, uint8_t* out) {
  const auto step = static_cast<int64_t>(size());
  for (int64_t y = 0; y < rows; ++y, in += columns * step, out += columns * step)
    for (int64_t x = 0; x < columns; ++x) std::memcpy(out + (columns - 1 - x) * step, in + x * step, size());
}

Tensor mirrored_picture(const atelier_tensor& picture) {
  Tensor out = Tensor::make(picture.dtype, {picture.shape, static_cast<size_t>(picture.ndim)});
  const auto pixel = static_cast<size_t>(picture.shape[2]) * (picture.dtype.bits / 8u);
  const uint8_t* in = bytes_of(picture);
  auto* to = static_cast<uint8_t*>(out.get().data);
  if (pixel == 3)
    mirror(
        in, out.dim(0), out.dim(1), [] { return size_t{3}; }, to);
  else
    mirror(
        in, out.dim(0), out.dim(1), [pixel] { return pixel; }, to);
  return out;
}

template <class T>
Tensor mirrored_labels(const atelier_tensor& labels) {
  Tensor out = copy(labels);
  T* at = out.data<T>();
  for (int64_t y = 0; y < out.dim(0); ++y, at += out.dim(1)) std::reverse(at, at + out.dim(1));
  return out;
}

}  // namespace

Sample HorizontalFlip::apply(const Call&, const atelier_augmenter_input& in) const {
  const atelier_tensor &picture = in.sample->picture->tensor, &labels = in.sample->labels->tensor;
  if (!(Random(in.seed).uniform() < probability_)) return {copy(picture), copy(labels)};
  return {mirrored_picture(picture),
          for_labels(labels, [&](auto type) { return mirrored_labels<decltype(type)>(labels); })};
}

}  // namespace atelier::augment
