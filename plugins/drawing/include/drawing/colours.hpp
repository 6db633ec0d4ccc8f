// The colours of label maps: those of the Pascal VOC development kit, where the bits of the label are dealt out to red,
// green and blue from the highest bit down, so that neighbouring labels differ much. Void is a grey hatch.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>

namespace drawing {

// RGB. (0,0,0) for 0, (128,0,0) for 1, (0,128,0) for 2, …; distinct for all 16-bit labels.
cv::Vec3b colour_of(uint32_t label);

// The colour of a void pixel at that place of the canvas: light grey, with darker diagonal stripes.
cv::Vec3b void_colour(int x, int y);

// labels: CV_16UC1; the result is CV_8UC3 RGB of the same size.
cv::Mat paint_labels(const cv::Mat& labels, uint32_t void_label);

}  // namespace drawing
