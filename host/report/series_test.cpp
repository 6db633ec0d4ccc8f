#include "series.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "testing/fake_system.hpp"

namespace atelier::host {
namespace {

std::vector<Series> series_of(const std::string& lines) {
  fake::Machine machine;
  machine.disk.put("/r/metrics.jsonl", lines);
  return read_series(machine.disk, "/r/metrics.jsonl");
}

TEST(SeriesOf, AFileInItsOrder) {
  const std::vector<Series> all = series_of(
      "{\"name\":\"z/loss\",\"step\":2,\"time\":\"t\",\"value\":0.5}\n"
      "{\"name\":\"a/score\",\"step\":0,\"value\":7}\n"
      "{\"name\":\"z/loss\",\"step\":1,\"value\":0.75}\n"
      "{\"name\":\"z/loss\",\"step\":2,\"value\":0.25}");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].name, "z/loss");
  EXPECT_EQ(all[0].told, 3u);
  ASSERT_EQ(all[0].points.size(), 2u) << "what was told last of a step counts";
  EXPECT_EQ(all[0].points[0].step, 1);
  EXPECT_EQ(all[0].points[1].value, 0.25);
  EXPECT_TRUE(all[0].is_curve());
  EXPECT_FALSE(all[1].is_curve());
}

TEST(SeriesOf, WhatIsNoNumberLeavesAGap) {
  const std::vector<Series> all = series_of(
      "{\"name\":\"l\",\"step\":0,\"value\":null}\n{\"name\":\"l\",\"step\":1,\"value\":1}\n"
      "{\"name\":\"l\",\"step\":2,\"value\":null}\n{\"name\":\"l\",\"step\":3,\"value\":2}\n"
      "{\"name\":\"l\",\"step\":4,\"value\":3}\n");
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].no_numbers, 2u);
  ASSERT_EQ(all[0].points.size(), 3u);
  EXPECT_FALSE(all[0].points[0].after_gap) << "nothing is before it";
  EXPECT_TRUE(all[0].points[1].after_gap);
  EXPECT_FALSE(all[0].points[2].after_gap);
}

TEST(SeriesOf, DamagedLinesArePassedOver) {
  const std::vector<Series> all = series_of(
      "{\"name\":\"l\",\"step\":1,\"value\":1}\nnot "
      "json\n[1]\n{\"name\":3,\"step\":1,\"value\":1}\n{\"name\":\"l\"}\n\n"
      "{\"name\":\"l\",\"step\":\"2\",\"value\":1}\n{\"name\":\"l\",\"step\":2,\"val");
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].points.size(), 1u);
  fake::Machine machine;
  EXPECT_TRUE(read_series(machine.disk, "/none").empty());
}

std::vector<Point> wave(size_t count) {
  std::vector<Point> out;
  for (size_t i = 0; i < count; ++i) out.push_back({static_cast<double>(i), std::sin(static_cast<double>(i) / 7)});
  return out;
}

TEST(Thinned, KeepsEndsAndExtremes) {
  std::vector<Point> points = wave(100'000);
  points[54'321].value = 9;
  points[12'345].value = -9;
  const std::vector<Point> few = thinned(points, 500);
  EXPECT_LE(few.size(), 500u);
  EXPECT_GT(few.size(), 400u);
  EXPECT_EQ(few.front().step, 0);
  EXPECT_EQ(few.back().step, 99'999);
  const auto has = [&](double step, double value) {
    return std::any_of(few.begin(), few.end(), [&](const Point& p) { return p.step == step && p.value == value; });
  };
  EXPECT_TRUE(has(54'321, 9));
  EXPECT_TRUE(has(12'345, -9));
  for (size_t i = 1; i < few.size(); ++i) EXPECT_LT(few[i - 1].step, few[i].step);
}

TEST(Thinned, LeavesShortSeriesAlone) {
  EXPECT_EQ(thinned(wave(500), 500).size(), 500u);
  EXPECT_LE(thinned(wave(501), 500).size(), 500u);
  EXPECT_EQ(thinned({}, 500).size(), 0u);
  EXPECT_LE(thinned(wave(5), 4).size(), 4u);
}

TEST(Thinned, KeepsGaps) {
  std::vector<Point> points = wave(10'000);
  points[5'001].after_gap = true;
  const std::vector<Point> few = thinned(points, 100);
  EXPECT_EQ(std::count_if(few.begin(), few.end(), [](const Point& p) { return p.after_gap; }), 1);
}

}  // namespace
}  // namespace atelier::host
