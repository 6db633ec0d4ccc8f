// Predictions come from folded, packed weights: they must be those of the network itself, whatever was done to it.
#include <unistd.h>

#include <array>
#include <filesystem>

#include "networks.hpp"

namespace {

using atelier::ModelRef;
using atelier::Tensor;
using atelier::testing::Bench;
using atelier::testing::Part;
using test::kThreads;

constexpr int kClasses = 7;

// The largest of the logits that forward gives.
std::vector<uint8_t> labels_of_forward(const ModelRef& model, const Bench& bench, const Tensor& pictures) {
  const auto logits = model.forward(bench.call(), pictures, /*training=*/false, 0);
  const std::vector<float> values = test::values_of<float>(logits[0]);
  const size_t count = static_cast<size_t>(pictures.get().shape[0]);
  const size_t pixels = values.size() / count / kClasses;
  std::vector<uint8_t> out;
  for (size_t n = 0; n < count; ++n)
    for (size_t p = 0; p < pixels; ++p) {
      const float* at = values.data() + n * kClasses * pixels + p;
      int best = 0;
      for (int c = 1; c < kClasses; ++c)
        if (at[static_cast<size_t>(c) * pixels] > at[static_cast<size_t>(best) * pixels]) best = c;
      out.push_back(static_cast<uint8_t>(best));
    }
  return out;
}

std::vector<uint8_t> predicted(const ModelRef& model, const Bench& bench, const Tensor& pictures) {
  return test::values_of<uint8_t>(model.predict(bench.call(), pictures).labels);
}

double share_equal(const std::vector<uint8_t>& a, const std::vector<uint8_t>& b) {
  EXPECT_EQ(a.size(), b.size());
  size_t equal = 0;
  for (size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i];
  return static_cast<double>(equal) / static_cast<double>(a.size());
}

// Labels of several classes, or a comparison says nothing.
void expect_variety(const std::vector<uint8_t>& labels) {
  std::array<size_t, kClasses> counts{};
  for (const uint8_t label : labels) ++counts.at(label);
  EXPECT_LT(*std::max_element(counts.begin(), counts.end()), labels.size() * 95 / 100);
}

class Predict : public ::testing::Test {
 protected:
  Predict() : bench_(kThreads) {}

  // With running statistics of its own: those of a start, 0 and 1, would hide how they are folded.
  Part trained(const char* precision) {
    Part part =
        test::make_network(bench_, {{"classes", kClasses}, {"aux", false}, {"seed", 4}, {"precision", precision}});
    const ModelRef model(part.object());
    for (uint64_t seed = 0; seed < 8; ++seed) model.forward(bench_.call(), pictures_, /*training=*/true, seed);
    return part;
  }

