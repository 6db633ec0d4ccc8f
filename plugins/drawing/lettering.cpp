#include "drawing/lettering.hpp"

#include <opencv2/imgproc.hpp>

namespace drawing {

namespace {
constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
constexpr double kScale = 0.45;
}  // namespace

std::string drawable(std::string_view utf8) {
  std::string out;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 && byte < 0xC0) continue;  // the rest of a character
    out += byte >= 0x20 && byte < 0x7F ? c : '?';
  }
  return out;
}

int text_width(const std::string& text) {
  int base = 0;
  return cv::getTextSize(text, kFont, kScale, 1, &base).width;
}

void write_text(cv::Mat& canvas, cv::Point at, std::string_view utf8, int width, const cv::Scalar& colour) {
  std::string text = drawable(utf8);
  if (text_width(text) > width) {
    while (!text.empty() && text_width(text + "...") > width) text.pop_back();
    text += "...";
  }
  cv::putText(canvas, text, {at.x, at.y + kLineHeight - 6}, kFont, kScale, colour, 1, cv::LINE_AA);
}

}  // namespace drawing
