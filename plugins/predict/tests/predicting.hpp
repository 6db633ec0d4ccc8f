// A model without a tensor library, and the stage run on pictures that a test draws.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/model.hpp>
#include <atelier/testing.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "../predict_folder.hpp"
#include "pictures/picture_file.hpp"
#include "predicting_model.hpp"
#include "stage_folder.hpp"
#include "test_data.hpp"

namespace predicting {

using atelier::Call;
using atelier::Tensor;
using atelier::testing::Bench;
using atelier::testing::Part;
using atelier::testing::Value;
using nlohmann::json;
namespace fs = std::filesystem;

// What the models of this process were asked for, and what they do before they answer.
struct Asked {
  std::vector<std::vector<int64_t>> shapes;  // [N,H,W,C] of each call
  std::function<void(size_t call)> before;   // of the call, from 0
  std::string loaded;                        // the file
};
inline Asked asked;

// The label of a pixel is its first channel's value divided by 10, at most the last class; resized by nearest.
class Tens : public test::PredictingModel, public atelier::ModelSettings {
 public:
  static constexpr atelier::Component kComponent{.id = "test.tens", .summary = "The first channel by tens."};
  struct Options {
    atelier::Option<uint32_t> classes{atelier::option("classes", "How many.").by_default("4")};
    atelier::Option<uint32_t> channels{atelier::option("channels", "Of pictures.").by_default("3")};
    atelier::Option<uint32_t> most{atelier::option("most", "Pictures at once.").by_default("100")};
    atelier::Option<uint32_t> smallest{atelier::option("smallest", "Side of a picture.").by_default("1")};
    atelier::Option<double> gain{atelier::option("gain", "A setting that does nothing.").by_default("1.5")};
  };
  explicit Tens(const Options& options) : options_(options) {}
  atelier_model_info describe(const Call&) override {
    const uint32_t takes = ATELIER_TAKES_UINT8 | (options_.channels == 1 ? ATELIER_TAKES_UINT16 : 0U);
    return info(options_.classes, options_.channels, takes);
  }
  atelier::Prediction predict(const Call&, const atelier_predict_input& in) override {
    const atelier_tensor& pictures = *in.pictures;
    asked.shapes.emplace_back(pictures.shape, pictures.shape + 4);
    if (asked.before) asked.before(asked.shapes.size() - 1);
    const int64_t n = pictures.shape[0], h = pictures.shape[1], w = pictures.shape[2];
    if (h < *options_.smallest || w < *options_.smallest)
      throw atelier::Error(ATELIER_E_INVALID, "pictures are too small");
    if (n > *options_.most) throw atelier::Error(ATELIER_E_INTERNAL, "out of memory");
    const int64_t height = in.height ? in.height : h, width = in.width ? in.width : w;
    atelier::Prediction out;
    const uint32_t classes = options_.classes;
    out.labels = classes > 255 ? Tensor::make<uint16_t>({n, height, width}) : Tensor::make<uint8_t>({n, height, width});
    if (in.want_scores) out.scores = Tensor::make<float>({n, classes, height, width});
    for (int64_t i = 0; i < n; ++i)
      for (int64_t y = 0; y < height; ++y)
        for (int64_t x = 0; x < width; ++x) {
          const int64_t from = ((i * h + y * h / height) * w + x * w / width) * pictures.shape[3];
          const int64_t to = (i * height + y) * width + x;
          const uint32_t value = value_at(pictures, from), label = std::min(value / 10, classes - 1);
          if (classes > 255)
            out.labels.data<uint16_t>()[to] = static_cast<uint16_t>(label);
          else
            out.labels.data<uint8_t>()[to] = static_cast<uint8_t>(label);
          if (!in.want_scores) continue;
          for (uint32_t c = 0; c < classes; ++c)
            out.scores.data<float>()[((i * classes + c) * height + y) * width + x] =
                c == label ? 0.5F + static_cast<float>(value % 10) / 20 : 0.01F;
        }
    return out;
  }
  void load(const Call&, const fs::path& path) override { asked.loaded = atelier::read_file(path); }
  atelier::Settings settings(const Call&) override {
    return {{"classes", std::to_string(*options_.classes)}, {"gain", *options_.gain == 1.5 ? "1.50" : "2.5"}};
  }

 private:
  static uint32_t value_at(const atelier_tensor& pictures, int64_t at) {
    return pictures.dtype.bits == 16 ? atelier::data_of<const uint16_t>(pictures)[at]
                                     : atelier::data_of<const uint8_t>(pictures)[at];
  }
  Options options_;
};

// A grey picture in which every value is 10 times a label and 5 more, in stripes of `stripe` rows.
inline Tensor stripes(int64_t height, int64_t width, int64_t stripe, int64_t first = 0, int64_t labels = 4) {
  Tensor out = Tensor::make<uint8_t>({height, width, 3});
  for (int64_t y = 0; y < height; ++y)
    std::fill_n(out.data<uint8_t>() + y * width * 3, width * 3,
                static_cast<uint8_t>((y / stripe + first) % labels * 10 + 5));
  return out;
}

class PredictTest : public ::testing::Test {
 protected:
  void SetUp() override { asked = {}; }

  void picture(const std::string& name, const Tensor& pixels) {
    fs::create_directories((images / name).parent_path());
    const bool jpeg = name.ends_with(".jpg");
    atelier::write_file(images / name, jpeg ? pictures::encode_jpeg(pixels, 100) : pictures::encode_png(pixels));
  }
  int32_t run(const Bench::Options& more = {}, const Bench::Options& model = {}, unsigned threads = 1) {
    bench = std::make_unique<Bench>(threads);
    const Part network = bench->make<Tens>(model);
    Bench::Options options = {{"model", network}, {"images", images.path().string()}};
    for (const auto& each : more) {
      std::erase_if(options, [&](const auto& other) { return other.first == each.first; });
      options.push_back(each);
    }
    const Part stage = bench->make<atelier::predict::PredictFolder>(options);
    return test::run_stage(*bench, stage, out);
  }
  std::string text_of(const std::string& file) const { return atelier::read_file(out / file); }
  json json_of(const std::string& file) const { return json::parse(text_of(file)); }
  Tensor labels_of(const std::string& name) const { return pictures::read_labels(out / "labels" / name); }
  bool said(const std::string& part) const {
    return std::any_of(bench->lines().begin(), bench->lines().end(),
                       [&](const std::string& line) { return line.find(part) != std::string::npos; });
  }
  // All files below `out`, with their bytes.
  std::map<std::string, std::string> all() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(out))
      if (entry.is_regular_file()) files[entry.path().lexically_relative(out)] = atelier::read_file(entry.path());
    return files;
  }
  // Another folder to run into.
  void fresh() {
    out = outputs / std::to_string(++runs_);
    fs::create_directories(out);
  }

  std::unique_ptr<Bench> bench;
  test::TemporaryFolder images, outputs, elsewhere;
  fs::path out = outputs.path();

 private:
  int runs_ = 0;
};

}  // namespace predicting
