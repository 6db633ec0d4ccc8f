// What cannot be drawn of a dataset, every writer leaves out for the same reason: shapes that readers would not give,
// but that other people's datasets may.
#include <gtest/gtest.h>
#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>

#include <nlohmann/json.hpp>

#include "plugin_file.hpp"
#include "stage_folder.hpp"
#include "test_data.hpp"

namespace {

namespace fs = std::filesystem;
using atelier::Call;
using atelier::testing::Bench;
using atelier::testing::Part;
using nlohmann::json;

constexpr uint32_t kHeight = 4, kWidth = 6;

struct Annotation {
  int64_t id;
  std::vector<std::vector<double>> rings;
  std::vector<uint32_t> runs;
  uint32_t runs_height = 0, runs_width = 0;
  uint32_t label = 1;
  const char* defect = "";
};

const std::vector<double> kSquare = {1, 1, 3, 1, 3, 3, 1, 3};

const std::vector<Annotation> kAnnotations = {
    {1, {kSquare}, {}},
    {2, {}, {2, 3, 19}, kHeight, kWidth},
    {3, {}, {2, 3, 19}},                   // says no size, and fits
    {4, {}, {2, 3, 19}, kWidth, kHeight},  // transposed
    {5, {}, {12, 12}, 2, 12},
    {6, {}, {2, 3, 18}, kHeight, kWidth},
    {7, {}, {2, 3, 18}},
    {8, {}, {20, 0xffffffff, 5}, kHeight, kWidth},  // 24 in 32 bits
    {9, {{1, 1, 3, 3}}, {}},
    {10, {{1, 1, 1e9, 1, 3, 3}}, {}},
    {11, {}, {}},
    {12, {}, {}, 0, 0, 1, "segmentation_null"},
    {13, {kSquare}, {}, 0, 0, 0},
    {14, {kSquare}, {}, 0, 0, 9},
    {15, {{1, 1, 3, 3}, kSquare}, {}},
};
const std::vector<int64_t> kDrawn = {1, 2, 3, 15};
const json kSkipped = {{"category_unknown", {13, 14}},       {"ring_out_of_range", {10}}, {"ring_too_short", {9}},
                       {"runs_do_not_fit", {4, 5, 6, 7, 8}}, {"segmentation_null", {12}}, {"shape_missing", {11}}};

// One picture of one class.
class Undrawable : public atelier::Dataset {
 public:
  atelier::DatasetCounts describe(const Call&) const override { return {1, 1}; }
  atelier_class class_at(const Call&, uint64_t) const override {
    auto out = atelier::blank<atelier_class>();
    out.id = 1;
    out.name = ATELIER_STR("cat");
    return out;
  }
  atelier_picture picture_at(const Call&, uint64_t) const override {
    auto out = atelier::blank<atelier_picture>();
    out.id = 1;
    out.height = kHeight;
    out.width = kWidth;
    out.file_name = ATELIER_STR("a.jpg");
    return out;
  }
  void instances(const Call&, uint64_t, const Take& take) const override {
    for (const Annotation& each : kAnnotations) {
      std::vector<atelier_ring> rings;
      for (const std::vector<double>& ring : each.rings) rings.push_back({ring.data(), ring.size()});
      auto out = atelier::blank<atelier_instance>();
      out.id = each.id;
      out.label = each.label;
      out.category_id = each.label;
      out.area = 4;
      out.rings = rings.data();
      out.ring_count = rings.size();
      out.runs = each.runs.data();
      out.run_count = each.runs.size();
      out.runs_height = each.runs_height;
      out.runs_width = each.runs_width;
      out.defect = atelier::c_str(each.defect);
      take(out);
    }
  }
};

// {"runs_do_not_fit": [4, 5, …], …}, with the ids of all: no reason has more than a report names.
json ids_by_reason(const json& counts) {
  json out = json::object();
  for (const auto& [reason, counted] : counts.items()) {
    for (const json& example : counted["first"]) out[reason].push_back(example["id"]);
    EXPECT_EQ(counted["count"], out[reason].size()) << reason;
  }
  return out;
}

class Writers : public ::testing::Test {
 protected:
  void write(const char* plugin, const char* component, const char* report, Bench::Options options = {}) {
    options.emplace_back("dataset", atelier::object_of(dataset_));
    const Part writer = bench_.make(test::component(plugin, component), options);
    const test::StageOutcome outcome = test::outcome_of(bench_, writer, out_);
    ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
    const json said = json::parse(atelier::read_file(out_ / report));
    EXPECT_EQ(ids_by_reason(said["skipped"]), kSkipped);
    EXPECT_EQ(ids_by_reason(said["rings_skipped"]), (json{{"ring_too_short", {15}}}));
  }
  std::string text(const char* file) const { return atelier::read_file(out_ / file); }

  Undrawable dataset_;
  Bench bench_;
  test::TemporaryFolder folder_;
  fs::path out_ = folder_ / "out";
};

TEST_F(Writers, MasksHaveWhatCanBeDrawn) {
  const Part policy = bench_.make(test::component("overlap", "overlap.last"), {});
  write("masks", "mask.writer", "prepare_report.json", {{"overlap", policy.object()}});
  const json report = json::parse(text("prepare_report.json"));
  EXPECT_EQ(report["painted"], kDrawn.size());
  EXPECT_EQ(report["classes"][0]["pixels"], 7) << "the square, and pixels 2 to 4 column by column";
}

TEST_F(Writers, CocosAnnotationsAreWhatCanBeDrawn) {
  write("coco_writer", "coco.writer", "writer_report.json");
  std::vector<int64_t> ids;
  const json file = json::parse(text("instances.json"));
  for (const json& annotation : file["annotations"]) ids.push_back(annotation["id"]);
  EXPECT_EQ(ids, kDrawn);
}

TEST_F(Writers, YolosLinesAreWhatCanBeDrawn) {
  write("yolo_writer", "yolo.writer", "writer_report.json");
  const std::string lines = text("labels/a.txt");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), static_cast<ptrdiff_t>(kDrawn.size())) << lines;
}

TEST_F(Writers, LabelStudiosRegionsAreWhatCanBeDrawn) {
  write("labelstudio_writer", "labelstudio.writer", "writer_report.json");
  const json task = json::parse(text("tasks.json"))[0];
  EXPECT_EQ(task["predictions"][0]["result"].size(), kDrawn.size()) << task;
}

}  // namespace
