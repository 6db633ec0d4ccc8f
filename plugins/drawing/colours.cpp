#include "drawing/colours.hpp"

#include "pictures/voc_colours.hpp"

namespace drawing {

cv::Vec3b colour_of(uint32_t label) {
  const auto [red, green, blue] = pictures::voc_colour(label);
  return {red, green, blue};
}

cv::Vec3b void_colour(int x, int y) { return (x + y) % 8 < 2 ? cv::Vec3b(150, 150, 150) : cv::Vec3b(225, 225, 225); }

cv::Mat paint_labels(const cv::Mat& labels, uint32_t void_label) {
  cv::Mat out(labels.size(), CV_8UC3);
  for (int y = 0; y < labels.rows; ++y) {
    const auto* from = labels.ptr<uint16_t>(y);
    auto* to = out.ptr<cv::Vec3b>(y);
    for (int x = 0; x < labels.cols; ++x) to[x] = from[x] == void_label ? void_colour(x, y) : colour_of(from[x]);
  }
  return out;
}

}  // namespace drawing
