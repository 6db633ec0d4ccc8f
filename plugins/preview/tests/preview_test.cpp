// Both stages, on drawn discs and a model that takes the brightest colour for the class.
#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "../preview_predictions.hpp"
#include "../preview_samples.hpp"
#include "drawing/colours.hpp"
#include "pictures/picture_file.hpp"
#include "predicting_model.hpp"
#include "stage_folder.hpp"
#include "test_data.hpp"

namespace {

using atelier::Call;
using atelier::Sample;
using atelier::Tensor;
using atelier::testing::Bench;
using atelier::testing::Part;
using atelier::testing::Value;
namespace fs = std::filesystem;

// A red and a green disc on grey, each with a void rim.
class Discs : public atelier::Samples {
 public:
  static constexpr atelier::Component kComponent{.id = "test.discs", .summary = "Discs."};
  struct Options {
    atelier::Option<int64_t> count{atelier::option("count", "How many.")};
    atelier::Option<int64_t> height{atelier::option("height", "In pixels.").by_default("64")};
    atelier::Option<int64_t> width{atelier::option("width", "In pixels.").by_default("64")};
  };
  explicit Discs(const Options& options) : height_(options.height), width_(options.width) {
    for (int64_t i = 0; i < options.count; ++i) keys_.push_back("discs/caf\xc3\xa9 " + std::to_string(i));
  }
  atelier_samples_info describe(const Call&) const override {
    auto info = atelier::blank<atelier_samples_info>();
    info.void_label = 255;
    info.count = keys_.size();
    info.class_names = kNames;
    info.class_count = 3;
    return info;
  }
  std::string_view key(const Call&, uint64_t index) const override { return keys_.at(index); }
  Sample load(const Call&, uint64_t index) const override {
    Sample out{Tensor::make<uint8_t>({height_, width_, 3}), Tensor::make<uint8_t>({height_, width_})};
    const int64_t radius = std::min(height_, width_) / 4;
    for (int64_t y = 0; y < height_; ++y)
      for (int64_t x = 0; x < width_; ++x) {
        uint8_t* rgb = out.picture.data<uint8_t>() + (y * width_ + x) * 3;
        uint8_t& label = out.labels.data<uint8_t>()[y * width_ + x];
        rgb[0] = rgb[1] = rgb[2] = static_cast<uint8_t>(90 + (x ^ y) % 16);
        label = 0;
        for (int64_t disc = 1; disc <= 2; ++disc) {
          const int64_t dx = x - width_ * disc / 3 - static_cast<int64_t>(index), dy = y - height_ * disc / 3;
          const int64_t squared = dx * dx + dy * dy;
          if (squared > radius * radius) continue;
          rgb[disc - 1] = 220;
          label = squared > (radius - 3) * (radius - 3) ? 255 : static_cast<uint8_t>(disc);
        }
      }
    return out;
  }

 private:
  static constexpr atelier_str kNames[] = {ATELIER_STR("background"), ATELIER_STR("red disc"),
                                           ATELIER_STR("green disc")};
  int64_t height_, width_;
  std::vector<std::string> keys_;
};

class Brightest : public test::PredictingModel {
 public:
  static constexpr atelier::Component kComponent{.id = "test.brightest", .summary = "The brightest colour."};
  struct Options {
    atelier::Option<uint32_t> classes{atelier::option("classes", "How many.").by_default("3")};
    atelier::Option<bool> halves{atelier::option("halves", "Predict half of the rows.").by_default("false")};
  };
  explicit Brightest(const Options& options) : classes_(options.classes), halves_(options.halves) {}
  atelier_model_info describe(const Call&) override { return info(classes_, 3, 0); }
  atelier::Prediction predict(const Call&, const atelier_predict_input& input) override {
    const atelier_tensor& in = *input.pictures;
    Tensor out = Tensor::make<uint8_t>({in.shape[0], in.shape[1] / (halves_ ? 2 : 1), in.shape[2]});
    const auto* rgb = atelier::data_of<const uint8_t>(in);
    for (int64_t i = 0; i < atelier::element_count(out); ++i, rgb += 3)
      out.data<uint8_t>()[i] = rgb[0] > 200 ? loaded_ : rgb[1] > 200 ? 2 : 0;
    return {std::move(out), {}};
  }
  void load(const Call&, const fs::path& path) override { loaded_ = std::stoi(atelier::read_file(path)); }

