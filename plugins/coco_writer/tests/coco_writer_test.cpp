#include "coco_writer.hpp"

#include <gtest/gtest.h>

#include "converting.hpp"
#include "geometry/turn.hpp"
#include "stage_reports.hpp"

using namespace converting;

namespace {

class Writing : public ::testing::Test {
 protected:
  void add(const json& segmentation, json more = json::object()) {
    json annotation = {{"id", dataset_["annotations"].size() + 1},
                       {"image_id", 4},
                       {"category_id", 7},
                       {"area", 1},
                       {"iscrowd", 0},
                       {"segmentation", segmentation}};
    annotation.update(more);
    dataset_["annotations"].push_back(annotation);
  }
  Outcome convert(const std::string& form = "as_given", unsigned threads = 2, bool cancel = false,
                  Bench::Options more = {}) {
    atelier::write_file(folder_ / "in.json", dataset_.dump(), false);
    return converting::convert(folder_ / "in.json", out_, form, threads, cancel, std::move(more));
  }
  std::string text() const { return atelier::read_file(out_ / "instances.json"); }
  json report() const { return json_of(out_ / "writer_report.json"); }
  json annotation(size_t i) const { return json_of(out_ / "instances.json")["annotations"][i]; }

  test::TemporaryFolder folder_;
  fs::path out_ = folder_ / "out";
  json dataset_ = small_dataset();
};

const json kSquare = {{2, 1, 5, 1, 5, 4.5, 2, 4.5}};

TEST_F(Writing, TheFileIsAsPythonWritesIt) {
  add(kSquare, {{"id", 900100000149}});
  const Outcome outcome = convert();
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  EXPECT_EQ(text(), R"({"info": {"description": ""}, "licenses": [], "images": [{"id": 4, "width": 10, "height": 8, )"
                    R"("file_name": "sub/a.jpg"}], "annotations": [{"segmentation": [[2, 1, 5, 1, 5, 4.5, 2, 4.5]], )"
                    R"("area": 12, "iscrowd": 0, "image_id": 4, "bbox": [2, 1, 3, 4], "category_id": 7, )"
                    R"("id": 900100000149}], "categories": [{"supercategory": "animal", "id": 7, "name": "cat"}, )"
                    R"({"supercategory": "", "id": 3, "name": "dog"}]})");
  ASSERT_FALSE(outcome.lines.empty());
  EXPECT_EQ(outcome.lines.back(), "1 picture, 1 annotation written");
}

TEST_F(Writing, NothingIsAFileToo) {
  dataset_["images"].clear();
  ASSERT_EQ(convert().status, ATELIER_OK);
  EXPECT_EQ(json_of(out_ / "instances.json")["annotations"], json::array());
}

TEST_F(Writing, RunsStayRunsAndCrowdsCounts) {
  const json runs = {{"size", {8, 10}}, {"counts", {10, 5, 65}}};
  add(runs);
  add(runs, {{"iscrowd", 1}});
  ASSERT_EQ(convert().status, ATELIER_OK);
  EXPECT_EQ(annotation(0)["segmentation"], (json{{"size", {8, 10}}, {"counts", ":5Q2"}}));
  EXPECT_EQ(annotation(1)["segmentation"], runs);
  EXPECT_EQ(annotation(1)["iscrowd"], 1);
  EXPECT_EQ(report()["crowds"], 1);
  EXPECT_EQ(report()["segmentation"],
            (json{{"option", "as_given"}, {"rings", 0}, {"outlines", 0}, {"rle", 1}, {"rle_counts", 1}}));
}

TEST_F(Writing, RunsBecomeOutlines) {
  add({{"size", {8, 10}}, {"counts", {10, 5, 65}}});
  add({{"size", {8, 10}}, {"counts", {80}}});
  ASSERT_EQ(convert("polygons").status, ATELIER_OK);
  EXPECT_EQ(annotation(0)["segmentation"], (json{{2, 2, 2, 7, 1, 7, 1, 2}}));
  EXPECT_EQ(report()["written"], 1);
  EXPECT_EQ(report()["skipped"]["no_pixels"]["count"], 1);
}

TEST_F(Writing, IdsGivenTwiceAndMissingOnesAreRenumbered) {
  add(kSquare, {{"id", 5}});
  add(json::array(), {{"id", 6}});
  add(kSquare, {{"id", 6}});
  add(kSquare, {{"id", 5}});
  add(kSquare);
  dataset_["annotations"][4].erase("id");
  const Outcome outcome = convert();
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  std::vector<int64_t> ids;
  for (size_t i = 0; i < 4; ++i) ids.push_back(annotation(i)["id"]);
  EXPECT_EQ(ids, (std::vector<int64_t>{5, 6, 7, 8}));
  EXPECT_EQ(report()["renumbered"]["annotations"]["count"], 2);
  EXPECT_EQ(report()["renumbered"]["annotations"]["first"][0],
            (json{{"id", 5}, {"image", "sub/a.jpg"}, {"why", "has the id 7 now"}}));
  EXPECT_EQ(outcome.lines.at(0),
            "1 picture, 4 annotations written, 1 skipped (segmentation_empty 1), 2 got a new id because theirs was "
            "missing or given twice");
}

TEST_F(Writing, ACrowdOfNoClassIsLeftOutAndIsNoDefect) {
  add(kSquare);
  add(kSquare, {{"iscrowd", 1}, {"category_id", nullptr}});
  ASSERT_EQ(convert().status, ATELIER_OK);
  EXPECT_EQ(report()["written"], 1);
  EXPECT_EQ(report()["skipped"]["void_region"]["count"], 1);
  EXPECT_EQ(report()["warnings"].size(), 0u);
}

TEST_F(Writing, WhatCannotBeWrittenIsCounted) {
  add(nullptr);
  add(kSquare, {{"category_id", 99}});
  add({{1, 1, 2, 2}, {1, 1, 4, 1, 4, 4}});
  add({{100, 100, 200, 100, 200, 200}});
  add(kSquare, {{"image_id", 5}});
  add({{"size", {8, 10}}, {"counts", {10, 5}}});
  ASSERT_EQ(convert().status, ATELIER_OK);
  json report = this->report();
  EXPECT_EQ(report["instances"], 5);
  EXPECT_EQ(report["written"], 2);
  EXPECT_EQ(report["skipped"]["segmentation_null"]["count"], 1);
  EXPECT_EQ(report["skipped"]["category_unknown"]["first"][0]["id"], 2);
  EXPECT_EQ(report["skipped"]["rle_malformed"]["count"], 1);
  EXPECT_EQ(report["rings_skipped"]["ring_too_short"]["first"][0]["id"], 3);
  EXPECT_EQ(report["without_pixels"]["first"][0]["id"], 4);
  EXPECT_EQ(report["orphans"]["count"], 1);
  EXPECT_EQ(annotation(1)["bbox"], (json{0, 0, 0, 0}));
}

TEST_F(Writing, LosingAllIsRefused) {
  add(nullptr);
  add(kSquare, {{"image_id", 5}});
  const Outcome outcome = convert();
  EXPECT_EQ(outcome.status, ATELIER_E_DATA);
  EXPECT_EQ(
      outcome.error.find("nothing is written of 2 annotations: 2 lost to defects (no_picture 1, segmentation_null "
                         "1); the first is annotation 1 of sub/a.jpg: segmentation_null"),
      0u)
      << outcome.error;
  EXPECT_TRUE(fs::is_empty(out_));
}

TEST_F(Writing, StrictLeavesNoFile) {
  for (int i = 0; i < 30; ++i) add(kSquare);
  add({{1, 1, 2, 2}, {1, 1, 4, 1, 4, 4}});
  const Outcome outcome = convert("as_given", 2, false, {{"strict", true}});
  EXPECT_EQ(outcome.status, ATELIER_E_DATA);
  EXPECT_NE(outcome.error.find("1 annotation cannot be written in full (without ring_too_short 1)"), std::string::npos)
      << outcome.error;
  EXPECT_TRUE(fs::is_empty(out_));
  EXPECT_EQ(convert().status, ATELIER_OK);
  EXPECT_EQ(report()["warnings"], json::array());
}

TEST_F(Writing, RingsInRingsAreHolesWhereThatIsAsked) {
  add({{0, 0, 6, 0, 6, 6, 0, 6}, {2, 2, 4, 2, 4, 4, 2, 4}}, {{"area", 0}});
  add({{0, 0, 2, 0, 2, 2, 0, 2}, {3, 3, 5, 3, 5, 5, 3, 5}});
  ASSERT_EQ(convert().status, ATELIER_OK);
  EXPECT_EQ(annotation(0)["area"], 36);
  EXPECT_EQ(annotation(0)["segmentation"].size(), 2u);
  EXPECT_EQ(report()["area_zero"]["count"], 1);
  ASSERT_EQ(convert("as_given", 2, false, {{"holes", "even_odd"}}).status, ATELIER_OK);
  EXPECT_EQ(annotation(0)["area"], 32);
  EXPECT_TRUE(annotation(0)["segmentation"].is_object());
  EXPECT_EQ(annotation(1)["segmentation"], dataset_["annotations"][1]["segmentation"]);
  EXPECT_EQ(report()["holes_cut_out"]["count"], 1);
  const std::vector<Painted> runs = paint_each(out_ / "instances.json");
  ASSERT_EQ(convert("polygons", 2, false, {{"holes", "even_odd"}}).status, ATELIER_OK);
  const std::vector<Painted> outlines = paint_each(out_ / "instances.json");
  for (const size_t i : {0, 1}) EXPECT_EQ(outlines[i].runs, runs[i].runs);
  EXPECT_EQ(geometry::area_of(runs[0].runs), 32u);
}

// A dataset of pictures as a viewer shows them.
class Shown : public atelier::Dataset, public atelier::DatasetOrientation {
 public:
  Shown(atelier_object inner, uint32_t orientation) : inner_(inner), orientation_(orientation) {}
  atelier::DatasetCounts describe(const atelier::Call& call) const override { return inner_.describe(call); }
  atelier_class class_at(const atelier::Call& call, uint64_t i) const override { return inner_.class_at(call, i); }
  atelier_picture picture_at(const atelier::Call& call, uint64_t i) const override {
    return inner_.picture_at(call, i);
  }
  void instances(const atelier::Call& call, uint64_t i, const Take& take) const override {
    inner_.instances(call, i, take);
  }
  uint32_t orientation(const atelier::Call&, uint64_t) const override { return orientation_; }

