#include "pictures/resize.hpp"

#include <algorithm>
#include <limits>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "codecs.hpp"

namespace pictures {

using atelier::Error;
using atelier::Tensor;
using atelier::text;

namespace {

void check_target(const atelier_tensor& from, int64_t height, int64_t width) {
  const int64_t most = std::numeric_limits<int16_t>::max();  // OpenCV's limit for some of its resizers
  if (height < 1 || width < 1 || height > most || width > most || from.shape[0] < 1 || from.shape[1] < 1)
    throw Error(ATELIER_E_UNSUPPORTED,
                text("cannot resize ", atelier::describe(from), " to ", height, " rows and ", width, " columns"));
}

template <class T>
Tensor pick_nearest(const atelier_tensor& labels, int64_t height, int64_t width) {
  const int64_t rows = labels.shape[0], columns = labels.shape[1];
  const T* in = atelier::data_of<const T>(labels);
  Tensor result = Tensor::make<T>({height, width});
  T* out = result.data<T>();
  std::vector<int64_t> from(static_cast<size_t>(width));
  for (int64_t x = 0; x < width; ++x) from[static_cast<size_t>(x)] = x * columns / width;
  for (int64_t y = 0; y < height; ++y) {
    const T* row = in + y * rows / height * columns;
    for (const int64_t x : from) *out++ = row[x];
  }
  return result;
}

void resize_matrix(const cv::Mat& in, cv::Mat& out) {
  const cv::Size smaller(std::min(out.cols, in.cols), std::min(out.rows, in.rows));
  if (smaller == out.size()) {
    cv::resize(in, out, out.size(), 0, 0, cv::INTER_AREA);
  } else {
    cv::Mat shrunk = in;
    if (smaller != in.size()) cv::resize(in, shrunk, smaller, 0, 0, cv::INTER_AREA);
    cv::resize(shrunk, out, out.size(), 0, 0, cv::INTER_LINEAR);
  }
}

// Copies `count` of each pixel's channels.
template <class T>
void copy_channels(const T* from, size_t from_channels, T* to, size_t to_channels, size_t pixels, size_t count) {
  for (size_t i = 0; i < pixels; ++i) std::copy_n(from + i * from_channels, count, to + i * to_channels);
}

template <class T>
Tensor resize_values(const atelier_tensor& picture, int64_t height, int64_t width) {
  constexpr int64_t kMost = 4;  // channels that OpenCV averages
  const int depth = cv::DataType<T>::depth, rows = static_cast<int>(picture.shape[0]),
            columns = static_cast<int>(picture.shape[1]), new_rows = static_cast<int>(height),
            new_columns = static_cast<int>(width);
  const int64_t channels = picture.shape[2];
  auto* from = const_cast<T*>(atelier::data_of<const T>(picture));
  Tensor result = Tensor::make<T>({height, width, channels});
  if (channels <= kMost) {
    const int type = CV_MAKETYPE(depth, static_cast<int>(channels));
    cv::Mat out(new_rows, new_columns, type, result.data<T>());
    resize_matrix(cv::Mat(rows, columns, type, from), out);
    return result;
  }
  for (int64_t first = 0; first < channels; first += kMost) {
    const auto count = static_cast<size_t>(std::min(kMost, channels - first)), all = static_cast<size_t>(channels);
    const int type = CV_MAKETYPE(depth, static_cast<int>(count));
    cv::Mat in(rows, columns, type), out(new_rows, new_columns, type);
    copy_channels(from + first, all, in.ptr<T>(), count, in.total(), count);
    resize_matrix(in, out);
    copy_channels<T>(out.ptr<T>(), count, result.data<T>() + first, all, out.total(), count);
  }
  return result;
}

}  // namespace

void use_one_opencv_thread() {
  static const bool once = [] {
    cv::setNumThreads(1);
    return true;
  }();
  static_cast<void>(once);
}

Tensor resize_picture(const atelier_tensor& picture, int64_t height, int64_t width) {
  if (picture.ndim != 3 || picture.shape[2] < 1)
    throw Error(ATELIER_E_UNSUPPORTED, text("a tensor ", atelier::describe(picture), " is no picture [H,W,C]"));
  check_target(picture, height, width);
  use_one_opencv_thread();
  return atelier::for_pictures(picture.dtype,
                               [&](auto type) { return resize_values<decltype(type)>(picture, height, width); });
}

Tensor resize_labels(const atelier_tensor& labels, int64_t height, int64_t width) {
  if (labels.ndim != 2)
    throw Error(ATELIER_E_UNSUPPORTED, text("a tensor ", atelier::describe(labels), " is no label map [H,W]"));
  check_target(labels, height, width);
  if (atelier::same_dtype(labels.dtype, atelier::dtype_of<uint16_t>()))
    return pick_nearest<uint16_t>(labels, height, width);
  return pick_nearest<uint8_t>(labels, height, width);
}

}  // namespace pictures
