#include "scale_crop.hpp"

#include <algorithm>
#include <cmath>

#include "atelier/cpp/random.hpp"
#include "pair.hpp"
#include "pictures/resize.hpp"

namespace atelier::augment {

namespace {

struct Window {
  int64_t top, left, height, width;
};

int64_t scaled(int64_t size, double factor) {
  return std::clamp<int64_t>(std::llround(static_cast<double>(size) * factor), 1, 32767);
}

int64_t random_start(Random& random, int64_t size, int64_t window) {
  return size <= window ? 0 : static_cast<int64_t>(random.below(static_cast<uint64_t>(size - window + 1)));
}

// The window of `from` [H,W] or [H,W,C]; `fill` where there is nothing.
template <class T>
Tensor cut(const Tensor& from, const Window& window, T fill) {
  int64_t shape[] = {window.height, window.width, 1};
  if (from.ndim() == 3) shape[2] = from.dim(2);
  const int64_t depth = shape[2];
  Tensor out = Tensor::make(dtype_of<T>(), {shape, static_cast<size_t>(from.ndim())});
  T* to = out.data<T>();
  std::fill_n(to, element_count(out), fill);
  const int64_t rows = std::min(window.height, from.dim(0) - window.top);
  const int64_t columns = std::min(window.width, from.dim(1) - window.left);
  for (int64_t y = 0; y < rows; ++y)
    std::copy_n(from.data<T>() + ((window.top + y) * from.dim(1) + window.left) * depth, columns * depth,
                to + y * window.width * depth);
  return out;
}

}  // namespace

ScaleCrop::ScaleCrop(const Options& options)
    : height_(options.size->at(0)),
      width_(options.size->at(1)),
      least_(options.scale->at(0)),
      most_(options.scale->at(1)) {
  if (least_ > most_)
    throw Error(ATELIER_E_INVALID, text("scale = [", least_, ", ", most_, "]: the least factor comes first"));
}

Sample ScaleCrop::apply(const Call&, const atelier_augmenter_input& in) const {
  Random random(in.seed);
  const atelier_tensor &picture = in.sample->picture->tensor, &labels = in.sample->labels->tensor;
  const double factor = random.uniform(least_, most_);
  const int64_t rows = scaled(picture.shape[0], factor), columns = scaled(picture.shape[1], factor);
  const int64_t top = random_start(random, rows, height_), left = random_start(random, columns, width_);
  const Window window{top, left, height_, width_};
  const Tensor big_picture = pictures::resize_picture(picture, rows, columns);
  const Tensor big_labels = pictures::resize_labels(labels, rows, columns);
  return {for_pictures(picture.dtype, [&](auto type) { return cut(big_picture, window, type); }),
          for_labels(labels,
                     [&](auto type) { return cut(big_labels, window, static_cast<decltype(type)>(in.void_label)); })};
}

}  // namespace atelier::augment