 private:
  atelier::DatasetRef inner_;
  uint32_t orientation_;
};

TEST_F(Writing, ShapesAreThoseOfTheStoredPixels) {
  add({{1.3, 0.2, 8.1, 2, 3, 7.7}, {0, 6, 2, 6, 2, 8}});
  add({{"size", {8, 10}}, {"counts", {10, 5, 60, 3, 2}}}, {{"iscrowd", 1}});
  atelier::write_file(folder_ / "in.json", dataset_.dump(), false);
  const std::vector<Painted> shown = paint_each(folder_ / "in.json");
  for (uint32_t orientation = 1; orientation <= 8; ++orientation)
    for (const char* form : {"as_given", "polygons", "rle"}) {
      SCOPED_TRACE(atelier::text(orientation, ' ', form));
      Bench bench;
      const Part reader =
          bench.make(test::component("coco", "coco.reader"), {{"annotations", (folder_ / "in.json").string()}});
      Shown dataset(reader.object(), orientation);
      const Outcome outcome = converting::write(atelier::object_of(dataset), out_, form);
      ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
      const bool swaps = orientation >= 5;
      const json image = json_of(out_ / "instances.json")["images"][0];
      EXPECT_EQ(image["width"], swaps ? 8 : 10);
      EXPECT_EQ(image["height"], swaps ? 10 : 8);
      std::vector<Painted> stored = paint_each(out_ / "instances.json");
      ASSERT_EQ(stored.size(), 2u);
      for (const size_t i : {0, 1}) {
        EXPECT_EQ(annotation(i)["area"], geometry::area_of(stored[i].runs));
        geometry::turn_runs(stored[i].runs, image["height"], image["width"], static_cast<int>(orientation));
        EXPECT_EQ(stored[i].runs, shown[i].runs);
      }
      EXPECT_EQ(report()["turned_back"]["count"], orientation == 1 ? 0 : 1);
    }
}

TEST_F(Writing, NamesThatLeadOutAreRefused) {
  for (const char* name : {"/etc/a.jpg", "../a.jpg", "a/../../b.jpg", "sub/"}) {
    dataset_["images"][0]["file_name"] = name;
    const Outcome outcome = convert();
    EXPECT_EQ(outcome.status, ATELIER_E_DATA) << name;
    EXPECT_NE(outcome.error.find("picture 4 has the file name `" + std::string(name) + "`"), std::string::npos)
        << outcome.error;
    EXPECT_TRUE(fs::is_empty(out_)) << name;
  }
}

TEST_F(Writing, ImpossibleSizesAreRefused) {
  dataset_["images"][0]["width"] = 65535;
  dataset_["images"][0]["height"] = 65535;
  const Outcome outcome = convert();
  EXPECT_EQ(outcome.status, ATELIER_E_DATA);
  EXPECT_NE(outcome.error.find("65535 x 65535"), std::string::npos) << outcome.error;
  EXPECT_TRUE(fs::is_empty(out_));
}

TEST_F(Writing, AnInterruptionLeavesNothing) {
  add(kSquare);
  EXPECT_EQ(convert("as_given", 2, true).status, ATELIER_E_CANCELLED);
  EXPECT_TRUE(fs::is_empty(out_));
}

TEST_F(Writing, ADamagedFileIsTheReadersError) {
  atelier::write_file(folder_ / "in.json", "{\"images\": [", false);
  const Outcome outcome = converting::convert(folder_ / "in.json", out_);
  EXPECT_EQ(outcome.status, ATELIER_E_DATA);
  EXPECT_NE(outcome.error.find("in.json"), std::string::npos) << outcome.error;
  EXPECT_TRUE(fs::is_empty(out_));
}

TEST_F(Writing, AnyNumberOfThreadsGivesTheSameBytes) {
  dataset_["images"].clear();
  for (int i = 0; i < 700; ++i) {  // more than one batch
    dataset_["images"].push_back({{"id", i}, {"file_name", std::to_string(i) + ".jpg"}, {"width", 40}, {"height", 30}});
    for (int k = 0; k < i % 4; ++k)
      add({{k, 1, k + i % 30, 2.25, 5, 20 + k}}, {{"image_id", i}, {"id", i % 50 == 3 ? 3 : i * 10 + k + 50}});
    if (i % 7 == 0) add(nullptr, {{"image_id", i}});
  }
  for (const char* form : {"as_given", "rle"}) {
    std::vector<std::string> files, reports;
    for (const unsigned threads : {1u, 2u, 8u}) {
      const Outcome outcome = convert(form, threads);
      ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
      files.push_back(text());
      reports.push_back(atelier::read_file(out_ / "writer_report.json"));
    }
    EXPECT_EQ(files[0], files[1]);
    EXPECT_EQ(files[0], files[2]);
    EXPECT_EQ(reports[0], reports[1]);
    EXPECT_EQ(reports[0], reports[2]);
    EXPECT_EQ(json_of(out_ / "instances.json")["annotations"].size(), report()["written"]);
  }
}

TEST_F(Writing, TheOutputIsTheFile) {
  ASSERT_EQ(convert().status, ATELIER_OK);
  Bench bench;
  const auto opened = atelier::coco_writer::CocoWriter::open(bench.call(), out_);
  EXPECT_EQ(atelier::view(opened->output(bench.call(), "annotations").text), (out_ / "instances.json").string());
  fs::remove(out_ / "instances.json");
  EXPECT_THROW(atelier::coco_writer::CocoWriter::open(bench.call(), out_), atelier::Error);
}

TEST_F(Writing, TheReportIsWhatNoOutputHangsOn) {
  add(kSquare);
  ASSERT_EQ(convert().status, ATELIER_OK);
  const auto files = test::files_but_reports(atelier::component_of<atelier::coco_writer::CocoWriter>(), out_);
  EXPECT_EQ(files.size(), 1u);
  EXPECT_EQ(files.count("instances.json"), 1u);
}

}  // namespace
