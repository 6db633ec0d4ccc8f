// Text on canvases. OpenCV's fonts know ASCII alone: every other character becomes one '?', control characters too.
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <string_view>

namespace drawing {

inline constexpr int kLineHeight = 20;  // pixels

std::string drawable(std::string_view utf8);
int text_width(const std::string& text);  // pixels

// Writes into the line of kLineHeight pixels whose top left corner is `at`; a text wider than `width` ends in "...".
void write_text(cv::Mat& canvas, cv::Point at, std::string_view utf8, int width, const cv::Scalar& colour);

}  // namespace drawing
