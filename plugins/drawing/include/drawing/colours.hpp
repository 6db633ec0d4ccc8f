// The colours of label maps: those of the Pascal VOC development kit (pictures/voc_colours.hpp). Void is a grey hatch.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>

namespace drawing {

// RGB.
cv::Vec3b colour_of(uint32_t label);

// The colour of a void pixel at that place of the canvas: light grey, with darker diagonal stripes.
cv::Vec3b void_colour(int x, int y);

// labels: CV_16UC1; the result is CV_8UC3 RGB of the same size.
cv::Mat paint_labels(const cv::Mat& labels, uint32_t void_label);

}  // namespace drawing
