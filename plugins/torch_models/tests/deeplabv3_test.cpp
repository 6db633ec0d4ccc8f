#include <filesystem>

#include "atelier/cpp/files.hpp"
#include "components.hpp"
#include "networks.hpp"
#include "test_data.hpp"

namespace {

using atelier::ModelRef;
using atelier::Tensor;
using atelier::testing::Bench;
using atelier::testing::Part;

using test::byte_pictures;
using test::kThreads;

Part make(Bench& bench, const Bench::Options& options) { return test::make_network(bench, options); }

struct Variant {
  int classes;
  bool aux;
  uint64_t parameters;
  size_t entries;
  uint64_t bytes;
};

TEST(DeepLabV3, HasTheReferencesSizes) {
  for (const Variant& v :
       {Variant{21, true, 42'004'074, 370, 168'245'648}, Variant{21, false, 39'638'869, 362, 158'782'772},
        Variant{81, true, 42'034'914, 370, 168'369'008}, Variant{81, false, 39'654'289, 362, 158'844'452}}) {
    Bench bench(kThreads);
    const Part part = make(bench, {{"classes", v.classes}, {"aux", v.aux}});
    const ModelRef model(part.object());
    const atelier_model_info info = model.describe(bench.call());
    EXPECT_EQ(info.classes, static_cast<uint32_t>(v.classes));
    EXPECT_EQ(info.trainable_values, v.parameters);
    ASSERT_EQ(info.output_count, v.aux ? 2u : 1u);
    EXPECT_EQ(atelier::view(info.output_names[0]), "out");
    EXPECT_EQ(info.takes, ATELIER_TAKES_UINT8 | ATELIER_TAKES_UINT16 | ATELIER_TAKES_FLOAT32);
    EXPECT_EQ(info.channels, 3u);
    EXPECT_EQ(info.device.type, ATELIER_DEVICE_CPU);
    EXPECT_EQ(atelier::view(info.weights_suffix), ".safetensors");
  }
}

TEST(DeepLabV3, ListsTheStateInTheReferencesOrder) {
  Bench bench(kThreads);
  const Part part = make(bench, {{"classes", 21}});
  const auto parameters = ModelRef(part.object()).parameters(bench.call());
  ASSERT_EQ(parameters.size(), 370u);
  uint64_t bytes = 0, trainable = 0, counters = 0;
  for (const atelier_parameter& p : parameters) {
    bytes += static_cast<uint64_t>(atelier::element_count(*p.value)) * p.value->dtype.bits / 8;
    if (p.trainable) trainable += static_cast<uint64_t>(atelier::element_count(*p.value));
    counters += test::contains(atelier::view(p.name), "num_batches_tracked");
    EXPECT_EQ(p.gradient, nullptr);
  }
  EXPECT_EQ(bytes, 168'245'648u);
  EXPECT_EQ(trainable, 42'004'074u);
  EXPECT_EQ(counters, 61u);
  const std::pair<size_t, const char*> names[] = {{0, "backbone.conv1.weight"},
                                                  {5, "backbone.bn1.num_batches_tracked"},
                                                  {24, "backbone.layer1.0.downsample.0.weight"},
                                                  {318, "classifier.0.convs.0.0.weight"},
                                                  {342, "classifier.0.convs.4.1.weight"},
                                                  {348, "classifier.0.project.0.weight"},
                                                  {361, "classifier.4.bias"},
                                                  {362, "aux_classifier.0.weight"},
                                                  {369, "aux_classifier.4.bias"}};
  for (const auto& [index, name] : names) EXPECT_EQ(atelier::view(parameters[index].name), name) << index;
}

TEST(DeepLabV3, RandomWeightsFollowTheSeedAlone) {
  const auto first_and_last = [](int seed, bool channels_last, unsigned threads) {
    Bench bench(threads);
    const Part part = make(bench, {{"classes", 3}, {"aux", false}, {"seed", seed}, {"channels_last", channels_last}});
    const auto parameters = ModelRef(part.object()).parameters(bench.call());
    auto out = test::values_of<float>(*parameters[0].value);
    for (const float v : test::values_of<float>(*parameters[360].value)) out.push_back(v);
    return out;
  };
  const auto seven = first_and_last(7, true, 1);
  EXPECT_EQ(first_and_last(7, false, 2), seven);
  EXPECT_NE(first_and_last(8, true, 1), seven);

  double squares = 0;  // of conv1, normal with variance 2 / (64 * 49)
  for (size_t i = 0; i < 9408; ++i) squares += seven[i] * seven[i];
  EXPECT_NEAR(squares / 9408, 2.0 / (64 * 49), 2e-5);
  for (size_t i = 9408; i < seven.size(); ++i) EXPECT_LE(std::abs(seven[i]), 1.0 / 16);  // classifier.4, fan in 256
}

TEST(DeepLabV3, DropoutFollowsTheSeedOfTheStep) {
  Bench bench(kThreads);
  const Part part = make(bench, {{"classes", 3}, {"aux", false}});
  const ModelRef model(part.object());
  const Tensor pictures = byte_pictures(2, 16, 16);
  const auto logits = [&](uint64_t seed) {
    return test::values_of<float>(model.forward(bench.call(), pictures, true, seed)[0]);
  };
  const auto one = logits(1);
  EXPECT_EQ(logits(1), one);
  EXPECT_NE(logits(2), one);
}

TEST(DeepLabV3, GradientsAddUpAndGo) {
  Bench bench(kThreads);
  const Part part = make(bench, {{"classes", 3}, {"dropout", false}});
  const ModelRef model(part.object());
  const Tensor pictures = byte_pictures(2, 16, 16);
  const auto run = [&](bool with_aux) {
    const auto outputs = model.forward(bench.call(), pictures, true, 0, 2);
    Tensor slope = Tensor::make<float>({2, 3, 16, 16});
    test::each_element<float>(slope, [](int64_t i, float& v) { v = static_cast<float>(i % 3); });
    const atelier_tensor* gradients[] = {&slope.get(), with_aux ? &slope.get() : nullptr};
    model.backward(bench.call(), {gradients, 2});
  };
  const auto gradient_of = [&](std::string_view name) -> std::vector<float> {
    for (const atelier_parameter& p : model.parameters(bench.call()))
      if (atelier::view(p.name) == name && p.gradient) return test::values_of<float>(*p.gradient);
    return {};
  };

  run(false);
  EXPECT_TRUE(gradient_of("aux_classifier.4.bias").empty());
  const auto once = gradient_of("classifier.4.bias");
  ASSERT_EQ(once.size(), 3u);
  EXPECT_NEAR(once[0], 510, 1e-2);  // the slopes 0, 1, 2 in turn over 256 pixels, in each of two pictures
  run(true);
  const auto twice = gradient_of("classifier.4.bias");
  for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(twice[i], 2 * once[i], 1e-2);
  EXPECT_FALSE(gradient_of("aux_classifier.4.bias").empty());
  model.zero_gradients(bench.call());
  EXPECT_TRUE(gradient_of("classifier.4.bias").empty());
}

TEST(DeepLabV3, TrainingMovesTheRunningMeansAndPredictingDoesNot) {
  Bench bench(kThreads);
  const Part part = make(bench, {{"classes", 3}, {"aux", false}});
  const ModelRef model(part.object());
  const Tensor pictures = byte_pictures(2, 16, 16);
  const auto parameters = model.parameters(bench.call());
  const auto mean = [&] { return test::values_of<float>(*parameters[3].value); };
  const auto batches = [&] { return test::values_of<int64_t>(*parameters[5].value)[0]; };
  const auto before = mean();
  model.predict(bench.call(), pictures);
  model.forward(bench.call(), pictures, false, 0);
  EXPECT_EQ(mean(), before);
  EXPECT_EQ(batches(), 0);
  model.forward(bench.call(), pictures, true, 0);
  EXPECT_NE(mean(), before);
  EXPECT_EQ(batches(), 1);
}

TEST(DeepLabV3, PredictsAtTheSizeAskedForAndAbove255Classes) {
  Bench bench(kThreads);
  const Part few = make(bench, {{"classes", 3}, {"aux", false}});
  const Tensor pictures = byte_pictures(2, 16, 24);
  const Tensor own = ModelRef(few.object()).predict(bench.call(), pictures).labels;
  EXPECT_EQ(atelier::describe(own), "uint8 [2,16,24]");
  const Tensor asked = ModelRef(few.object()).predict(bench.call(), pictures, 31, 17).labels;
  EXPECT_EQ(atelier::describe(asked), "uint8 [2,31,17]");
  for (const uint8_t label : test::values_of<uint8_t>(asked)) ASSERT_LT(label, 3);

  const Part many = make(bench, {{"classes", 300}, {"aux", false}});
  const ModelRef model(many.object());
  for (const atelier_parameter& p : model.parameters(bench.call()))
    if (atelier::view(p.name) == "classifier.4.bias") static_cast<float*>(p.value->data)[290] = 1000;
  const Tensor labels = model.predict(bench.call(), pictures).labels;
  EXPECT_EQ(atelier::describe(labels), "uint16 [2,16,24]");
  for (const uint16_t label : test::values_of<uint16_t>(labels)) ASSERT_EQ(label, 290);
}

TEST(DeepLabV3, ScoresAreSharesWhoseLargestIsTheLabel) {
  Bench bench(kThreads);
  const Part part = make(bench, {{"classes", 5}, {"aux", false}});
  const ModelRef model(part.object());
  const Tensor pictures = byte_pictures(2, 16, 24);
  EXPECT_FALSE(model.predict(bench.call(), pictures).scores);
  constexpr int64_t kPixels = 20 * 30;
  const atelier::Prediction p = model.predict(bench.call(), pictures, 20, 30, true);
  EXPECT_EQ(atelier::describe(p.labels), "uint8 [2,20,30]");
  ASSERT_EQ(atelier::describe(p.scores), "float32 [2,5,20,30]");
  for (int64_t i = 0; i < 2 * kPixels; ++i) {
    const float* scores = p.scores.data<float>() + i / kPixels * 5 * kPixels + i % kPixels;
    double sum = 0;
    int best = 0;
    for (int c = 0; c < 5; ++c) {
      sum += scores[c * kPixels];
      if (scores[c * kPixels] > scores[best * kPixels]) best = c;
    }
    ASSERT_NEAR(sum, 1, 1e-5) << i;
    ASSERT_EQ(best, p.labels.data<uint8_t>()[i]) << i;
  }
}

TEST(DeepLabV3, WeightsComeBackBitForBit) {
  test::TemporaryFolder folder;
  Bench bench(kThreads);
  const Part saved = make(bench, {{"classes", 3}, {"seed", 1}});
  ModelRef(saved.object()).forward(bench.call(), byte_pictures(2, 16, 16), true, 0);  // so that buffers are not fresh
  ModelRef(saved.object()).save(bench.call(), folder / "w.safetensors");
  EXPECT_FALSE(std::filesystem::exists(folder / "w.safetensors.partial"));

  const Part loaded = make(bench, {{"classes", 3}, {"seed", 2}, {"channels_last", false}});
  ModelRef(loaded.object()).load(bench.call(), folder / "w.safetensors");
  const Part started = make(bench, {{"classes", 3}, {"seed", 2}, {"weights", (folder / "w.safetensors").string()}});
  ModelRef(loaded.object()).save(bench.call(), folder / "w2.safetensors");
  ModelRef(started.object()).save(bench.call(), folder / "w3.safetensors");
  const std::string first = atelier::read_file(folder / "w.safetensors");
  EXPECT_TRUE(first == atelier::read_file(folder / "w2.safetensors"));
  EXPECT_TRUE(first == atelier::read_file(folder / "w3.safetensors"));
}

TEST(DeepLabV3, RefusesWeightsThatDoNotFit) {
  test::TemporaryFolder folder;
  Bench bench(kThreads);
  const Part three = make(bench, {{"classes", 3}, {"aux", false}});
  ModelRef(three.object()).save(bench.call(), folder / "three");
  const Part four = make(bench, {{"classes", 4}});
  const std::string text =
      test::failure(bench, ATELIER_E_DATA, [&] { ModelRef(four.object()).load(bench.call(), folder / "three"); });
  for (const char* part : {"three: ", "8 missing: aux_classifier.0.weight",
                           "classifier.4.weight is [3,256,1,1] but should be "
                           "[4,256,1,1]",
                           "classes = 4"})
    EXPECT_TRUE(test::contains(text, part)) << text;

  const Part both = make(bench, {{"classes", 3}});
  ModelRef(both.object()).save(bench.call(), folder / "both");
  EXPECT_TRUE(test::contains(
      test::failure(bench, ATELIER_E_DATA, [&] { ModelRef(three.object()).load(bench.call(), folder / "both"); }),
      "8 unexpected"));
}

TEST(DeepLabV3, RefusesWrongCallsWithARemedy) {
  Bench bench(kThreads);
  const Part part = make(bench, {{"classes", 3}, {"aux", false}});
  const ModelRef model(part.object());
  const auto refusal = [&](const std::function<void()>& body) { return test::failure(bench, ATELIER_E_INVALID, body); };
  const auto forward = [&](const Tensor& pictures, bool training, uint64_t outputs) {
    return refusal([&] { model.forward(bench.call(), pictures, training, 0, outputs); });
  };
  EXPECT_TRUE(test::contains(forward(byte_pictures(1, 16, 16), true, 1), "drop_last"));
  EXPECT_TRUE(test::contains(forward(byte_pictures(2, 7, 16), false, 1), "16x7 pixels are too small"));
  EXPECT_TRUE(test::contains(forward(byte_pictures(2, 16, 16), false, 2), "aux = false"));
  EXPECT_TRUE(test::contains(forward(test::tensor_of<uint8_t>({1, 1, 2}, {1, 2}), false, 1), "float32 [N,H,W,3]"));
  EXPECT_TRUE(
      test::contains(forward(test::noise<uint8_t>(2, 16, 16, 4), false, 1), "[N,H,W,3], not uint8 [2,16,16,4]"));
  EXPECT_TRUE(test::contains(refusal([&] { test::forward_normalised(model, bench, byte_pictures(2, 16, 16), false); }),
                             "float32 [N,3,H,W]"));
  EXPECT_TRUE(test::contains(refusal([&] { model.backward(bench.call(), {}); }), "without a training forward"));
  EXPECT_TRUE(test::contains(refusal([&] { model.predict(bench.call(), byte_pictures(1, 16, 16), 5, 0); }), "both"));

  model.forward(bench.call(), byte_pictures(2, 16, 16), true, 0);
  const Tensor small = Tensor::make<float>({2, 3, 8, 8});
  const atelier_tensor* wrong[] = {&small.get(), &small.get()};
  EXPECT_TRUE(test::contains(refusal([&] { model.backward(bench.call(), {wrong, 2}); }), "2 gradients for 1"));
  EXPECT_TRUE(test::contains(refusal([&] { model.backward(bench.call(), {wrong, 1}); }), "output's form"));
}

TEST(DeepLabV3, ADeviceThatIsNotThereIsToldWhenItIsMade) {
  Bench bench(kThreads);
  for (const char* device : {"gpu", "cuda:x", "cuda:-1", "cuda:99"}) {
    try {
      make(bench, {{"classes", 3}, {"device", device}});
      ADD_FAILURE() << device << " was made";
    } catch (const std::runtime_error& e) {
      EXPECT_TRUE(test::contains(e.what(), device));
    }
    const atelier_component& component = test::component("deeplabv3.resnet50");
    EXPECT_TRUE(test::contains(bench.foresee(component, {{"device", device}}, {"classes"}), device));
    EXPECT_EQ(bench.foresee(component, {{"classes", 3}}, {"device"}), "");
  }
}

TEST(DeepLabV3, Bfloat16StaysCloseToFloat32) {
  Bench bench(kThreads);
  const Tensor pictures = test::formula_pictures(2, 32);
  std::vector<float> logits[2];
  for (const bool half : {false, true}) {
    const Part part = make(bench, {{"classes", 5}, {"aux", false}, {"precision", half ? "bfloat16" : "float32"}});
    const ModelRef model(part.object());
    test::set_formula_weights(model.parameters(bench.call()));
    const auto out = test::forward_normalised(model, bench, pictures, false);
    EXPECT_TRUE(atelier::same_dtype(out[0].get().dtype, atelier::dtype_of<float>()));
    logits[half] = test::values_of<float>(out[0]);
    const auto training = test::forward_normalised(model, bench, pictures, true);
    const atelier_tensor* gradient[] = {&training[0].get()};
    model.backward(bench.call(), {gradient, 1});
    const auto parameters = model.parameters(bench.call());
    EXPECT_TRUE(atelier::same_dtype(parameters[0].gradient->dtype, atelier::dtype_of<float>()));
  }
  double difference = 0, size = 0;
  for (size_t i = 0; i < logits[0].size(); ++i) {
    difference += std::pow(logits[1][i] - logits[0][i], 2);
    size += std::pow(logits[0][i], 2);
  }
  EXPECT_LT(std::sqrt(difference / size), 0.05);
  EXPECT_GT(difference, 0);
}

}  // namespace
