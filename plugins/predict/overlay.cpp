#include "overlay.hpp"

#include <algorithm>
#include <cstdio>
#include <opencv2/core.hpp>

#include "drawing/legend.hpp"
#include "drawing/rgb.hpp"

namespace atelier::predict {

namespace {

constexpr int kMargin = 8;               // around the legend, pixels
constexpr int64_t kPixelsPerEdge = 700;  // of the longer side, for each pixel of an edge's width

// The colours of all labels, and what they do to a channel's value.
class Tint {
 public:
  Tint(const std::vector<ClassInfo>& classes, double opacity) : classes_(classes) {
    for (int value = 0; value < 256; ++value) {
      const double kept = value * (1 - opacity);
      picture_[static_cast<size_t>(value)] = static_cast<float>(kept);
      colour_[static_cast<size_t>(value)] = static_cast<float>(value * opacity);
    }
  }
  bool is_clear(uint32_t label) const { return classes_[label].colour == Colour{}; }
  void apply(uint32_t label, uint8_t* rgb) const {
    const Colour& colour = classes_[label].colour;
    for (size_t c = 0; c < 3; ++c) rgb[c] = static_cast<uint8_t>(picture_[rgb[c]] + colour_[colour[c]] + 0.5F);
  }
  void paint(uint32_t label, uint8_t* rgb) const {
    const Colour& colour = classes_[label].colour;
    std::copy(colour.begin(), colour.end(), rgb);
  }

 private:
  const std::vector<ClassInfo>& classes_;
  float picture_[256], colour_[256];
};

// Whether another label begins within `reach` pixels to the right or below.
template <class T>
bool is_edge(const T* labels, int64_t height, int64_t width, int64_t y, int64_t x, int64_t reach) {
  const T* at = labels + y * width + x;
  for (int64_t step = 1; step <= reach; ++step) {
    if (x + step < width && at[step] != *at) return true;
    if (x - step >= 0 && at[-step] != *at) return true;
    if (y + step < height && at[step * width] != *at) return true;
    if (y - step >= 0 && at[-step * width] != *at) return true;
  }
  return false;
}

template <class T>
void tint(const T* labels, int64_t height, int64_t width, const Tint& tint, uint8_t* rgb) {
  const int64_t reach = std::max<int64_t>(1, std::max(height, width) / kPixelsPerEdge);
  for (int64_t y = 0; y < height; ++y)
    for (int64_t x = 0; x < width; ++x, rgb += 3) {
      const uint32_t label = labels[y * width + x];
      if (tint.is_clear(label)) continue;
      if (is_edge(labels, height, width, y, x, reach))
        tint.paint(label, rgb);
      else
        tint.apply(label, rgb);
    }
}

std::string share_text(uint64_t part, uint64_t whole) {
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, percent < 1 ? "<1 %%" : "%.0f %%", percent);
  return buffer;
}

// The picture with a legend below it, on white; wider where the picture is too narrow for a name.
Tensor with_legend(const Tensor& picture, const std::vector<ClassPixels>& found,
                   const std::vector<ClassInfo>& classes) {
  const auto height = static_cast<int>(picture.dim(0)), width = static_cast<int>(picture.dim(1));
  std::vector<drawing::LegendEntry> entries;
  for (const ClassPixels& each : found) {
    const ClassInfo& info = classes[each.label];
    entries.push_back(
        {text(info.name, "  ", share_text(each.pixels, static_cast<uint64_t>(element_count(picture) / 3))),
         cv::Vec3b(info.colour[0], info.colour[1], info.colour[2])});
  }
  int needed = 0;
  for (const drawing::LegendEntry& entry : entries) needed = std::max(needed, drawing::width_of(entry));
  const int wide = std::max(width, needed + 2 * kMargin);
  const drawing::Legend legend(entries, wide - 2 * kMargin);
  Tensor out = Tensor::make<uint8_t>({height + legend.height() + 2 * kMargin, wide, 3});
  cv::Mat canvas(static_cast<int>(out.dim(0)), wide, CV_8UC3, out.data<uint8_t>());
  canvas.setTo(cv::Scalar::all(255));
  cv::Mat(height, width, CV_8UC3, picture.data<uint8_t>()).copyTo(canvas(cv::Rect(0, 0, width, height)));
  legend.draw(canvas, {kMargin, height + kMargin});
  return out;
}

}  // namespace

Tensor draw_overlay(Tensor picture, const atelier_tensor& labels, const std::vector<ClassPixels>& found,
                    const std::vector<ClassInfo>& classes, const OverlayLook& look) {
  Tensor rgb = drawing::to_rgb(std::move(picture));
  const Tint colours(classes, look.opacity);
  const int64_t height = labels.shape[0], width = labels.shape[1];
  if (labels.dtype.bits == 16)
    tint(data_of<const uint16_t>(labels), height, width, colours, rgb.data<uint8_t>());
  else
    tint(data_of<const uint8_t>(labels), height, width, colours, rgb.data<uint8_t>());
  return look.legend ? with_legend(rgb, found, classes) : std::move(rgb);
}

}  // namespace atelier::predict
