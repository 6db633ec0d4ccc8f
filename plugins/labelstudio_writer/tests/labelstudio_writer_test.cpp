#include "labelstudio_writer.hpp"

#include <gtest/gtest.h>

#include "converting.hpp"
#include "geometry/turn.hpp"
#include "places.hpp"
#include "stage_reports.hpp"

using namespace converting;

namespace {

const json kSquare = json::array({{1, 1, 5, 1, 5, 5, 1, 5}});

struct Written {
  Outcome outcome;
  json tasks;
  json report;
  std::string config;
};

Written write(const json& dataset, const Bench::Options& options = {}) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "coco.json", dataset.dump(), false);
  Written out;
  out.outcome = convert(folder / "coco.json", folder / "out", options);
  if (out.outcome.status != ATELIER_OK) return out;
  out.tasks = json_of(folder / "out/tasks.json");
  out.report = json_of(folder / "out/writer_report.json");
  out.config = atelier::read_file(folder / "out/label_config.xml");
  const auto files =
      test::files_but_reports(atelier::component_of<atelier::labelstudio_writer::LabelstudioWriter>(), folder / "out");
  EXPECT_EQ(files.size(), 2u) << "all but writer_report.json";
  return out;
}

json with(const json& annotations) {
  json dataset = small_dataset();
  dataset["annotations"] = annotations;
  return dataset;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(LabelstudioWriterTest, WritesPredictions) {
  const Written written =
      write(with({annotation(1, kSquare), annotation(2, {{"size", {8, 10}}, {"counts", {9, 3, 68}}}, 3)}));
  ASSERT_EQ(written.outcome.error, "");
  EXPECT_EQ(
      written.tasks,
      json::parse(R"([{"id": 4, "data": {"image": "/data/local-files/?d=sub/%C3%A4%20a.jpg", "width": 10, "height": 8},
    "predictions": [{"model_version": "atelier", "result": [
      {"id": "p1r1", "type": "polygonlabels", "from_name": "label", "to_name": "image", "original_width": 10,
       "original_height": 8, "image_rotation": 0, "value": {"polygonlabels": ["cat"], "closed": true,
       "points": [[10, 12.5], [50, 12.5], [50, 62.5], [10, 62.5]]}},
      {"id": "p1r2", "type": "brushlabels", "from_name": "label_brush", "to_name": "image", "original_width": 10,
       "original_height": 8, "image_rotation": 0, "value": {"brushlabels": ["dog & \"b\""], "format": "rle",
       "rle": )" + written.tasks[0]["predictions"][0]["result"][1]["value"]["rle"].dump() +
                  R"(}}]}]}])"));
  EXPECT_EQ(written.config, R"(<View>
  <Image name="image" value="$image" zoom="true"/>
  <PolygonLabels name="label" toName="image">
    <Label value="cat" background="#800000"/>
    <Label value="dog &amp; &quot;b&quot;" background="#008000"/>
  </PolygonLabels>
  <BrushLabels name="label_brush" toName="image">
    <Label value="cat" background="#800000"/>
    <Label value="dog &amp; &quot;b&quot;" background="#008000"/>
  </BrushLabels>
</View>
)");
  EXPECT_EQ(written.report["written"], 2);
  EXPECT_EQ(written.report["regions"]["polygons"], 1);
  EXPECT_EQ(written.report["regions"]["brush"], 1);
}

TEST(LabelstudioWriterTest, WritesAnnotationsAsAsked) {
  const Written written = write(with(json::array({annotation(1, kSquare)})), {{"write_as", "annotations"},
                                                                              {"form", "brush"},
                                                                              {"from_name", "tag"},
                                                                              {"to_name", "img"},
                                                                              {"images_at", "s3://b/"}});
  ASSERT_EQ(written.outcome.error, "");
  const json& task = written.tasks[0];
  EXPECT_EQ(task["data"]["image"], "s3://b/sub/%C3%A4%20a.jpg");
  EXPECT_FALSE(task.contains("predictions"));
  const json& result = task["annotations"][0]["result"][0];
  EXPECT_EQ(result["from_name"], "tag");
  EXPECT_EQ(result["to_name"], "img");
  EXPECT_EQ(result["type"], "brushlabels");
  EXPECT_FALSE(contains(written.config, "PolygonLabels"));
  EXPECT_TRUE(contains(written.config, R"(<BrushLabels name="tag" toName="img">)"));
  EXPECT_EQ(write(with(json::array({annotation(1, kSquare)})), {{"score", 0.5}}).tasks[0]["predictions"][0]["score"],
            0.5);
}

// turned.jpg is stored as 50 x 30 pixels and shown as 30 x 50.
TEST(LabelstudioWriterTest, TurnsShapesWithTheirPictures) {
  json dataset = with({annotation(1, {{"size", {30, 50}}, {"counts", {33, 5, 40, 7, 1415}}}),
                       annotation(2, json::array({{10, 5, 40, 5, 40, 20}}))});
  dataset["images"][0] = {{"id", 4}, {"file_name", "turned.jpg"}, {"width", 50}, {"height", 30}};
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "coco.json", dataset.dump(), false);
  const fs::path pictures = test::source_dir() / "plugins/labelstudio/tests/fixtures/pictures";
  ASSERT_EQ(convert(folder / "coco.json", folder / "out", {}, 1, pictures).error, "");
  const json task = json_of(folder / "out/tasks.json")[0], results = task["predictions"][0]["result"];
  EXPECT_EQ(results[0]["original_width"], 30);
  EXPECT_EQ(results[0]["original_height"], 50);
  const json corner = results[1]["value"]["points"][0];
  EXPECT_DOUBLE_EQ(corner[0].get<double>() * 30 / 100, 30 - 5);
  EXPECT_EQ(corner[1], 20);
  EXPECT_EQ(json_of(folder / "out/writer_report.json")["turned"]["count"], 1);

  std::vector<Painted> before = paint_coco(folder / "coco.json"), after = paint_tasks(folder / "out/tasks.json");
  geometry::turn_runs(before[0].runs, 30, 50, 6);
  EXPECT_EQ(before[0].runs, after[0].runs);

  ASSERT_EQ(convert(folder / "coco.json", folder / "none", {}, 1, folder.path()).error, "");
  EXPECT_EQ(json_of(folder / "none/writer_report.json")["pictures_not_there"]["count"], 1);
}

TEST(LabelstudioWriterTest, HangsRingsBelowTheFirst) {
  const json two = {{1, 1, 3, 1, 3, 3}, {5, 5, 8, 5, 8, 8}};
  const json results = write(with(json::array({annotation(1, two)}))).tasks[0]["predictions"][0]["result"];
  ASSERT_EQ(results.size(), 2u);
  EXPECT_FALSE(results[0].contains("parentID"));
  EXPECT_EQ(results[1]["parentID"], results[0]["id"]);
}

TEST(LabelstudioWriterTest, LeavesHolesWhereAskedTo) {
  const json ring_in_ring = {{0, 0, 8, 0, 8, 8, 0, 8}, {2, 2, 6, 2, 6, 6, 2, 6}};
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "coco.json", with(json::array({annotation(1, ring_in_ring)})).dump(), false);
  for (const auto& [holes, area] : {std::pair{"fill", 64u}, {"even_odd", 48u}})
    for (const char* form : {"as_given", "polygons", "brush"}) {
      ASSERT_EQ(convert(folder / "coco.json", folder / "out", {{"holes", holes}, {"form", form}}).status, ATELIER_OK);
      const std::vector<Painted> painted = paint_tasks(folder / "out/tasks.json");
      ASSERT_EQ(painted.size(), 1u);
      EXPECT_EQ(geometry::area_of(painted[0].runs), area) << holes << " " << form;
    }
}

TEST(LabelstudioWriterTest, LosingEverythingFails) {
  const Written written = write(with(json::array({annotation(1, json::array({{1, 1, 2, 2}}))})));
  EXPECT_EQ(written.outcome.status, ATELIER_E_DATA);
  EXPECT_TRUE(contains(written.outcome.error, "ring_too_short")) << written.outcome.error;
}

TEST(LabelstudioWriterTest, CountsWhatItLeavesOut) {
  const json some = {annotation(1, kSquare), annotation(2, json::array({{1, 1, 2, 2}})), annotation(3, kSquare, 7, 1)};
  const Written written = write(with(some));
  ASSERT_EQ(written.outcome.error, "");
  EXPECT_EQ(written.report["written"], 1);
  EXPECT_EQ(written.report["crowd"]["count"], 1);
  EXPECT_TRUE(contains(written.report["skipped"].dump(), "ring_too_short"));
  EXPECT_EQ(write(with(some), {{"strict", true}}).outcome.status, ATELIER_E_DATA);
}

TEST(LabelstudioWriterTest, RefusesNamesThatCannotBeLabels) {
  json dataset = with(json::array({annotation(1, kSquare)}));
  dataset["categories"][1]["name"] = "cat";
  EXPECT_TRUE(contains(write(dataset).outcome.error, "the class name `cat` is given twice"));
  dataset["categories"][1]["name"] = "a\nb";
  EXPECT_TRUE(contains(write(dataset).outcome.error, "holds control characters"));
}

TEST(LabelstudioWriterTest, WritesTheSameForAnyNumberOfThreads) {
  ATELIER_NEEDS_DATA();
  const test::TemporaryFolder folder;
  const fs::path source = test::data("coco/annotations/instances_val2017.json");
  for (const unsigned threads : {1u, 3u})
    ASSERT_EQ(convert(source, folder / std::to_string(threads), {}, threads).status, ATELIER_OK);
  for (const char* file : {"tasks.json", "writer_report.json"})
    EXPECT_EQ(atelier::read_file(folder / "1" / file), atelier::read_file(folder / "3" / file)) << file;
}

}  // namespace
