// Which pictures the network takes, and how it normalises them.
#include <algorithm>
#include <cmath>

#include "networks.hpp"

namespace {

using atelier::ModelRef;
using atelier::Tensor;
using atelier::testing::Bench;
using atelier::testing::Part;
using atelier::testing::Value;

TEST(Pictures, AreNormalisedByTheNetwork) {
  Bench bench(test::kThreads);
  const Part part = test::make_network(bench, {{"classes", 3}, {"aux", false}});
  const ModelRef model(part.object());
  const Tensor bytes = test::byte_pictures(1, 16, 24);
  Tensor floats = Tensor::make<float>({1, 3, 16, 24});
  const double mean[] = {0.485, 0.456, 0.406}, deviation[] = {0.229, 0.224, 0.225};
  test::each_element<float>(floats, [&](int64_t i, float& v) {
    const int64_t c = i / (16 * 24), pixel = i % (16 * 24);
    v = static_cast<float>((bytes.data<uint8_t>()[pixel * 3 + c] / 255.0 - mean[c]) / deviation[c]);
  });
  const auto a = test::values_of<float>(model.forward(bench.call(), bytes, false, 0)[0]);
  const auto b = test::values_of<float>(test::forward_normalised(model, bench, floats, false)[0]);
  ASSERT_EQ(a.size(), 3u * 16 * 24);
  for (size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a[i], b[i], 1e-4) << i;
}

// The same numbers of 0 to 1 give the same logits, whatever type carries them; float32 pictures stay as they were.
TEST(Pictures, TakesUint16AndFloat32AsItTakesBytes) {
  Bench bench(test::kThreads);
  const Part part = test::make_network(bench, {{"classes", 3}, {"aux", false}});
  const ModelRef model(part.object());
  const Tensor bytes = test::byte_pictures(1, 16, 24);
  Tensor wide = Tensor::make<uint16_t>({1, 16, 24, 3}), floats = Tensor::make<float>({1, 16, 24, 3});
  for (int64_t i = 0; i < 16 * 24 * 3; ++i) {
    wide.data<uint16_t>()[i] = static_cast<uint16_t>(bytes.data<uint8_t>()[i] * 257);  // 65535 = 255 * 257
    floats.data<float>()[i] = static_cast<float>(bytes.data<uint8_t>()[i]) / 255;
  }
  const auto floats_before = test::values_of<float>(floats);
  const auto a = test::values_of<float>(model.forward(bench.call(), bytes, false, 0)[0]);
  for (const Tensor* other : {&wide, &floats}) {
    const auto b = test::values_of<float>(model.forward(bench.call(), *other, false, 0)[0]);
    for (size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a[i], b[i], 1e-4) << i;
  }
  EXPECT_EQ(test::values_of<float>(floats), floats_before);
}

template <class T>
void expect_other_channels_work(int64_t channels) {
  Bench bench(test::kThreads);
  const Part part = test::make_network(bench, {{"classes", 3}, {"channels", channels}, {"dropout", false}});
  const ModelRef model(part.object());
  EXPECT_EQ(model.describe(bench.call()).channels, static_cast<uint32_t>(channels));
  const auto parameters = model.parameters(bench.call());
  EXPECT_EQ(atelier::describe(*parameters[0].value), atelier::text("float32 [64,", channels, ",7,7]"));

  const Tensor pictures = test::noise<T>(2, 16, 24, channels);
  EXPECT_EQ(atelier::describe(model.predict(bench.call(), pictures).labels), "uint8 [2,16,24]");
  const auto outputs = model.forward(bench.call(), pictures, true, 0, 2);
  EXPECT_EQ(atelier::describe(outputs[1]), "float32 [2,3,16,24]");
  const atelier_tensor* gradients[] = {&outputs[0].get(), &outputs[1].get()};
  model.backward(bench.call(), {gradients, 2});
  const auto with_gradients = model.parameters(bench.call());
  ASSERT_NE(with_gradients[0].gradient, nullptr);
  const auto slopes = test::values_of<float>(*with_gradients[0].gradient);
  EXPECT_TRUE(std::all_of(slopes.begin(), slopes.end(), [](float v) { return std::isfinite(v); }));
  EXPECT_TRUE(std::any_of(slopes.begin(), slopes.end(), [](float v) { return v != 0; }));

  const auto before = test::values_of<float>(*with_gradients[0].value);
  const Part sgd = bench.make(test::component("optimizer.sgd"));
  const atelier::OptimizerRef optimizer(sgd.object());
  optimizer.setup(bench.call(), with_gradients);
  optimizer.step(bench.call(), with_gradients, 1);
  EXPECT_NE(test::values_of<float>(*with_gradients[0].value), before);
}

TEST(Pictures, LearnsFromFourChannelsOfBytes) { expect_other_channels_work<uint8_t>(4); }
TEST(Pictures, LearnsFromOneChannelOfUint16) { expect_other_channels_work<uint16_t>(1); }

TEST(Pictures, MeanAndDeviationAreThoseGivenOrOfImageNet) {
  Bench bench(test::kThreads);
  const Tensor bytes = test::noise<uint8_t>(1, 16, 16, 2);
  const auto logits_are_of = [&](Bench::Options options, std::vector<double> mean, std::vector<double> deviation) {
    options.insert(options.end(), {{"classes", 3}, {"aux", false}, {"channels", 2}});
    const Part part = test::make_network(bench, options);
    const ModelRef model(part.object());
    Tensor floats = Tensor::make<float>({1, 2, 16, 16});
    test::each_element<float>(floats, [&](int64_t i, float& v) {
      const auto c = static_cast<size_t>(i / 256);
      v = static_cast<float>((bytes.data<uint8_t>()[i % 256 * 2 + i / 256] / 255.0 - mean[c]) / deviation[c]);
    });
    const auto a = test::values_of<float>(model.forward(bench.call(), bytes, false, 0)[0]);
    const auto b = test::values_of<float>(test::forward_normalised(model, bench, floats, false)[0]);
    for (size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a[i], b[i], 1e-4) << i;
  };
  logits_are_of({}, {0.449, 0.449}, {0.226, 0.226});
  logits_are_of({{"mean", std::vector<Value>{0.1, 0.7}}, {"std", std::vector<Value>{0.5, 2.0}}}, {0.1, 0.7}, {0.5, 2});
  try {
    test::make_network(bench, {{"classes", 3}, {"mean", std::vector<Value>{0.1, 0.7}}});
    FAIL() << "two means for three channels were taken";
  } catch (const std::runtime_error& e) {
    EXPECT_TRUE(test::contains(e.what(), "`mean` has length 2, but channels = 3")) << e.what();
  }
}

}  // namespace
