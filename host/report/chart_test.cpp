#include "chart.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "testing/well_formed.hpp"

namespace atelier::host {
namespace {

Series curve(const std::string& name, std::vector<Point> points = {{0, 1}, {10, 2}}) {
  return {name, std::move(points), 2, 0};
}
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::vector<std::string> titles(const std::vector<Series>& series) {
  std::vector<std::string> out;
  for (const Chart& chart : charts_of(series)) {
    out.push_back(chart.title + ":");
    for (const ChartLine& line : chart.lines) out.back() += " " + line.name;
  }
  return out;
}

TEST(Charts, HoldWhatBelongsTogether) {
  EXPECT_EQ(titles({curve("train/step_loss"), curve("train/rate"), curve("train/loss"), curve("v/iou/cat"),
                    curve("v/mean_iou"), curve("v/iou/dog"), curve("loss"), curve("once", {{1, 1}})}),
            (std::vector<std::string>{"loss: train/step_loss train/loss loss", "train/rate: train/rate",
                                      "iou: v/iou/cat v/mean_iou v/iou/dog"}));
  std::vector<Series> many;
  for (int i = 0; i < 30; ++i) many.push_back(curve("v/iou/" + std::to_string(i)));
  EXPECT_EQ(charts_of(many).size(), 3u) << "no more lines in one than can be told apart";
}

TEST(Charts, AreDrawn) {
  const std::string figure = chart_figure({"loss", {{"train/loss", curve("train/loss", {{0, 4}, {5, 2}, {10, 0}})}}});
  EXPECT_EQ(test_bench::trouble_with_page(figure), "");
  EXPECT_TRUE(has(figure, "<title>loss over steps</title>"));
  EXPECT_TRUE(has(figure, "<title>train/loss, step 5: 2</title>"));
  EXPECT_TRUE(has(figure, "last 0, from 0 to 4"));
  EXPECT_TRUE(has(figure, ">step</text>"));
}

// Each line begins anew behind a gap; a point that has none beside it is a dot.
TEST(Charts, LeaveGaps) {
  const std::string figure =
      chart_figure({"loss", {{"l", curve("l", {{0, 1}, {1, 1}, {2, 1, true}, {3, 1, true}, {4, 2}})}}});
  const std::string begin = "class=\"curve c0 d0\" d=\"";
  const size_t path = figure.find(begin) + begin.size(), end = figure.find('"', path);
  const std::string drawn = figure.substr(path, end - path);
  EXPECT_EQ(std::count(drawn.begin(), drawn.end(), 'M'), 3) << drawn;
  EXPECT_EQ(std::count(drawn.begin(), drawn.end(), 'L'), 2) << drawn;
}

TEST(Charts, OfStrangeNumbers) {
  const double most = std::numeric_limits<double>::max(), least = std::numeric_limits<double>::denorm_min();
  for (const std::vector<Point>& points : std::vector<std::vector<Point>>{{{0, most}, {1, -most}},
                                                                          {{0, 0}, {1, least}},
                                                                          {{0, 5}, {1, 5}},
                                                                          {{0, 0}, {1, 0}},
                                                                          {{0, -1e-9}, {1e19, 1e9}},
                                                                          {{3, 1}},
                                                                          {},
                                                                          {{1e300, 1}, {1e301, 2}},
                                                                          {{0, 1}, {1, 1 + 1e-16}}}) {
    const std::string figure = chart_figure({"x", {{"x", curve("x", points)}}});
    if (!figure.empty()) {
      EXPECT_EQ(test_bench::trouble_with_page(figure), "");
    }
    EXPECT_FALSE(has(figure, "nan") || has(figure, "inf")) << figure;
    EXPECT_LT(figure.size(), 8000u);
  }
}

TEST(Charts, KeepTheColourOfALineThatIsNotThere) {
  const std::string figure = chart_figure({"loss", {{"a", Series{"loss"}}, {"b", curve("loss")}}});
  EXPECT_TRUE(has(figure, "class=\"curve c1 d0\" d=\"M5"));
  EXPECT_TRUE(has(figure, "no values"));
  EXPECT_EQ(line_style(9), "c1 d1");
}

TEST(Ticks, AreRoundNumbers) {
  const auto texts = [](double low, double high) {
    std::string out;
    const Ticks ticks = ticks_of(low, high, 5);
    for (const double at : ticks.at) out += tick_text(at, ticks.apart) + " ";
    return out;
  };
  EXPECT_EQ(texts(0, 1), "0.0 0.2 0.4 0.6 0.8 1.0 ");
  EXPECT_EQ(texts(-0.3, 0.31), "-0.2 0.0 0.2 ");
  EXPECT_EQ(texts(0, 90'000), "0 20k 40k 60k 80k ");
  EXPECT_EQ(texts(1, 7), "2 4 6 ");
  EXPECT_EQ(texts(0, 3e-7), "0 1e-07 2e-07 3e-07 ");
  EXPECT_EQ(texts(5, 5), "");
}

}  // namespace
}  // namespace atelier::host
