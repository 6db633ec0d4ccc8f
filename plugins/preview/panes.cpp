#include "panes.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "drawing/colours.hpp"
#include "pictures/resize.hpp"

namespace atelier::preview {

namespace {

constexpr int kSmallest = 192;

cv::Size size_of(const Shown& shown) {
  return {static_cast<int>(shown.picture.dim(1)), static_cast<int>(shown.picture.dim(0))};
}

cv::Size scaled(cv::Size size, int longest) {
  const double factor = static_cast<double>(longest) / std::max(size.width, size.height);
  const auto side = [&](int s) { return std::max(1, static_cast<int>(std::lround(s * factor))); };
  return {side(size.width), side(size.height)};
}

// A view of the tensor, which must outlive it.
cv::Mat rgb_view(const Tensor& t) {
  return {static_cast<int>(t.dim(0)), static_cast<int>(t.dim(1)), CV_8UC3, t.data<uint8_t>()};
}

cv::Mat picture_pane(const Tensor& picture, cv::Size size) {
  if (size.width >= 2 * picture.dim(1)) {
    cv::Mat out;
    cv::resize(rgb_view(picture), out, size, 0, 0, cv::INTER_NEAREST);
    return out;
  }
  return rgb_view(pictures::resize_picture(picture, size.height, size.width)).clone();
}

bool is_narrow(const Tensor& labels) { return same_dtype(labels.get().dtype, dtype_of<uint8_t>()); }

cv::Mat wide_labels(const Tensor& labels) {
  const int rows = static_cast<int>(labels.dim(0)), columns = static_cast<int>(labels.dim(1));
  cv::Mat out;
  if (is_narrow(labels))
    cv::Mat(rows, columns, CV_8UC1, labels.data<uint8_t>()).convertTo(out, CV_16U);
  else
    out = cv::Mat(rows, columns, CV_16UC1, labels.data<uint16_t>()).clone();
  return out;
}

}  // namespace

Look look_at(const atelier_samples_info& samples, std::vector<std::string> titles, double opacity) {
  Look look{std::move(titles), {}, samples.void_label, opacity};
  for (uint64_t c = 0; c < samples.class_count; ++c) look.class_names.push_back(str(samples.class_names[c]));
  return look;
}

std::vector<cv::Mat> draw_panes(const Shown& shown, const Look& look, int longest) {
  const cv::Size size = scaled(size_of(shown), longest);
  std::vector<cv::Mat> panes = {picture_pane(shown.picture, size)};
  for (const Tensor& labels : shown.labels) {
    const Tensor resized = pictures::resize_labels(labels, size.height, size.width);
    cv::Mat colours = drawing::paint_labels(wide_labels(resized), look.void_label);
    if (look.opacity < 1) cv::addWeighted(colours, look.opacity, panes[0], 1 - look.opacity, 0, colours);
    panes.push_back(std::move(colours));
  }
  return panes;
}

int own_size(const Shown& shown) {
  const cv::Size size = size_of(shown);
  const int longest = std::max(size.width, size.height);
  return longest * std::max(1, (kSmallest + longest - 1) / longest);
}

std::set<uint32_t> labels_in(const Shown& shown) {
  std::set<uint32_t> found;
  for (const Tensor& labels : shown.labels) {
    const cv::Mat wide = wide_labels(labels);
    found.insert(wide.begin<uint16_t>(), wide.end<uint16_t>());
  }
  return found;
}

}  // namespace atelier::preview
