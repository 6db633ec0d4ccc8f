// One sample as panes of equal size side by side: the picture, then its label maps in colours.
#pragma once

#include <atelier/cpp/samples.hpp>
#include <atelier/cpp/tensor.hpp>
#include <cstdint>
#include <opencv2/core.hpp>
#include <set>
#include <string>
#include <vector>

namespace atelier::preview {

// A sample to show. All label maps have the picture's size.
struct Shown {
  std::string caption;
  Tensor picture;              // uint8 [H,W,3] RGB, see drawing/rgb.hpp
  std::vector<Tensor> labels;  // uint8 or uint16 [H,W]
};

// How to show it. opacity 1: the label maps' colours alone; less: they lie over the picture.
struct Look {
  std::vector<std::string> titles;  // of the panes, "picture" first
  std::vector<std::string> class_names;
  uint32_t void_label = 255;
  double opacity = 1;
};

Look look_at(const atelier_samples_info& samples, std::vector<std::string> titles, double opacity);

// Panes whose longer side is `longest` pixels, CV_8UC3 RGB. Pictures that at least double are enlarged without
// smoothing, so that single pixels show; label maps are never smoothed.
std::vector<cv::Mat> draw_panes(const Shown& shown, const Look& look, int longest);

// The longer side for a file of its own: that of the picture, small ones enlarged by a whole number to 192 pixels or
// more.
int own_size(const Shown& shown);

// The labels that occur, void among them.
std::set<uint32_t> labels_in(const Shown& shown);

}  // namespace atelier::preview
