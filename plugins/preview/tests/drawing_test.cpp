// Colours, text, panes and the grid.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "../colours.hpp"
#include "../lettering.hpp"
#include "../panes.hpp"
#include "../sheet.hpp"

namespace {

using namespace atelier::preview;
using atelier::Tensor;

Shown sample(int height, int width, uint8_t label = 1) {
  Shown shown{"key", Tensor::make<uint8_t>({height, width, 3}), {}};
  std::fill_n(shown.picture.data<uint8_t>(), height * width * 3, uint8_t{200});
  shown.labels.push_back(Tensor::make<uint8_t>({height, width}));
  std::fill_n(shown.labels[0].data<uint8_t>(), height * width, label);
  return shown;
}

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

TEST(Panes, SmallPicturesAreEnlargedWithoutSmoothing) {
  Shown shown = sample(2, 4);
  shown.picture.data<uint8_t>()[0] = 0;  // red of the first pixel
  shown.labels[0].data<uint8_t>()[7] = 2;
  EXPECT_EQ(own_size(shown), 192);
  EXPECT_EQ(own_size(sample(100, 64)), 200);
  EXPECT_EQ(own_size(sample(480, 640)), 640);
  const auto panes = draw_panes(shown, {}, 256);
  ASSERT_EQ(panes.size(), 2u);
  EXPECT_EQ(panes[0].size(), cv::Size(256, 128));
  EXPECT_EQ(panes[0].at<cv::Vec3b>(63, 63), cv::Vec3b(0, 200, 200));
  EXPECT_EQ(panes[0].at<cv::Vec3b>(63, 64), cv::Vec3b(200, 200, 200));
  EXPECT_EQ(panes[1].at<cv::Vec3b>(64, 192), colour_of(2));
  EXPECT_EQ(panes[1].at<cv::Vec3b>(63, 192), colour_of(1));
}

TEST(Panes, MasksCanLieOverThePicture) {
  Look look;
  look.opacity = 0.5;
  EXPECT_EQ(draw_panes(sample(8, 8), look, 8)[1].at<cv::Vec3b>(3, 3), cv::Vec3b(164, 100, 100));
}

TEST(Panes, WideLabels) {
  Shown shown = sample(2, 2);
  shown.labels.push_back(Tensor::make<uint16_t>({2, 2}));
  std::fill_n(shown.labels[1].data<uint16_t>(), 4, uint16_t{300});
  EXPECT_EQ(labels_in(shown), (std::set<uint32_t>{1, 300}));
  EXPECT_EQ(draw_panes(shown, {}, 2)[2].at<cv::Vec3b>(0, 0), colour_of(300));
}

TEST(Sheet, PutsGroupsInAGrid) {
  std::vector<Group> groups;
  for (int i = 0; i < 5; ++i) groups.push_back({"k", draw_panes(sample(64, 64, static_cast<uint8_t>(i + 1)), {}, 256)});
  const Look look{{"picture", "mask"}, {"background", "cat"}, 255, 1};
  const cv::Mat two = draw_sheet(groups, look, {}, 2);
  EXPECT_EQ(two.cols, 2 * 16 + 2 * (2 * 256 + 4) + 20);
  EXPECT_EQ(two.rows, 2 * 16 + 20 + 3 * (256 + 20 + 10));
  // The middle of the mask of the fourth: second row, second column.
  EXPECT_EQ(two.at<cv::Vec3b>(16 + 20 + 286 + 128, 16 + 516 + 20 + 260 + 128), colour_of(4));
  EXPECT_EQ(draw_sheet(groups, look, {}, 64).cols, 2 * 16 + 5 * 516 + 4 * 20);  // no more columns than groups
  const cv::Mat square = draw_sheet(groups, look, {}, 0);
  EXPECT_LT(std::max(square.cols, square.rows), 2 * std::min(square.cols, square.rows));
}

TEST(Sheet, TheLegendShowsItsClassesInTheirColours) {
  const std::vector<Group> groups = {{"k", draw_panes(sample(64, 64), {}, 256)}};
  const Look look{{"picture", "mask"}, {"background", "cat", "dog"}, 255, 1};
  const cv::Mat without = draw_sheet(groups, look, {}, 1);
  const cv::Mat with = draw_sheet(groups, look, {0, 2, 255}, 1);
  ASSERT_EQ(with.rows, without.rows + kLineHeight);
  const cv::Mat legend = with.rowRange(with.rows - 16 - kLineHeight, with.rows - 16);
  const auto has = [&](cv::Vec3b colour) {
    return std::find(legend.begin<cv::Vec3b>(), legend.end<cv::Vec3b>(), colour) != legend.end<cv::Vec3b>();
  };
  EXPECT_TRUE(has(colour_of(2)));
  EXPECT_TRUE(has(void_colour(4, 0)));
  EXPECT_FALSE(has(colour_of(1)));
  std::set<uint32_t> many;
  for (uint32_t c = 0; c < 100; ++c) many.insert(c);
  EXPECT_GT(draw_sheet(groups, look, many, 1).rows, with.rows + 10 * kLineHeight);  // wraps
}

}  // namespace
