#include <cmath>

#include "components.hpp"

namespace {

using atelier::Tensor;
using atelier::testing::Bench;
using atelier::testing::Value;

// [1,3,2,2]
Tensor logits() { return test::tensor_of<float>({1, 3, 2, 2}, {1, 2, 0, -1, 0.5f, 0, 1, 3, -1, 1, 2, 0}); }
Tensor labels(std::vector<uint8_t> values = {0, 255, 2, 1}) { return test::tensor_of<uint8_t>({1, 2, 2}, values); }

void tell(const Bench& bench, const atelier::LossRef& loss, size_t classes, uint32_t void_label = 255) {
  const std::vector<atelier_str> names(classes, atelier_str ATELIER_STR("thing"));
  loss.setup(bench.call(), names, void_label);
}

double loss(const Bench::Options& options, const atelier_tensor& x, const atelier_tensor& y, Tensor* gradient = nullptr,
            uint32_t void_label = 255) {
  Bench bench;
  const auto part = bench.make(test::component("loss.cross_entropy"), options);
  const atelier::LossRef loss(part.object());
  tell(bench, loss, static_cast<size_t>(x.shape[1]), void_label);
  atelier::LossValue made = loss.compute(bench.call(), x, y, gradient != nullptr);
  EXPECT_EQ(static_cast<bool>(made.gradient), gradient != nullptr);
  if (gradient) *gradient = std::move(made.gradient);
  return made.value;
}

std::string refusal(int32_t code, const atelier_tensor& x, const atelier_tensor& y) {
  Bench bench;
  const auto part = bench.make(test::component("loss.cross_entropy"));
  const atelier::LossRef loss(part.object());
  tell(bench, loss, 3);
  return test::failure(bench, code, [&] { loss.compute(bench.call(), x, y); });
}

std::string refused_setup(const Bench::Options& options, size_t classes, uint32_t void_label) {
  Bench bench;
  const auto part = bench.make(test::component("loss.cross_entropy"), options);
  return test::failure(bench, ATELIER_E_INVALID,
                       [&] { tell(bench, atelier::LossRef(part.object()), classes, void_label); });
}

TEST(CrossEntropy, GivesTheReferenceValues) {
  EXPECT_NEAR(loss({}, logits(), labels()), 0.342816, 1e-6);
  EXPECT_NEAR(loss({{"weights", std::vector<Value>{0.1, 1.0, 2.0}}}, logits(), labels()), 0.302126, 1e-6);
  EXPECT_NEAR(loss({{"label_smoothing", 0.1}}, logits(), labels()), 0.481704, 1e-6);
}

double balanced(const char* balance, const std::vector<uint64_t>& histogram) {
  Bench bench;
  const auto part = bench.make(test::component("loss.cross_entropy"), {{"balance", balance}});
  const atelier::LossRef loss(part.object());
  const std::vector<atelier_str> names(histogram.size(), atelier_str ATELIER_STR("thing"));
  loss.setup(bench.call(), names, 255, histogram);
  return loss.compute(bench.call(), logits(), labels()).value;
}

TEST(CrossEntropy, BalancesClassesByHowOftenTheyOccur) {
  const auto weighted = [](std::vector<Value> weights) {
    return loss({{"weights", std::move(weights)}}, logits(), labels());
  };
  const std::vector<uint64_t> histogram = {900, 90, 10};
  EXPECT_NEAR(balanced("inverse", histogram), weighted({1 / 900.0, 1 / 90.0, 1 / 10.0}), 1e-6);
  EXPECT_NEAR(balanced("inverse_sqrt", histogram), weighted({1 / 30.0, 1 / std::sqrt(90.0), 1 / std::sqrt(10.0)}),
              1e-6);
  EXPECT_NEAR(balanced("log", histogram),
              weighted({1 / std::log(1.02 + 0.9), 1 / std::log(1.02 + 0.09), 1 / std::log(1.02 + 0.01)}), 1e-6);
  EXPECT_NEAR(balanced("none", histogram), 0.342816, 1e-6);
  EXPECT_NEAR(balanced("inverse", {7, 7, 7}), 0.342816, 1e-6);
  EXPECT_NEAR(balanced("inverse", {7, 0, 7}), weighted({1.0, 0.0, 1.0}), 1e-6) << "a class without pixels";
}

TEST(CrossEntropy, BalanceNeedsAHistogramAndNoOtherWeights) {
  EXPECT_TRUE(test::contains(refused_setup({{"balance", "inverse"}}, 3, 255), "`balance` needs to know how often"));
  Bench bench;
  const auto part = bench.make(test::component("loss.cross_entropy"),
                               {{"balance", "log"}, {"weights", std::vector<Value>{1.0, 1.0, 1.0}}});
  const std::vector<atelier_str> names(3, atelier_str ATELIER_STR("thing"));
  const std::vector<uint64_t> histogram = {1, 2, 3}, nothing = {0, 0, 0};
  EXPECT_TRUE(
      test::contains(test::failure(bench, ATELIER_E_INVALID,
                                   [&] { atelier::LossRef(part.object()).setup(bench.call(), names, 255, histogram); }),
                     "leave one out"));
  Bench other;
  const auto alone = other.make(test::component("loss.cross_entropy"), {{"balance", "log"}});
  EXPECT_TRUE(
      test::contains(test::failure(other, ATELIER_E_INVALID,
                                   [&] { atelier::LossRef(alone.object()).setup(other.call(), names, 255, nothing); }),
                     "no labelled pixel"));
}

TEST(CrossEntropy, TakesEveryLabelType) {
  EXPECT_NEAR(loss({}, logits(), test::tensor_of<int64_t>({1, 2, 2}, {0, 255, 2, 1})), 0.342816, 1e-6);
  const Tensor wide = test::tensor_of<uint16_t>({1, 2, 2}, {0, 65535, 2, 1});
  EXPECT_NEAR(loss({}, logits(), wide, nullptr, 65535), 0.342816, 1e-6);
}

TEST(CrossEntropy, ScalesTheGradientAndNotTheValue) {
  Bench bench;
  const auto part = bench.make(test::component("loss.cross_entropy"));
  const atelier::LossRef loss(part.object());
  tell(bench, loss, 3);
  const atelier::LossValue plain = loss.compute(bench.call(), logits(), labels(), true);
  const atelier::LossValue scaled = loss.compute(bench.call(), logits(), labels(), true, 0.25);
  EXPECT_EQ(plain.value, scaled.value);
  for (int64_t i = 0; i < 12; ++i)
    EXPECT_EQ(scaled.gradient.data<float>()[i], 0.25f * plain.gradient.data<float>()[i]) << i;
}

TEST(CrossEntropy, GradientIsTheSlopeOfTheValue) {
  const Bench::Options options = {{"weights", std::vector<Value>{0.5, 1.0, 2.0}}, {"label_smoothing", 0.2}};
  Tensor x = logits(), gradient;
  loss(options, x, labels(), &gradient);
  const std::vector<float> slopes = test::values_of<float>(gradient);
  ASSERT_EQ(slopes.size(), 12u);
  for (size_t i = 0; i < slopes.size(); ++i) {
    constexpr float kStep = 1e-2f;
    const float was = x.data<float>()[i];
    x.data<float>()[i] = was + kStep;
    const double above = loss(options, x, labels());
    x.data<float>()[i] = was - kStep;
    const double below = loss(options, x, labels());
    x.data<float>()[i] = was;
    EXPECT_NEAR(slopes[i], (above - below) / (2 * kStep), 2e-4) << i;
  }
  for (const size_t c : {0, 1, 2}) EXPECT_EQ(slopes[c * 4 + 1], 0) << "a void pixel";
}

TEST(CrossEntropy, LeavesTheLogitsAsTheyWere) {
  const Tensor x = logits();
  Tensor gradient;
  loss({}, x, labels(), &gradient);
  EXPECT_EQ(test::values_of<float>(x), test::values_of<float>(logits()));
}

TEST(CrossEntropy, AllVoidIsZero) {
  Tensor gradient;
  EXPECT_EQ(loss({}, logits(), labels({255, 255, 255, 255}), &gradient), 0);
  EXPECT_EQ(test::values_of<float>(gradient), std::vector<float>(12, 0));
}

TEST(CrossEntropy, NamesALabelOutOfBoundsWithItsPlace) {
  const std::string text = refusal(ATELIER_E_DATA, logits(), labels({0, 1, 2, 90}));
  for (const char* part : {"label 90", "picture 0", "row 1", "column 1", "out of bounds", "3 classes"})
    EXPECT_TRUE(test::contains(text, part)) << text;
}

TEST(CrossEntropy, OnlyTheVoidLabelOfSetupCountsForNothing) {
  Bench bench;
  const auto part = bench.make(test::component("loss.cross_entropy"));
  const atelier::LossRef loss(part.object());
  tell(bench, loss, 3, 65535);
  EXPECT_TRUE(test::contains(
      test::failure(bench, ATELIER_E_DATA, [&] { loss.compute(bench.call(), logits(), labels()); }), "label 255"));
  tell(bench, loss, 3, 255);  // setup may come again
  EXPECT_NEAR(loss.compute(bench.call(), logits(), labels()).value, 0.342816, 1e-6);
}

TEST(CrossEntropy, RefusesFormsThatDoNotFit) {
  const Tensor row = test::tensor_of<uint8_t>({1, 1, 4}, {0, 0, 0, 0});
  EXPECT_TRUE(test::contains(refusal(ATELIER_E_INVALID, logits(), row), "do not fit"));
  EXPECT_TRUE(test::contains(refusal(ATELIER_E_INVALID, labels(), labels()), "float32"));
  EXPECT_TRUE(test::contains(refusal(ATELIER_E_INVALID, logits(), logits()), "labels must be"));
  const Tensor two = test::tensor_of<float>({1, 2, 2, 2}, {0, 0, 0, 0, 0, 0, 0, 0});
  EXPECT_TRUE(test::contains(refusal(ATELIER_E_INVALID, two, labels()), "logits have 2 classes, the labels have 3"));
}

TEST(CrossEntropy, RefusesClassesThatDoNotFitBeforeTheFirstStep) {
  EXPECT_TRUE(test::contains(refused_setup({{"weights", std::vector<Value>{1.0}}}, 3, 255),
                             "`weights` has length 1, but there are 3 classes"));
  EXPECT_TRUE(test::contains(refused_setup({}, 300, 255), "the void label 255 is one of the 300 classes"));
}

TEST(CrossEntropy, WantsToBeToldTheClassesFirst) {
  Bench bench;
  const auto part = bench.make(test::component("loss.cross_entropy"));
  test::failure(bench, ATELIER_E_INTERNAL,
                [&] { atelier::LossRef(part.object()).compute(bench.call(), logits(), labels()); });
}

TEST(CrossEntropy, TakesMoreThan255Classes) {
  const Tensor x = Tensor::make<float>({1, 300, 1, 1});
  for (int i = 0; i < 300; ++i) x.data<float>()[i] = 0;
  const Tensor y = test::tensor_of<uint16_t>({1, 1, 1}, {299});
  EXPECT_NEAR(loss({}, x, y, nullptr, 65535), std::log(300.0), 1e-5);
}

}  // namespace
