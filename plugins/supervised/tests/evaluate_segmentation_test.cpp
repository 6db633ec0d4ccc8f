#include "../evaluate_segmentation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>
#include <cstring>
#include <deque>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "plain_model.hpp"
#include "plain_parts.hpp"
#include "test_data.hpp"

namespace {

using atelier::supervised::EvaluateSegmentation;
using atelier::testing::Bench;
using atelier::testing::Part;
using atelier::testing::Value;

class EvaluateSegmentationTest : public ::testing::Test {
 protected:
  template <class T>
  Value part(const Bench::Options& options = {}) {
    return parts_.emplace_back(bench.make<T>(options)).object();
  }
  Part stage(const Bench::Options& changes = {}) {
    Bench::Options options = {{"model", part<plain::LinearModel>({{"classes", 3}})},
                              {"weights", good_weights()},
                              {"samples", part<plain::Patches>({{"count", 6}})},
                              {"metrics", Value(std::vector<Value>{part<plain::Hits>()})},
                              {"loader", part<plain::PlainLoader>()}};
    for (const auto& [name, value] : changes) {
      std::erase_if(options, [&, &key = name](const auto& o) { return o.first == key; });
      options.emplace_back(name, value);
    }
    return bench.make<EvaluateSegmentation>(options);
  }
  // The logit of class c is colour c: what the patches are made of.
  std::string good_weights() {
    std::vector<float> weight(12, 0.0f);
    for (size_t c = 0; c < 3; ++c) weight[c * 4 + c] = 1;
    std::string bytes(48, '\0');
    std::memcpy(bytes.data(), weight.data(), 48);
    atelier::write_file(weights / "w.bin", bytes);
    return (weights / "w.bin").string();
  }
  int32_t run(const Part& part) {
    bench.clear();
    const auto* v = static_cast<const atelier_stage_v1*>(part.object().iface);
    const std::string path = folder.path().string();
    auto in = atelier::blank<atelier_stage_folder>();
    in.path = atelier::c_str(path);
    return v->run(bench.call().raw(), part.object().self, &in);
  }
  nlohmann::ordered_json metrics() {
    return nlohmann::ordered_json::parse(atelier::read_file(folder / "metrics.json"));
  }

  Bench bench;
  test::TemporaryFolder folder, weights;
  std::deque<Part> parts_;
};

TEST_F(EvaluateSegmentationTest, WritesEveryResult) {
  ASSERT_EQ(run(stage()), ATELIER_OK) << bench.error();
  const auto json = metrics();
  EXPECT_EQ(json["hits"], 1.0);
  EXPECT_EQ(json["pixels"], 6 * 63);
  EXPECT_EQ(json["pictures"], 6);
  EXPECT_EQ(json["classes"], 3);
  EXPECT_EQ(json["size"], (std::vector<int>{8, 8}));
  EXPECT_EQ(json["per_class"]["class2"]["share"], 1.0);
  const std::map<std::string, double> numbers(bench.scalars().begin(), bench.scalars().end());
  EXPECT_EQ(numbers.at("evaluate/hits"), 1.0);
  EXPECT_EQ(numbers.at("evaluate/share/class2"), 1.0);
  EXPECT_EQ(numbers.at("evaluate/pictures"), 6);
  EXPECT_EQ(json["counts"]["classes"], (std::vector<std::string>{"class0", "class1", "class2"}));
  uint64_t sum = 0;
  for (size_t c = 0; c < 3; ++c) {
    sum += json["counts"]["pixels"][c][c].get<uint64_t>();
    EXPECT_EQ(json["counts"]["pixels"][c][(c + 1) % 3], 0);
  }
  EXPECT_EQ(sum, 6u * 63);
  const auto opened = EvaluateSegmentation::open(bench.call(), folder.path());
  EXPECT_EQ(atelier::view(opened->output(bench.call(), "metrics").text), (folder / "metrics.json").string());
}

TEST_F(EvaluateSegmentationTest, PrintsTheResults) {
  ASSERT_EQ(run(stage()), ATELIER_OK) << bench.error();
  const std::vector<std::string> expected = {"pictures  6",
                                             "size      8 x 8 pixels (height x width)",
                                             "hits      100.00 %",
                                             "pixels    378.000",
                                             "",
                                             "class       share",
                                             "class0      1.000",
                                             "class1      1.000",
                                             "class2      1.000"};
  EXPECT_EQ(bench.lines(), expected);
}

TEST_F(EvaluateSegmentationTest, WithoutWeightsTheModelIsAsItComes) {
  ASSERT_EQ(run(stage({{"weights", ""}})), ATELIER_OK) << bench.error();
  EXPECT_LT(metrics()["hits"].get<double>(), 0.5);  // all zero: every pixel is class 0
}

TEST_F(EvaluateSegmentationTest, RandomAugmentersAreLeftOut) {
  const auto hits_with = [&](bool random) {
    EXPECT_EQ(run(stage({{"augment", Value(std::vector<Value>{part<plain::Invert>({{"random", random}})})}})),
              ATELIER_OK);
    return metrics()["hits"].get<double>();
  };
  EXPECT_EQ(hits_with(true), 1);
  EXPECT_LT(hits_with(false), 0.5);
}

TEST_F(EvaluateSegmentationTest, EqualClassNamesStayApart) {
  ASSERT_EQ(run(stage({{"model", part<plain::LinearModel>({{"classes", 4}})},
                       {"weights", ""},
                       {"samples", part<plain::Patches>({{"count", 2}, {"classes", 4}, {"same_names", true}})}})),
            ATELIER_OK)
      << bench.error();
  const auto json = metrics();
  EXPECT_EQ(json["per_class"].size(), 4u);
  EXPECT_TRUE(json["per_class"].contains("thing"));
  EXPECT_TRUE(json["per_class"].contains("thing (3)"));
}

TEST_F(EvaluateSegmentationTest, ErrorsLeaveNoFile) {
  EXPECT_EQ(run(stage({{"samples", part<plain::Patches>({{"count", 2}, {"classes", 2}})}})), ATELIER_E_INVALID);
  EXPECT_EQ(bench.error(),
            "the model has 3 classes, but `samples` has 2, background included: give the model the number of the "
            "samples, as in classes = \"@masks.classes\", and weights that were trained with as many; or give samples "
            "whose labels mean what those of the weights do, as the model.toml beside them lists them");
  plain::told = {};
  EXPECT_EQ(run(stage({{"samples", part<plain::Patches>({{"count", 2}, {"wide", true}})}})), ATELIER_E_INVALID);
  EXPECT_NE(bench.error().find("`samples` gives pictures of uint16 of 4 channels, but the model takes uint8 of 3"),
            std::string::npos)
      << bench.error();
  EXPECT_EQ(plain::told.loads, 0u);
  atelier::write_file(weights / "short.bin", "xx");
  EXPECT_EQ(run(stage({{"weights", (weights / "short.bin").string()}})), ATELIER_E_DATA);
  EXPECT_NE(bench.error().find("short.bin is too short"), std::string::npos) << bench.error();
  bench.cancel(true);
  EXPECT_EQ(run(stage()), ATELIER_E_CANCELLED);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