 private:
  uint32_t classes_;
  bool halves_;
  uint8_t loaded_ = 1;
};

class PreviewTest : public ::testing::Test {
 protected:
  int32_t run(const Part& stage) {
    bench.clear();
    for (const auto& entry : fs::directory_iterator(folder.path())) fs::remove(entry);
    return test::run_stage(bench, stage, folder.path());
  }
  std::set<std::string> files() {
    std::set<std::string> out;
    for (const auto& entry : fs::directory_iterator(folder.path())) out.insert(entry.path().filename());
    return out;
  }
  static cv::Vec3b at(const Tensor& picture, int64_t y, int64_t x) {
    const uint8_t* rgb = picture.data<uint8_t>() + (y * picture.dim(1) + x) * 3;
    return {rgb[0], rgb[1], rgb[2]};
  }
  // For looking at what the tests draw: ATELIER_KEEP_PREVIEWS=FOLDER.
  void keep(const std::string& name) {
    if (const char* to = std::getenv("ATELIER_KEEP_PREVIEWS")) fs::copy(folder / "sheet.png", fs::path(to) / name);
  }

  Bench bench;
  test::TemporaryFolder folder, elsewhere;
};

TEST_F(PreviewTest, SamplesShowPictureAndMask) {
  const Part discs = bench.make<Discs>({{"count", 3}});
  const Part stage = bench.make<atelier::preview::PreviewSamples>({{"samples", discs.object()}});
  ASSERT_EQ(run(stage), ATELIER_OK) << bench.error();
  EXPECT_EQ(files(), (std::set<std::string>{"001_discs_caf___0.png", "002_discs_caf___1.png", "003_discs_caf___2.png",
                                            "sheet.png"}));
  // The single file: margin 16, titles 20, panes of 192 pixels (64 enlarged threefold), 4 apart.
  const Tensor one = pictures::read_picture(folder / "001_discs_caf___0.png");
  const Sample sample = atelier::SamplesRef(discs.object()).load(bench.call(), 0);
  for (const auto& [y, x] : {std::pair<int64_t, int64_t>{21, 21}, {42, 42}, {2, 60}}) {
    const uint8_t* rgb = sample.picture.data<uint8_t>() + (y * 64 + x) * 3;
    EXPECT_EQ(at(one, 36 + y * 3 + 1, 16 + x * 3 + 1), cv::Vec3b(rgb[0], rgb[1], rgb[2]));
    EXPECT_EQ(at(one, 36 + y * 3 + 1, 16 + 196 + x * 3 + 1),
              drawing::colour_of(sample.labels.data<uint8_t>()[y * 64 + x]));
  }
  const auto opened = atelier::preview::PreviewSamples::open(bench.call(), folder.path());
  EXPECT_EQ(atelier::view(opened->output(bench.call(), "sheet").text), (folder / "sheet.png").string());
  EXPECT_EQ(atelier::view(opened->output(bench.call(), "folder").text), folder.path().string());
  keep("samples.png");
}

TEST_F(PreviewTest, PicturesOfSeveralSizes) {
  const Part discs = bench.make<Discs>({{"count", 6}, {"height", 480}, {"width", 640}});
  ASSERT_EQ(run(bench.make<atelier::preview::PreviewSamples>({{"samples", discs.object()}, {"opacity", 0.6}})),
            ATELIER_OK);
  const Tensor one = pictures::read_picture(folder / "001_discs_caf___0.png");
  EXPECT_EQ(one.dim(1), 32 + 640 + 4 + 640);
  keep("large.png");
}

TEST_F(PreviewTest, TheChoiceDependsOnSeedAndKeysAlone) {
  const Part discs = bench.make<Discs>({{"count", 50}});
  const auto chosen = [&](int seed) {
    EXPECT_EQ(
        run(bench.make<atelier::preview::PreviewSamples>({{"samples", discs.object()}, {"count", 5}, {"seed", seed}})),
        ATELIER_OK);
    std::map<std::string, std::string> out;
    for (const std::string& name : files()) out[name] = atelier::read_file(folder / name);
    return out;
  };
  const auto first = chosen(1);
  EXPECT_EQ(first.size(), 6u);
  EXPECT_EQ(chosen(1), first);
  EXPECT_NE(chosen(2), first);
}

TEST_F(PreviewTest, PredictionsShowPictureTruthAndPrediction) {
  const Part discs = bench.make<Discs>({{"count", 8}}), model = bench.make<Brightest>();
  ASSERT_EQ(
      run(bench.make<atelier::preview::PreviewPredictions>({{"model", model.object()}, {"samples", discs.object()}})),
      ATELIER_OK)
      << bench.error();
  EXPECT_EQ(files().size(), 9u);
  const Tensor one = pictures::read_picture(folder / "001_discs_caf___0.png");
  EXPECT_EQ(one.dim(1), 32 + 3 * 192 + 2 * 4);
  EXPECT_EQ(at(one, 36 + 21 * 3, 16 + 196 + 21 * 3), drawing::colour_of(1));
  EXPECT_EQ(at(one, 36 + 21 * 3, 16 + 2 * 196 + 21 * 3), drawing::colour_of(1));
  keep("predictions.png");

  atelier::write_file(elsewhere / "weights", "2");  // now it takes red for class 2
  ASSERT_EQ(
      run(bench.make<atelier::preview::PreviewPredictions>(
          {{"model", model.object()}, {"weights", (elsewhere / "weights").string()}, {"samples", discs.object()}})),
      ATELIER_OK);
  const Tensor other = pictures::read_picture(folder / "001_discs_caf___0.png");
  EXPECT_EQ(at(other, 36 + 21 * 3, 16 + 196 + 21 * 3), drawing::colour_of(1));
  EXPECT_EQ(at(other, 36 + 21 * 3, 16 + 2 * 196 + 21 * 3), drawing::colour_of(2));
}

TEST_F(PreviewTest, ErrorsAndCancellationLeaveNoSheet) {
  const Part none = bench.make<Discs>({{"count", 0}}), discs = bench.make<Discs>({{"count", 2}});
  EXPECT_EQ(run(bench.make<atelier::preview::PreviewSamples>({{"samples", none.object()}})), ATELIER_E_INVALID);
  EXPECT_NE(bench.error().find("no samples"), std::string::npos);
  const Part model = bench.make<Brightest>({{"classes", 21}});
  EXPECT_EQ(
      run(bench.make<atelier::preview::PreviewPredictions>({{"model", model.object()}, {"samples", discs.object()}})),
      ATELIER_E_INVALID);
  EXPECT_NE(bench.error().find("the model has 21 classes, but `samples` has 3"), std::string::npos) << bench.error();
  const Part halves = bench.make<Brightest>({{"halves", true}});
  EXPECT_EQ(
      run(bench.make<atelier::preview::PreviewPredictions>({{"model", halves.object()}, {"samples", discs.object()}})),
      ATELIER_E_INTERNAL);
  EXPECT_NE(bench.error().find("test.brightest breaks the contract of atelier.model/1: it gave as label maps uint8 "
                               "[1,32,64]"),
            std::string::npos)
      << bench.error();
  EXPECT_FALSE(files().count("sheet.png"));
  bench.cancel(true);
  EXPECT_EQ(run(bench.make<atelier::preview::PreviewSamples>({{"samples", discs.object()}})), ATELIER_E_CANCELLED);
  EXPECT_EQ(files(), std::set<std::string>());
  EXPECT_THROW(atelier::preview::PreviewSamples::open(bench.call(), folder.path()), atelier::Error);
}

}  // namespace
