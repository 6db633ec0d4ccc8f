// Pictures of every form: how they are drawn, and that models get what they take.
#include <gtest/gtest.h>

#include <atelier/cpp/augmenter.hpp>
#include <atelier/testing.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "../preview_predictions.hpp"
#include "../preview_samples.hpp"
#include "drawing/colours.hpp"
#include "drawing/rgb.hpp"
#include "pictures/picture_file.hpp"
#include "pictures/stored_samples.hpp"
#include "stage_folder.hpp"
#include "test_data.hpp"

namespace {

using atelier::Tensor;
using atelier::testing::Part;
using drawing::to_rgb;
namespace fs = std::filesystem;

template <class T>
Tensor picture_of(std::vector<T> values, int64_t channels) {
  Tensor out = Tensor::make<T>({1, static_cast<int64_t>(values.size()) / channels, channels});
  std::copy(values.begin(), values.end(), out.data<T>());
  return out;
}

std::vector<int> drawn(Tensor picture) {
  const Tensor rgb = to_rgb(std::move(picture));
  EXPECT_EQ(rgb.dim(2), 3);
  return {rgb.data<uint8_t>(), rgb.data<uint8_t>() + rgb.bytes()};
}

TEST(ToRgb, LeavesRgbAsItIs) {
  Tensor picture = picture_of<uint8_t>({1, 2, 3}, 3);
  const void* data = picture.get().data;
  EXPECT_EQ(to_rgb(std::move(picture)).get().data, data) << "not even copied";
}

TEST(ToRgb, DrawsTheFirstChannels) {
  EXPECT_EQ(drawn(picture_of<uint8_t>({9, 200}, 1)), (std::vector<int>{9, 9, 9, 200, 200, 200}));
  EXPECT_EQ(drawn(picture_of<uint8_t>({9, 200}, 2)), (std::vector<int>{9, 9, 9}));
  EXPECT_EQ(drawn(picture_of<uint8_t>({1, 2, 3, 4}, 4)), (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(drawn(picture_of<uint8_t>({1, 2, 3, 4, 5, 6}, 6)), (std::vector<int>{1, 2, 3}));
}

TEST(ToRgb, ScalesSixteenBits) {
  EXPECT_EQ(drawn(picture_of<uint16_t>({0, 257, 65535}, 3)), (std::vector<int>{0, 1, 255}));
  EXPECT_EQ(drawn(picture_of<uint16_t>({128, 129, 65406}, 3)), (std::vector<int>{0, 1, 254}));
  EXPECT_EQ(drawn(picture_of<uint16_t>({0, 16, 4095}, 3)), (std::vector<int>{0, 1, 255})) << "12 bits of them";
  EXPECT_EQ(drawn(picture_of<uint16_t>({0, 1, 99}, 3)), (std::vector<int>{0, 1, 99}));
}

TEST(ToRgb, StretchesFloats) {
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(drawn(picture_of<float>({-1, 0, 1}, 3)), (std::vector<int>{0, 128, 255}));
  EXPECT_EQ(drawn(picture_of<float>({nan, 5, 7, infinity, -infinity, 6}, 3)), (std::vector<int>{0, 0, 255, 0, 0, 128}));
  EXPECT_EQ(drawn(picture_of<float>({0, 0, 0, 1000, 4, 2, 1, 1000}, 4)), (std::vector<int>{0, 0, 0, 255, 128, 64}))
      << "what is not drawn does not count";
  EXPECT_EQ(drawn(picture_of<float>({3, 3, 3}, 3)), (std::vector<int>{0, 0, 0}));
  EXPECT_EQ(drawn(picture_of<float>({nan, nan, nan}, 3)), (std::vector<int>{0, 0, 0}));
  EXPECT_EQ(drawn(picture_of<float>({-3e38f, 0, 3e38f}, 3)), (std::vector<int>{0, 128, 255}));
}

TEST(ToRgb, RefusesWhatIsNoPicture) {
  EXPECT_THROW(to_rgb(Tensor::make<uint8_t>({4, 4})), atelier::Error);
  EXPECT_THROW(to_rgb(Tensor::make<int32_t>({4, 4, 3})), atelier::Error);
}

// Takes 16 bits of one channel; the disc is what is above 32000.
class Threshold : public atelier::Model {
 public:
  static constexpr atelier::Component kComponent{.id = "test.threshold", .summary = "Bright is 1."};
  atelier_model_info describe(const atelier::Call&) override {
    auto info = atelier::blank<atelier_model_info>();
    info.classes = 2;
    info.output_names = &name_;
    info.output_count = 1;
    info.takes = ATELIER_TAKES_UINT16 | ATELIER_TAKES_FLOAT32;
    info.channels = 1;
    return info;
  }
  std::vector<Tensor> forward(const atelier::Call&, const atelier_forward_input&, uint64_t) override { return {}; }
  void backward(const atelier::Call&, atelier::span<const atelier_tensor* const>) override {}
  void zero_gradients(const atelier::Call&) override {}
  void parameters(const atelier::Call&, const Take&) override {}
  atelier::Prediction predict(const atelier::Call&, const atelier_predict_input& in) override {
    const atelier_tensor& pictures = *in.pictures;
    Tensor out = Tensor::make<uint8_t>({pictures.shape[0], pictures.shape[1], pictures.shape[2]});
    for (int64_t i = 0; i < atelier::element_count(out); ++i)
      out.data<uint8_t>()[i] = atelier::data_of<const uint16_t>(pictures)[i] > 32000;
    return {std::move(out), {}};
  }
  void save(const atelier::Call&, const fs::path&) override {}
  void load(const atelier::Call&, const fs::path&) override {}

 private:
  atelier_str name_ = ATELIER_STR("out");
};

class Mixes : public atelier::Augmenter {
 public:
  static constexpr atelier::Component kComponent{.id = "test.mixes", .summary = "Wants another."};
  bool is_random() const override { return false; }
  uint32_t others() const override { return 1; }
  atelier::Sample apply(const atelier::Call&, const atelier_augmenter_input&) const override { return {}; }
};

class PreviewForms : public testing::Test {
 protected:
  // The pairs of plugins/samples/tests/fixtures.
  static pictures::StoredSamples stored(const std::string& name) {
    const fs::path from = test::source_dir() / "plugins/samples/tests/fixtures" / name;
    std::vector<pictures::StoredSamples::Entry> entries;
    for (const char* key : {"a", "b", "c"})
      entries.push_back(
          {key, from / "images" / (std::string(key) + ".png"), from / "masks" / (std::string(key) + ".png")});
    return {{"background", "disc"}, 255, std::move(entries), {}, pictures::Pixels::kAsStored};
  }
  int32_t run(const Part& stage) {
    bench.clear();
    return test::run_stage(bench, stage, folder.path());
  }
  // A pixel of the first pane of the first sample: margin 16, titles 20, each pixel enlarged threefold.
  std::vector<int> shown(int64_t y, int64_t x) {
    const Tensor one = pictures::read_picture(folder / "001_a.png");
    const uint8_t* rgb = one.data<uint8_t>() + ((37 + 3 * y) * one.dim(1) + 17 + 3 * x) * 3;
    return {rgb[0], rgb[1], rgb[2]};
  }
  // For looking at what the tests draw: ATELIER_KEEP_PREVIEWS=FOLDER.
  void keep(const std::string& name) {
    if (const char* to = std::getenv("ATELIER_KEEP_PREVIEWS")) fs::copy(folder / "sheet.png", fs::path(to) / name);
  }
  test::TemporaryFolder folder;
  atelier::testing::Bench bench;
};

TEST_F(PreviewForms, SamplesOf16BitsAndOfFourChannels) {
  pictures::StoredSamples depth = stored("depth"), rgbn = stored("rgbn");
  ASSERT_EQ(run(bench.make<atelier::preview::PreviewSamples>({{"samples", atelier::object_of(depth)}})), ATELIER_OK)
      << bench.error();
  const int grey = (2000 + 300 * 60 + 150 * 3 + 128) / 257;
  EXPECT_EQ(shown(3, 60), (std::vector<int>{grey, grey, grey}));
  keep("depth.png");
  ASSERT_EQ(run(bench.make<atelier::preview::PreviewSamples>({{"samples", atelier::object_of(rgbn)}})), ATELIER_OK)
      << bench.error();
  EXPECT_EQ(shown(3, 60), (std::vector<int>{180, 12, 63}));
  keep("rgbn.png");
}

TEST_F(PreviewForms, PredictionsForAModelThatTakesThem) {
  pictures::StoredSamples depth = stored("depth");
  const Part model = bench.make<Threshold>();
  ASSERT_EQ(run(bench.make<atelier::preview::PreviewPredictions>(
                {{"model", model}, {"samples", atelier::object_of(depth)}, {"opacity", 0.7}})),
            ATELIER_OK)
      << bench.error();
  EXPECT_EQ(pictures::read_picture(folder / "001_a.png").dim(1), 32 + 3 * 192 + 2 * 4);
  keep("depth-predicted.png");
}

TEST_F(PreviewForms, WhatDoesNotFitIsToldBeforeAnythingIsDrawn) {
  pictures::StoredSamples rgbn = stored("rgbn"), depth = stored("depth");
  const Part model = bench.make<Threshold>(), mixes = bench.make<Mixes>();
  EXPECT_EQ(
      run(bench.make<atelier::preview::PreviewPredictions>({{"model", model}, {"samples", atelier::object_of(rgbn)}})),
      ATELIER_E_INVALID);
  EXPECT_EQ(bench.error(), "the model takes uint16 or float32 of 1 channel, but pictures are uint8 of 4 channels");
  EXPECT_EQ(
      run(bench.make<atelier::preview::PreviewPredictions>({{"model", model},
                                                            {"samples", atelier::object_of(depth)},
                                                            {"augment", std::vector<atelier::testing::Value>{mixes}}})),
      ATELIER_E_UNSUPPORTED);
  EXPECT_NE(bench.error().find("mixes pairs"), std::string::npos) << bench.error();
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

}  // namespace
