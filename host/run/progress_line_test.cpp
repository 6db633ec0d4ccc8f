#include "progress_line.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "words/width.hpp"

namespace atelier::host {
namespace {

TEST(ProgressLine, Words) {
  EXPECT_EQ(progress_words(12, 40, "pictures", 0), "12/40 pictures");
  EXPECT_EQ(progress_words(12, 40, "pictures", 2), "12/40 pictures, 2/s, 14.0 s left");
  EXPECT_EQ(progress_words(12, 0, "", 25.4), "12, 25/s");
  EXPECT_EQ(progress_words(40, 40, "steps", 10), "40/40 steps, 10/s");
}

TEST(ProgressLine, RateIsOfTheLatestSeconds) {
  Rate rate;
  rate.restart(0, 0);
  EXPECT_EQ(rate.per_second(), 0);
  for (int s = 1; s <= 20; ++s) rate.add(s, 100u * static_cast<unsigned>(s));
  EXPECT_DOUBLE_EQ(rate.per_second(), 100);
  for (int s = 21; s <= 40; ++s) rate.add(s, 2000u + static_cast<unsigned>(s - 20));
  EXPECT_LT(rate.per_second(), 2);
  rate.add(41, 5);  // begins anew
  EXPECT_EQ(rate.per_second(), 0);
}

TEST(ProgressLine, ShowsTheNumbersThatComeMostOften) {
  LatestNumbers numbers;
  EXPECT_TRUE(numbers.words(3).empty());
  numbers.add("train/loss", 2);
  numbers.add("validate/mean_iou", 0.31254);
  numbers.add("train/wait", 0.04);
  for (const double loss : {3.0, 2.0, 1.23456}) numbers.add("train/step_loss", loss);
  EXPECT_EQ(numbers.words(3), (std::vector<std::string>{"step loss 1.235", "loss 2", "mean iou 0.3125"}));
  numbers.add("validate/loss", 4);
  EXPECT_EQ(numbers.words(9), (std::vector<std::string>{"step loss 1.235", "train loss 2", "mean iou 0.3125",
                                                        "wait 0.04", "validate loss 4"}));
  numbers.clear();
  numbers.add("x", std::numeric_limits<double>::quiet_NaN());
  numbers.add("lr", 1e-5);
  EXPECT_EQ(numbers.words(9), (std::vector<std::string>{"x nan", "lr 1e-05"}));
}

TEST(ProgressLine, NamesWithoutEndTakeNoRoom) {
  LatestNumbers numbers;
  for (int i = 0; i < 1000; ++i) numbers.add("n" + std::to_string(i), i);
  EXPECT_EQ(numbers.words(1000).size(), 64u);
}

TEST(ProgressLine, NeverTakesMoreThanItMay) {
  const ProgressFacts facts{"訓練", 12, 40, "🚂s", 3, {"loss 1", "ütf 2"}};
  for (size_t columns = 0; columns < 80; ++columns) EXPECT_LE(width_of(progress_line(facts, columns)), columns);
  EXPECT_EQ(progress_line(facts, 80), "訓練: 12/40 🚂s, 3/s, 9.3 s left, loss 1, ütf 2");
}

}  // namespace
}  // namespace atelier::host