  Bench bench_;
  Tensor pictures_ = test::byte_pictures(2, 72, 104);
};

TEST_F(Predict, GivesTheLabelsOfTheUnfoldedNetwork) {
  const Part part = trained("float32");
  const ModelRef model(part.object());
  const auto expected = labels_of_forward(model, bench_, pictures_);
  expect_variety(expected);
  EXPECT_GE(share_equal(predicted(model, bench_, pictures_), expected), 0.9999);
  // Packed for one size, used for others; below rate 12 the pyramid has other taps.
  for (const int64_t side : {200, 64}) {
    const Tensor other = test::byte_pictures(1, side, side + 8);
    EXPECT_GE(share_equal(predicted(model, bench_, other), labels_of_forward(model, bench_, other)), 0.9999) << side;
  }
}

TEST_F(Predict, InBfloat16IsAsCloseToFloat32AsTheUnfoldedNetwork) {
  const Part whole = trained("float32"), half = trained("bfloat16");
  const ModelRef model(half.object());
  // The same weights and statistics.
  const auto from = ModelRef(whole.object()).parameters(bench_.call()), to = model.parameters(bench_.call());
  for (size_t i = 0; i < from.size(); ++i)
    if (atelier::same_dtype(from[i].value->dtype, atelier::dtype_of<float>()))
      std::copy_n(static_cast<const float*>(from[i].value->data), atelier::element_count(*from[i].value),
                  static_cast<float*>(to[i].value->data));
  const auto expected = labels_of_forward(ModelRef(whole.object()), bench_, pictures_);
  const double unfolded = share_equal(labels_of_forward(model, bench_, pictures_), expected);
  const double folded = share_equal(predicted(model, bench_, pictures_), expected);
  EXPECT_GE(folded, unfolded - 0.02);
  EXPECT_GE(folded, 0.8);
}

TEST_F(Predict, SeesWhateverIsWrittenToTheWeights) {
  const Part part = trained("float32");
  const ModelRef model(part.object());
  const auto before = predicted(model, bench_, pictures_);
  const auto parameters = model.parameters(bench_.call());
  EXPECT_EQ(predicted(model, bench_, pictures_), before);

  // Through a view that was taken before the last prediction: the bias of one class, then one running mean.
  for (const atelier_parameter& p : parameters)
    if (atelier::view(p.name) == "classifier.4.bias") static_cast<float*>(p.value->data)[5] += 1000;
  for (const uint8_t label : predicted(model, bench_, pictures_)) ASSERT_EQ(label, 5);
  for (const atelier_parameter& p : parameters) {
    if (atelier::view(p.name) == "classifier.4.bias") static_cast<float*>(p.value->data)[5] -= 1000;
    if (atelier::view(p.name) == "classifier.2.running_mean") static_cast<float*>(p.value->data)[17] += 5;
  }
  const auto after = predicted(model, bench_, pictures_);
  EXPECT_NE(after, before);
  EXPECT_GE(share_equal(after, labels_of_forward(model, bench_, pictures_)), 0.9999);
}

TEST_F(Predict, SeesTrainingAndLoading) {
  const Part part = trained("float32");
  const ModelRef model(part.object());
  const auto folder = std::filesystem::temp_directory_path() / ("atelier-predict-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const auto before = predicted(model, bench_, pictures_);
  model.save(bench_.call(), folder / "w.safetensors");

  const Tensor dark = test::noise<uint8_t>(2, 40, 40, 3);
  for (uint64_t seed = 0; seed < 8; ++seed) model.forward(bench_.call(), dark, /*training=*/true, seed);
  const auto trained_on = predicted(model, bench_, pictures_);
  EXPECT_GE(share_equal(trained_on, labels_of_forward(model, bench_, pictures_)), 0.9999);
  EXPECT_NE(trained_on, before);
  model.load(bench_.call(), folder / "w.safetensors");
  EXPECT_EQ(predicted(model, bench_, pictures_), before);
  std::filesystem::remove_all(folder);
}

// The two ways that logits can cross give one gradient.
TEST_F(Predict, CoarseLogitsTrainLikeLargeOnes) {
  const Part part = test::make_network(bench_, {{"classes", kClasses}, {"aux", false}, {"dropout", false}});
  const Part loss_part = bench_.make(test::component("loss.cross_entropy"));
  const ModelRef model(part.object());
  const atelier::LossRef loss(loss_part.object());
  ASSERT_TRUE(model.has_coarse() && loss.has_coarse());
  const std::vector<atelier_str> names(kClasses, atelier_str ATELIER_STR("thing"));
  loss.setup(bench_.call(), names, 255);
  Tensor labels = Tensor::make<uint8_t>({2, 72, 104});
  test::each_element<uint8_t>(
      labels, [](int64_t i, uint8_t& v) { v = i % 11 == 0 ? 255 : static_cast<uint8_t>(i / 300 % kClasses); });

  std::vector<double> values;
  std::vector<std::vector<float>> gradients;
  for (const bool coarse : {false, true}) {
    auto in = atelier::blank<atelier_forward_input>();
    in.training = 1;
    in.pictures = &pictures_.get();
    model.zero_gradients(bench_.call());
    const auto logits = coarse ? model.forward_coarse(bench_.call(), in, 1) : model.forward(bench_.call(), in, 1);
    EXPECT_EQ(logits[0].get().shape[2], coarse ? 9 : 72);
    const atelier::LossValue value = coarse ? loss.compute_coarse(bench_.call(), logits[0], labels, true)
                                            : loss.compute(bench_.call(), logits[0], labels, true);
    values.push_back(value.value);
    const atelier_tensor* given[] = {&value.gradient.get()};
    model.backward(bench_.call(), {given, 1});
    for (const atelier_parameter& p : model.parameters(bench_.call()))
      if (atelier::view(p.name) == "classifier.1.weight") gradients.push_back(test::values_of<float>(*p.gradient));
  }
  EXPECT_NEAR(values[1], values[0], 1e-5 * values[0]);
  double off = 0, size = 0;
  for (size_t i = 0; i < gradients[0].size(); ++i) {
    off += std::pow(gradients[1][i] - gradients[0][i], 2);
    size += std::pow(gradients[0][i], 2);
  }
  EXPECT_LT(std::sqrt(off / size), 1e-4);
}

}  // namespace
