// A legend: swatches of colour with names beside them, in lines.
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace drawing {

struct LegendEntry {
  std::string name;
  cv::Vec3b colour;      // RGB
  bool is_void = false;  // the hatch of void instead of the colour
};

// Pixels that an entry takes in a line.
int width_of(const LegendEntry& entry);

class Legend {
 public:
  // Lines of at most `width` pixels, but for an entry that alone is wider.
  Legend(const std::vector<LegendEntry>& entries, int width);
  int height() const { return height_; }  // pixels; 0 for no entries
  // canvas: CV_8UC3 RGB. Texts end at its right border.
  void draw(cv::Mat& canvas, cv::Point origin) const;

 private:
  struct Placed {
    LegendEntry entry;
    cv::Point at;
  };
  std::vector<Placed> placed_;
  int height_ = 0;
};

}  // namespace drawing
