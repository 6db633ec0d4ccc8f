#include "hflip.hpp"

#include <algorithm>

#include "atelier/cpp/random.hpp"
#include "pair.hpp"

namespace augment {

using atelier::Tensor;

namespace {

Tensor mirrored_picture(const atelier_tensor& picture) {
  const uint8_t* in = atelier::data_of<const uint8_t>(picture);
  Tensor out = copy(picture);
  const int64_t rows = out.dim(0), columns = out.dim(1);
  uint8_t* to = out.data<uint8_t>();
  for (int64_t y = 0; y < rows; ++y)
    for (int64_t x = 0; x < columns; ++x)
      std::copy_n(in + (y * columns + x) * 3, 3, to + (y * columns + columns - 1 - x) * 3);
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

atelier::Sample HorizontalFlip::apply(const atelier::Call&, uint64_t seed, uint32_t, const atelier_sample& in) const {
  const atelier_tensor &picture = in.picture->tensor, &labels = in.labels->tensor;
  if (!(atelier::Random(seed).uniform() < probability_)) return {copy(picture), copy(labels)};
  return {mirrored_picture(picture),
          for_labels(labels, [&](auto type) { return mirrored_labels<decltype(type)>(labels); })};
}

}  // namespace augment
