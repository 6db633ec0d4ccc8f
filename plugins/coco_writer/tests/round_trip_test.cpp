// What coco.reader reads is written, read again, and painted: the same runs, in every form.
#include <gtest/gtest.h>

#include "converting.hpp"
#include "geometry/rle_string.hpp"

using namespace converting;

namespace {

// Each odd annotation on a picture of its own.
json odd_annotations() {
  std::string text = atelier::read_file(test::data("taco/edge_rle.json"));
  for (const std::string word : {"-Infinity", "Infinity"})  // bounding boxes of nothing
    for (size_t at; (at = text.find(word)) != std::string::npos;) text.replace(at, word.size(), "null");
  const json odd = json::parse(text);
  json dataset = small_dataset();
  dataset["images"].clear();
  for (size_t i = 0; i < odd.size(); ++i) {
    json image = odd[i]["image"], annotation = odd[i]["annotation"];
    image["id"] = annotation["image_id"] = i;
    image["file_name"] = std::to_string(i) + ".jpg";
    annotation["category_id"] = 7;
    dataset["images"].push_back(image);
    dataset["annotations"].push_back(annotation);
  }
  return dataset;
}

void expect_same_shapes(const fs::path& source, const std::string& form) {
  const test::TemporaryFolder folder;
  const Outcome outcome = convert(source, folder.path(), form);
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  const std::vector<Painted> before = paint_each(source), after = paint_each(folder / "instances.json");
  ASSERT_GT(before.size(), 30u);
  ASSERT_EQ(before.size(), after.size());
  const json written = json_of(folder / "instances.json");
  const json report = json_of(folder / "writer_report.json");
  EXPECT_EQ(report["written"], after.size());
  std::set<int64_t> ids;
  for (size_t i = 0; i < before.size(); ++i) {
    SCOPED_TRACE(before[i].id);
    ASSERT_EQ(before[i].runs, after[i].runs);
    ASSERT_EQ(before[i].image_id, after[i].image_id);
    ASSERT_EQ(before[i].category_id, after[i].category_id);
    ASSERT_EQ(before[i].crowd, after[i].crowd);
    ASSERT_TRUE(ids.insert(after[i].id).second);
    if (form == "as_given") {
      ASSERT_EQ(before[i].rings, after[i].rings);
    }
    if (form == "polygons") {
      ASSERT_FALSE(after[i].rings.empty());
    }
    if (form == "polygons" && !before[i].rings.empty()) {
      ASSERT_EQ(before[i].rings, after[i].rings);
    }
    if (form == "rle" || form == "rle_counts") {
      ASSERT_TRUE(after[i].rings.empty());
    }
    const json& annotation = written["annotations"][i];
    ASSERT_EQ(annotation["id"], after[i].id);
    ASSERT_EQ(annotation["area"], geometry::area_of(before[i].runs));
    if (form == "rle") {
      ASSERT_EQ(annotation["segmentation"]["counts"], geometry::encode_runs(before[i].runs));
    }
    if (form == "rle_counts") {
      ASSERT_EQ(annotation["segmentation"]["counts"], before[i].runs);
    }
  }
}

class RoundTrip : public ::testing::TestWithParam<const char*> {};

TEST_P(RoundTrip, Coco) {
  ATELIER_NEEDS_DATA();
  for (const char* split : {"val2017", "train2017"})
    expect_same_shapes(test::data(std::string("coco/annotations/instances_") + split + ".json"), GetParam());
}

TEST_P(RoundTrip, FruitsNuts) {
  ATELIER_NEEDS_DATA();
  expect_same_shapes(test::data("fruits_nuts/annotations/trainval.json"), GetParam());
}

TEST_P(RoundTrip, OddOnes) {
  ATELIER_NEEDS_DATA();
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "odd.json", odd_annotations().dump(), false);
  expect_same_shapes(folder / "odd.json", GetParam());
}

// 1,500 pictures of up to 32 million pixels, with ids given twice.
TEST_P(RoundTrip, Taco) {
  ATELIER_NEEDS_DATA();
  expect_same_shapes(test::data("taco/annotations.json"), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Form, RoundTrip, ::testing::Values("as_given", "polygons", "rle", "rle_counts"),
                         [](const auto& info) { return std::string(info.param); });

// Runs to outlines to runs: the masks of real polygons, holes and specks and all.
TEST(RoundTripOfOutlines, FromRuns) {
  ATELIER_NEEDS_DATA();
  for (const char* name : {"coco/annotations/instances_val2017.json", "fruits_nuts/annotations/trainval.json"}) {
    const test::TemporaryFolder folder;
    ASSERT_EQ(convert(test::data(name), folder / "runs", "rle").status, ATELIER_OK);
    expect_same_shapes(folder / "runs/instances.json", "polygons");
  }
}

}  // namespace
