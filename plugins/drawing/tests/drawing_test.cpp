// Colours, text and legends.
#include <gtest/gtest.h>

#include <cstdint>
#include <opencv2/core.hpp>
#include <set>
#include <string>
#include <tuple>

#include "drawing/colours.hpp"
#include "drawing/legend.hpp"
#include "drawing/lettering.hpp"

namespace {

using namespace drawing;

// From the table of the VOC development kit.
TEST(Colours, AreThoseOfVoc) {
  EXPECT_EQ(colour_of(0), cv::Vec3b(0, 0, 0));
  EXPECT_EQ(colour_of(1), cv::Vec3b(128, 0, 0));
  EXPECT_EQ(colour_of(2), cv::Vec3b(0, 128, 0));
  EXPECT_EQ(colour_of(3), cv::Vec3b(128, 128, 0));
  EXPECT_EQ(colour_of(4), cv::Vec3b(0, 0, 128));
  EXPECT_EQ(colour_of(8), cv::Vec3b(64, 0, 0));
  EXPECT_EQ(colour_of(15), cv::Vec3b(192, 128, 128));
  EXPECT_EQ(colour_of(20), cv::Vec3b(0, 64, 128));
  EXPECT_EQ(colour_of(255), cv::Vec3b(224, 224, 192));
}

TEST(Colours, AreAllDifferent) {
  std::set<std::tuple<int, int, int>> seen;
  for (uint32_t label = 0; label < 65536; ++label) {
    const cv::Vec3b c = colour_of(label);
    seen.emplace(c[0], c[1], c[2]);
  }
  EXPECT_EQ(seen.size(), 65536u);
}

TEST(Colours, VoidIsHatched) {
  const cv::Mat labels(16, 16, CV_16UC1, cv::Scalar(255));
  const cv::Mat painted = paint_labels(labels, 255);
  EXPECT_NE(painted.at<cv::Vec3b>(0, 0), painted.at<cv::Vec3b>(0, 4));
  EXPECT_EQ(painted.at<cv::Vec3b>(0, 4), painted.at<cv::Vec3b>(4, 0));
}

TEST(Lettering, OtherThanAsciiBecomesAQuestionMark) { EXPECT_EQ(drawable("caf\xc3\xa9 \xe6\x97\xa5\n."), "caf? ??."); }

TEST(Lettering, LongTextIsCut) {
  cv::Mat canvas(kLineHeight, 400, CV_8UC3, cv::Scalar::all(255));
  write_text(canvas, {0, 0}, std::string(200, 'W'), 100, cv::Scalar::all(0));
  EXPECT_EQ(cv::countNonZero(canvas.colRange(104, 400).reshape(1) != 255), 0);
  EXPECT_GT(cv::countNonZero(canvas.colRange(0, 100).reshape(1) != 255), 0);
}

TEST(Legend, WrapsAndStaysOnTheCanvas) {
  std::vector<LegendEntry> entries(3, {"a name", {10, 20, 30}});
  const int one = Legend(entries, 10000).height();
  EXPECT_EQ(one, kLineHeight);
  EXPECT_EQ(Legend(entries, 1).height(), 3 * one);
  EXPECT_EQ(Legend({}, 100).height(), 0);
  cv::Mat canvas(10, 8, CV_8UC3, cv::Scalar::all(255));  // smaller than a swatch
  Legend(entries, 8).draw(canvas, {0, 0});
  EXPECT_EQ(canvas.at<cv::Vec3b>(8, 4), cv::Vec3b(10, 20, 30));
}

TEST(Legend, VoidIsHatched) {
  cv::Mat canvas(kLineHeight, 100, CV_8UC3, cv::Scalar::all(255));
  Legend({{"void", {}, true}}, 100).draw(canvas, {0, 0});
  EXPECT_EQ(canvas.at<cv::Vec3b>(3 + 4, 4), void_colour(4, 4));
  EXPECT_EQ(canvas.at<cv::Vec3b>(3 + 4, 8), void_colour(8, 4));
}

}  // namespace
