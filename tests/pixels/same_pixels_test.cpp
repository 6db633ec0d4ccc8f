// Training, evaluation, previews and prediction show a network the same pixels of a picture for the same size.
#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/loader.hpp>
#include <atelier/cpp/metric.hpp>
#include <atelier/cpp/model.hpp>
#include <atelier/testing.hpp>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "augment/resize.hpp"
#include "loader/threads.hpp"
#include "pictures/picture_file.hpp"
#include "pictures/stored_samples.hpp"
#include "predict/predict_folder.hpp"
#include "predicting_model.hpp"
#include "preview/preview_predictions.hpp"
#include "sampler/sequential.hpp"
#include "samples/split.hpp"
#include "stage_folder.hpp"
#include "supervised/evaluate_segmentation.hpp"
#include "test_data.hpp"

namespace {

using atelier::Call;
using atelier::Tensor;
using atelier::testing::Bench;
using atelier::testing::Part;
using atelier::testing::Value;
namespace fs = std::filesystem;

// The pixels of pictures, in any order.
using Shown = std::multiset<std::string>;

void add_pictures(const atelier_tensor& batch, Shown& to) {
  const auto bytes = static_cast<size_t>(atelier::element_count(batch) / batch.shape[0]);
  const auto* at = reinterpret_cast<const char*>(atelier::data_of<const uint8_t>(batch));
  for (int64_t i = 0; i < batch.shape[0]; ++i, at += bytes) to.emplace(at, bytes);
}

Shown shown;  // to the network of this process

// Remembers what it is shown, and finds nothing in it.
class Eye : public test::PredictingModel {
 public:
  static constexpr atelier::Component kComponent{.id = "test.eye", .summary = "Remembers what it sees."};
  atelier_model_info describe(const Call&) override { return info(2, 3, ATELIER_TAKES_UINT8); }
  atelier::Prediction predict(const Call&, const atelier_predict_input& in) override {
    add_pictures(*in.pictures, shown);
    const int64_t height = in.height ? in.height : in.pictures->shape[1];
    const int64_t width = in.width ? in.width : in.pictures->shape[2];
    atelier::Prediction out;
    out.labels = Tensor::make<uint8_t>({in.pictures->shape[0], height, width});
    std::fill_n(out.labels.data<uint8_t>(), out.labels.bytes(), uint8_t{0});
    return out;
  }
};

class Nothing : public atelier::Metric {
 public:
  static constexpr atelier::Component kComponent{.id = "test.nothing", .summary = "Measures nothing."};
  void begin(const Call&, const atelier_metric_setup&) override {}
  void update(const Call&, const atelier_tensor&, const atelier_tensor&) override {}
  std::vector<uint8_t> export_sums(const Call&) const override { return {}; }
  void merge(const Call&, atelier::span<const uint8_t>) override {}
  void result(const Call&, atelier::MetricSink& sink) const override { sink.scalar("nothing", 0, false); }
};

// COCO's pictures, with label maps of nothing but background.
class SamePixels : public testing::TestWithParam<std::pair<uint32_t, uint32_t>> {
 protected:
  static constexpr size_t kCount = 12;

