// A training of labels that people have brought: what is found before its first step.
#include <atelier/cpp/samples.hpp>
#include <cstdio>
#include <numeric>

#include "pictures/file_pairs.hpp"
#include "training_fixture.hpp"

namespace {

using atelier::testing::Bench;
using atelier::testing::Value;
using pictures::StoredSamples;
namespace fs = std::filesystem;

class PreflightOfTraining : public plain::TrainingFixture {
 protected:
  // As samples.folder gives them.
  Value pairs(const std::string& folder, std::vector<std::string> classes, std::vector<uint32_t> relabel = {}) {
    const fs::path below = test::data("field_cases") / folder;
    pictures::PairRules rules;
    rules.images = below / "images";
    rules.masks = below / "masks";
    return atelier::object_of(
        samples_.emplace_back(std::move(classes), 255, pictures::find_pairs(rules, bench.call()), std::move(relabel)));
  }
  Bench::Options with(const Value& train, const Value& validate, int classes) {
    return {{"train", train}, {"validate", validate}, {"model", part<plain::LinearModel>({{"classes", classes}})}};
  }
  // How much of the label maps has that value, in percent.
  static std::string percent(const std::string& folder, uint8_t value) {
    size_t with = 0, all = 0;
    for (const auto& entry : fs::directory_iterator(test::data("field_cases") / folder / "masks")) {
      const atelier::Tensor labels = pictures::read_labels(entry.path());
      const auto* at = labels.data<uint8_t>();
      with += static_cast<size_t>(std::count(at, at + labels.bytes(), value));
      all += labels.bytes();
    }
    char out[32];
    std::snprintf(out, sizeof out, "%.1f %%", 100.0 * static_cast<double>(with) / static_cast<double>(all));
    return out;
  }

  const std::vector<std::string> two = {"background", "object"};
  const std::vector<std::string> three = {"background", "bolt", "nut"};
  std::deque<StoredSamples> samples_;
};

TEST_F(PreflightOfTraining, A255ThatFillsObjectsIsRecognised) {
  ATELIER_NEEDS_DATA();
  const Value train = pairs("binary-255", two);
  expect_error(trainer(with(train, train, 2)),
               "`train` holds nothing but `background`: `object` has no pixel, and 255 covers " +
                   percent("binary-255", 255) +
                   " of the pixels and is void here. If it stands for `object`, say so where the label maps are read, "
                   "as in label_map = { 255 = 1 }");
  EXPECT_TRUE(plain::asked.seeds.empty());
  std::vector<uint32_t> mapped(256);
  std::iota(mapped.begin(), mapped.end(), 0u);
  mapped[255] = 1;
  const Value as_said = pairs("binary-255", two, mapped);
  EXPECT_EQ(run(trainer(with(as_said, as_said, 2))), ATELIER_OK) << bench.error();
}

TEST_F(PreflightOfTraining, LabelsThatAreAllVoidAreRefused) {
  ATELIER_NEEDS_DATA();
  const Value nothing = pairs("all-void", three), some = pairs("small-set", three);
  expect_error(trainer(with(nothing, some, 3)), "`train` holds nothing but void (255), in all of its 4 label maps");
  expect_error(trainer(with(some, nothing, 3)), "`validate` holds nothing but void (255)");
  EXPECT_TRUE(plain::asked.seeds.empty());
}

TEST_F(PreflightOfTraining, ALabelBeyondTheClassesIsFoundInTheValidationPartBeforeTheFirstStep) {
  ATELIER_NEEDS_DATA();
  EXPECT_EQ(run(trainer(with(pairs("small-set", three), pairs("label-beyond", three), 3))), ATELIER_E_DATA);
  const std::string masks = (test::data("field_cases") / "label-beyond/masks").string();
  EXPECT_EQ(bench.error().rfind(masks, 0), 0u) << bench.error();
  EXPECT_NE(bench.error().find(": the label "), std::string::npos) << bench.error();
  EXPECT_NE(bench.error().find(" at row "), std::string::npos) << bench.error();
  EXPECT_TRUE(plain::asked.seeds.empty());
  EXPECT_EQ(files(), std::set<std::string>());
}

TEST_F(PreflightOfTraining, TheHistogramReachesTheLossAndLabelsJson) {
  EXPECT_EQ(run(trainer()), ATELIER_OK) << bench.error();
  const auto json = nlohmann::json::parse(atelier::read_file(folder / "labels.json"));
  std::vector<uint64_t> written;
  for (const auto& c : json["train"]["classes"]) written.push_back(c["pixels"]);
  EXPECT_EQ(plain::told.loss_histogram, written);
  EXPECT_EQ(std::accumulate(written.begin(), written.end(), json["train"]["void"]["pixels"].get<uint64_t>()), 640u);
  EXPECT_EQ(json["validate"]["label_maps"], 5);
}

}  // namespace
