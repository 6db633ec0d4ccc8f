#include "drawing/legend.hpp"

#include <opencv2/imgproc.hpp>

#include "drawing/colours.hpp"
#include "drawing/lettering.hpp"

namespace drawing {

namespace {

constexpr int kSwatch = 14;
constexpr int kSwatchText = kSwatch + 6;
constexpr int kEntryGap = 18;
const cv::Scalar kInk(30, 30, 30), kFrame(190, 190, 190);

}  // namespace

int width_of(const LegendEntry& entry) { return kSwatchText + text_width(drawable(entry.name)); }

Legend::Legend(const std::vector<LegendEntry>& entries, int width) {
  cv::Point at(0, 0);
  for (const LegendEntry& entry : entries) {
    const int needed = width_of(entry);
    if (at.x > 0 && at.x + needed > width) at = {0, at.y + kLineHeight};
    placed_.push_back({entry, at});
    at.x += needed + kEntryGap;
  }
  height_ = entries.empty() ? 0 : at.y + kLineHeight;
}

void Legend::draw(cv::Mat& canvas, cv::Point origin) const {
  for (const Placed& each : placed_) {
    const cv::Rect box(origin.x + each.at.x, origin.y + each.at.y + (kLineHeight - kSwatch) / 2, kSwatch, kSwatch);
    const cv::Rect seen = box & cv::Rect({0, 0}, canvas.size());
    for (int y = seen.y; y < seen.y + seen.height; ++y)
      for (int x = seen.x; x < seen.x + seen.width; ++x)
        canvas.at<cv::Vec3b>(y, x) = each.entry.is_void ? void_colour(x - box.x, y - box.y) : each.entry.colour;
    cv::rectangle(canvas, box, kFrame);
    const int left = box.x + kSwatchText;
    write_text(canvas, {left, origin.y + each.at.y}, each.entry.name, canvas.cols - left, kInk);
  }
}

}  // namespace drawing
