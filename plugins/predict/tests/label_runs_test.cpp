// Label maps taken apart and put together again.
#include "../label_runs.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

namespace {

using atelier::Tensor;
using atelier::predict::take_apart;

template <class T>
void expect_round_trip(uint32_t seed) {
  std::mt19937 random(seed);
  const auto pick = [&](uint32_t below) { return random() % below; };
  const int64_t height = 1 + pick(150), width = 1 + pick(150);
  const uint32_t classes = 2 + pick(sizeof(T) == 1 ? 250 : 400), shown = 1 + pick(std::min(classes, 6U));
  Tensor labels = Tensor::make<T>({height, width});
  T label = 0;
  for (int64_t i = 0; i < height * width; ++i) {
    if (pick(20) == 0) label = static_cast<T>(classes - 1 - pick(shown));
    labels.data<T>()[i] = label;
  }
  std::vector<int64_t> painted(static_cast<size_t>(height * width), -1);
  uint32_t last = 0;
  bool first = true;
  for (const auto& each : take_apart(labels, classes, true)) {
    EXPECT_TRUE(first || each.label > last);
    first = false;
    last = each.label;
    EXPECT_EQ(geometry::area_of(each.runs), each.pixels);
    EXPECT_EQ(geometry::sum_of(each.runs), static_cast<uint64_t>(height * width));
    for (size_t i = 1; i < each.runs.size(); ++i) EXPECT_NE(each.runs[i], 0u);
    int64_t at = 0;
    for (size_t i = 0; i < each.runs.size(); ++i)
      for (const int64_t end = at + each.runs[i]; at < end; ++at)
        if (i % 2 == 1) painted[static_cast<size_t>(at % height * width + at / height)] = each.label;
  }
  for (int64_t i = 0; i < height * width; ++i)
    ASSERT_EQ(painted[static_cast<size_t>(i)], labels.data<T>()[i]) << "seed " << seed << ", pixel " << i;
}

TEST(LabelRuns, PaintTheLabelMapAgain) {
  const uint32_t start = std::random_device()();
  std::cout << "seed " << start << "\n";
  for (uint32_t i = 0; i < 100; ++i) {
    expect_round_trip<uint8_t>(start + i);
    expect_round_trip<uint16_t>(start + i);
  }
}

TEST(LabelRuns, ALabelThatIsNoClassIsAnError) {
  Tensor labels = Tensor::make<uint8_t>({1, 2});
  labels.data<uint8_t>()[0] = 0;
  labels.data<uint8_t>()[1] = 4;
  EXPECT_EQ(take_apart(labels, 5, false).size(), 2u);
  EXPECT_TRUE(take_apart(labels, 5, false)[0].runs.empty());
  EXPECT_THROW(take_apart(labels, 4, true), atelier::Error);
}

}  // namespace
