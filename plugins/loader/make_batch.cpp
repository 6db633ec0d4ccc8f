#include "make_batch.hpp"

#include <algorithm>

namespace atelier::loader {

namespace {

// Puts `from` [rows, columns] at the upper left of `to`, whose rows have `to_columns`.
template <class From, class To>
void copy_rows(const From* from, int64_t rows, int64_t columns, To* to, int64_t to_columns) {
  for (int64_t y = 0; y < rows; ++y) std::copy_n(from + y * columns, columns, to + y * to_columns);
}

bool are_of(const std::vector<Sample>& samples, int64_t height, int64_t width) {
  return std::all_of(samples.begin(), samples.end(), [&](const Sample& sample) {
    return sample.labels.dim(0) == height && sample.labels.dim(1) == width;
  });
}

template <class T>
Tensor stack_pictures(const std::vector<Sample>& samples, int64_t height, int64_t width, int64_t channels) {
  const int64_t shape[] = {static_cast<int64_t>(samples.size()), height, width, channels};
  Tensor out = Tensor::make(dtype_of<T>(), {shape, 4});
  T* to = out.data<T>();
  if (!are_of(samples, height, width)) std::fill_n(to, element_count(out), T{});
  for (const Sample& sample : samples) {
    copy_rows(sample.picture.data<T>(), sample.picture.dim(0), sample.picture.dim(1) * channels, to, width * channels);
    to += height * width * channels;
  }
  return out;
}

template <class T>
Tensor stack_labels(const std::vector<Sample>& samples, int64_t height, int64_t width, uint32_t void_label) {
  Tensor out = Tensor::make<T>({static_cast<int64_t>(samples.size()), height, width});
  T* to = out.data<T>();
  if (!are_of(samples, height, width)) std::fill_n(to, element_count(out), static_cast<T>(void_label));
  for (const Sample& sample : samples) {
    const Tensor& labels = sample.labels;
    if (labels.get().dtype.bits == 16)
      copy_rows(labels.data<uint16_t>(), labels.dim(0), labels.dim(1), to, width);
    else
      copy_rows(labels.data<uint8_t>(), labels.dim(0), labels.dim(1), to, width);
    to += height * width;
  }
  return out;
}

}  // namespace

Batch make_batch(const std::vector<Sample>& samples, atelier_form form, uint32_t void_label) {
  int64_t height = 0, width = 0;
  bool wide = void_label > 255;
  for (const Sample& sample : samples) {
    height = std::max(height, sample.labels.dim(0));
    width = std::max(width, sample.labels.dim(1));
    wide = wide || sample.labels.get().dtype.bits == 16;
  }
  Tensor pictures = for_pictures(
      form.dtype, [&](auto type) { return stack_pictures<decltype(type)>(samples, height, width, form.channels); });
  Tensor labels = wide ? stack_labels<uint16_t>(samples, height, width, void_label)
                       : stack_labels<uint8_t>(samples, height, width, void_label);
  return {std::move(pictures), std::move(labels), {}};
}

}  // namespace atelier::loader
