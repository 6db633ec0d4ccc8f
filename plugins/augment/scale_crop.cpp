#include "scale_crop.hpp"

#include <algorithm>
#include <cmath>

#include "atelier/cpp/random.hpp"
#include "pair.hpp"
#include "pictures/resize.hpp"

namespace augment {

using atelier::Error;
using atelier::Tensor;
using atelier::text;

namespace {

struct Window {
  int64_t top, left, height, width;
};

int64_t scaled(int64_t size, double factor) {
  return std::clamp<int64_t>(std::llround(static_cast<double>(size) * factor), 1, 32767);
}

int64_t random_start(atelier::Random& random, int64_t size, int64_t window) {
  return size <= window ? 0 : static_cast<int64_t>(random.below(static_cast<uint64_t>(size - window + 1)));
}

// The window of `from` [H,W] or [H,W,3]; `fill` where there is nothing.
template <class T>
Tensor cut(const Tensor& from, const Window& window, T fill) {
  const int64_t depth = from.ndim() == 3 ? from.dim(2) : 1;
  Tensor out =
      depth == 3 ? Tensor::make<T>({window.height, window.width, 3}) : Tensor::make<T>({window.height, window.width});
  T* to = out.data<T>();
  std::fill_n(to, atelier::element_count(out), fill);
  const int64_t rows = std::min(window.height, from.dim(0) - window.top);
  const int64_t columns = std::min(window.width, from.dim(1) - window.left);
  for (int64_t y = 0; y < rows; ++y)
    std::copy_n(from.data<T>() + ((window.top + y) * from.dim(1) + window.left) * depth, columns * depth,
                to + y * window.width * depth);
  return out;
}

}  // namespace

ScaleCrop::ScaleCrop(const atelier::Params& params)
    : height_(params.integers("size").at(0)),
      width_(params.integers("size").at(1)),
      least_(params.reals("scale").at(0)),
      most_(params.reals("scale").at(1)) {
  if (least_ > most_)
    throw Error(ATELIER_E_INVALID, text("scale = [", least_, ", ", most_, "]: the least factor comes first"));
}

atelier::Sample ScaleCrop::apply(const atelier::Call&, uint64_t seed, uint32_t void_label,
                                 const atelier_sample& in) const {
  atelier::Random random(seed);
  const atelier_tensor &picture = in.picture->tensor, &labels = in.labels->tensor;
  const double factor = random.uniform(least_, most_);
  const int64_t rows = scaled(picture.shape[0], factor), columns = scaled(picture.shape[1], factor);
  const int64_t top = random_start(random, rows, height_), left = random_start(random, columns, width_);
  const Window window{top, left, height_, width_};
  const Tensor big_picture = pictures::resize_picture(picture, rows, columns);
  const Tensor big_labels = pictures::resize_labels(labels, rows, columns);
  return {cut<uint8_t>(big_picture, window, 0), for_labels(labels, [&](auto type) {
            return cut<decltype(type)>(big_labels, window, static_cast<decltype(type)>(void_label));
          })};
}

}  // namespace augment