  void SetUp() override {
    ATELIER_NEEDS_DATA();
    shown.clear();
    std::vector<fs::path> all;
    for (const auto& each : fs::directory_iterator(test::data("coco/val2017")))
      if (each.path().extension() == ".jpg") all.push_back(each.path());
    std::sort(all.begin(), all.end());
    all.resize(kCount);
    fs::create_directories(folder / "pictures");
    std::vector<pictures::StoredSamples::Entry> entries;
    for (const fs::path& file : all) {
      const std::string key = file.stem().string();
      const pictures::Size size = pictures::read_size(file);
      Tensor labels = Tensor::make<uint8_t>({size.height, size.width});
      std::fill_n(labels.data<uint8_t>(), labels.bytes(), uint8_t{0});
      atelier::write_file(folder / (key + ".png"), pictures::encode_png(labels), false);
      fs::copy_file(file, folder / "pictures" / file.filename());
      entries.push_back({key, file, folder / (key + ".png")});
      const Tensor pixels = pictures::read_picture_resized(file, height, width).pixels;
      wanted.emplace(reinterpret_cast<const char*>(pixels.data<uint8_t>()), pixels.bytes());
    }
    stored.emplace(std::vector<std::string>{"background", "thing"}, 255, std::move(entries));
    std::vector<uint64_t> indices(kCount);
    std::iota(indices.begin(), indices.end(), uint64_t{0});
    samples.emplace(atelier::SamplesRef(atelier::object_of(*stored)), std::move(indices));
  }
  Part loader(bool cache) {
    return bench.make<atelier::loader::Threads>({{"batch", 4},
                                                 {"sampler", sampler},
                                                 {"workers", 2},
                                                 {"cache", cache},
                                                 {"cache_folder", (folder / "cache").string()}});
  }
  Shown trained_on(bool cache) {
    Shown out;
    const Part part = loader(cache);
    const atelier_object augmenter = resize.object();
    auto plan = atelier::blank<atelier_load_plan>();
    plan.samples = atelier::object_of(*samples);
    plan.augmenters = &augmenter;
    plan.augmenter_count = 1;
    auto pass = atelier::LoaderRef(part.object()).begin(bench.call(), plan);
    while (const auto batch = pass.next(bench.call())) add_pictures(batch->pictures, out);
    return out;
  }
  Shown shown_by(const Part& stage, const std::string& name) {
    shown.clear();
    const test::StageOutcome outcome = test::outcome_of(bench, stage, folder / name);
    EXPECT_EQ(outcome.status, ATELIER_OK) << outcome.error;
    return shown;
  }

  const uint32_t height = GetParam().first, width = GetParam().second;
  Bench bench{2};
  test::TemporaryFolder folder;
  Shown wanted;
  std::optional<pictures::StoredSamples> stored;
  std::optional<atelier::samples::Subset> samples;
  const Part sampler = bench.make<atelier::sampler::Sequential>();
  const Part eye = bench.make<Eye>();
  const std::vector<Value> size = {static_cast<int>(height), static_cast<int>(width)};
  const Part resize = bench.make<atelier::augment::Resize>({{"size", size}});
};

TEST_P(SamePixels, InTraining) {
  EXPECT_TRUE(trained_on(false) == wanted);
  EXPECT_TRUE(trained_on(true) == wanted) << "as the cache is filled";
  EXPECT_TRUE(trained_on(true) == wanted) << "out of the cache";
}

TEST_P(SamePixels, InEvaluation) {
  const Part metric = bench.make<Nothing>(), batches = loader(false);
  const Part stage = bench.make<atelier::supervised::EvaluateSegmentation>({{"model", eye},
                                                                            {"samples", atelier::object_of(*samples)},
                                                                            {"augment", std::vector<Value>{resize}},
                                                                            {"metrics", std::vector<Value>{metric}},
                                                                            {"loader", batches}});
  EXPECT_TRUE(shown_by(stage, "evaluate") == wanted);
}

TEST_P(SamePixels, InPreviews) {
  const Part stage = bench.make<atelier::preview::PreviewPredictions>({{"model", eye},
                                                                       {"samples", atelier::object_of(*samples)},
                                                                       {"augment", std::vector<Value>{resize}},
                                                                       {"count", static_cast<int>(kCount)}});
  EXPECT_TRUE(shown_by(stage, "preview") == wanted);
}

TEST_P(SamePixels, InPrediction) {
  const Part stage = bench.make<atelier::predict::PredictFolder>(
      {{"model", eye}, {"images", (folder / "pictures").string()}, {"size", size}});
  EXPECT_TRUE(shown_by(stage, "predict") == wanted);
}

// Shrunk, at a reduced scale of the decoder, grown in one direction, and grown in both.
INSTANTIATE_TEST_SUITE_P(Sizes, SamePixels,
                         testing::Values(std::pair(256U, 256U), std::pair(96U, 128U), std::pair(800U, 100U),
                                         std::pair(700U, 800U)));

}  // namespace
