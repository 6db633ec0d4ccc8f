// Panes and the grid.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "../panes.hpp"
#include "../sheet.hpp"
#include "drawing/colours.hpp"
#include "drawing/lettering.hpp"

namespace {

using namespace atelier::preview;
using atelier::Tensor;
using drawing::colour_of;
using drawing::kLineHeight;

Shown sample(int height, int width, uint8_t label = 1) {
  Shown shown{"key", Tensor::make<uint8_t>({height, width, 3}), {}};
  std::fill_n(shown.picture.data<uint8_t>(), height * width * 3, uint8_t{200});
  shown.labels.push_back(Tensor::make<uint8_t>({height, width}));
  std::fill_n(shown.labels[0].data<uint8_t>(), height * width, label);
  return shown;
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
  EXPECT_TRUE(has(drawing::void_colour(4, 0)));
  EXPECT_FALSE(has(colour_of(1)));
  std::set<uint32_t> many;
  for (uint32_t c = 0; c < 100; ++c) many.insert(c);
  EXPECT_GT(draw_sheet(groups, look, many, 1).rows, with.rows + 10 * kLineHeight);  // wraps
}

}  // namespace
