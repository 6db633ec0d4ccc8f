#include "coco_segmentation/segmentation_form.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "coco_segmentation/segmentation.hpp"

namespace {

using coco_segmentation::Defect;
using coco_segmentation::Segmentation;
using coco_segmentation::SegmentationForm;

SegmentationForm form_of(const std::string& json) {
  simdjson::dom::parser parser;
  return coco_segmentation::form_of(parser.parse(json).value());
}

TEST(SegmentationForm, EachIsTold) {
  const std::vector<std::pair<std::string, SegmentationForm>> cases = {
      {"[2, 2, 10, 2, 10, 8, 2, 8]", SegmentationForm::kFlatRing},
      {"[[20, 15], [28, 15], [28, 21]]", SegmentationForm::kPairs},
      {"[[[20, 2], [28, 2], [28, 8], [20, 8]]]", SegmentationForm::kRingsOfPairs},
      {"[[[2, 15, 10, 15, 10, 21, 2, 21]]]", SegmentationForm::kNestedRings},
      {"[[[[20, 2], [28, 2], [28, 8]]]]", SegmentationForm::kNestedRings},
      {R"([{"x": 30, "y": 20}, {"x": 35, "y": 20}, {"x": 35, "y": 25}])", SegmentationForm::kPoints},
      {R"([[{"x": 30, "y": 20}, {"x": 35, "y": 20}, {"x": 35, "y": 25}]])", SegmentationForm::kRingsOfPoints},
      {R"([["1", "2", "3.5", 4, "5", "6"]])", SegmentationForm::kQuotedNumbers},
      {R"([{"size": [1, 2], "counts": [2]}])", SegmentationForm::kRunsInList},
      {R"({"x": [1, 2, 3], "y": [1, 2, 3]})", SegmentationForm::kCoordinateLists},
      {R"({"name": "polygon", "all_points_x": [1], "all_points_y": [1]})", SegmentationForm::kCoordinateLists},
      {R"("[[1, 2, 3, 4, 5, 6]]")", SegmentationForm::kQuoted},
      {"\"POLYGON ((1 2, 3 4, 5 6))\"", SegmentationForm::kWellKnownText},
      {R"({"size": [30, 40], "counts": "b'd88f0000000000000000000000da0'"})", SegmentationForm::kBytesText},
      {R"({"size": [30, 40], "counts": "ZDg4ZjAwMDAwMDAwMDAwMDAwMDAwMDAwMDBkYTA="})", SegmentationForm::kBase64},
      {R"({"size": [30, 40], "counts": ["490", "20", 28]})", SegmentationForm::kQuotedCounts},
      {R"({"size": [30, 40], "counts": "490 20 28"})", SegmentationForm::kCountsInText},
      {R"({"size": [30, 40], "counts": "[490, 20, 28]"})", SegmentationForm::kCountsInText},
      {R"({"size": ["30", "40"], "counts": "d88f0000000000000000000000da0"})", SegmentationForm::kQuotedSize},
      {R"({"size": ["30", "40"], "counts": [1200]})", SegmentationForm::kQuotedSize},
      {R"({"counts": "d88f0000000000000000000000da0"})", SegmentationForm::kSizeMissing},
      {R"({"size": null, "counts": [1200]})", SegmentationForm::kSizeMissing},
      {R"(["10,10,30,10,30,30,10,30"])", SegmentationForm::kRingsInTexts},
      {R"(["[10, 10, 30, 10, 30, 30]", "1 2 3 4 5 6"])", SegmentationForm::kRingsInTexts},
      {"[[10, 10, 30, 30]]", SegmentationForm::kBoxes},
      {"[[10, 10, 30, 30], [1, 2, 3, 4]]", SegmentationForm::kBoxes},
      {"[[10, 10, 30, 30], [1, 2, 3, 4, 5, 6]]", SegmentationForm::kUnknown},
      {R"(["cat"])", SegmentationForm::kUnknown},
      {R"({"size": [30, 40], "counts": "cat"})", SegmentationForm::kUnknown},
      {R"({"size": [30, 40], "counts": [1200]})", SegmentationForm::kUnknown},
      {R"({"size": [30, 40], "counts": "d88f0000000000000000000000da0"})", SegmentationForm::kUnknown},
      {"[[1, 2, 3, 4, 5, 6]]", SegmentationForm::kUnknown},
      {"[[1, 2, 3, 4, 5, 6], [[1, 2], [3, 4], [5, 6]]]", SegmentationForm::kUnknown},
      {"[1, 2, 3, 4]", SegmentationForm::kUnknown},
      {"[[1, 2]]", SegmentationForm::kUnknown},
      {"[]", SegmentationForm::kUnknown},
      {"[[]]", SegmentationForm::kUnknown},
      {"{}", SegmentationForm::kUnknown},
      {"null", SegmentationForm::kUnknown},
      {"\" \"", SegmentationForm::kUnknown},
  };
  for (const auto& [json, form] : cases) {
    EXPECT_EQ(form_of(json), form) << json;
    EXPECT_EQ(coco_segmentation::form_text(form).empty(), form == SegmentationForm::kUnknown) << json;
  }
}

Segmentation read(const std::string& json, uint32_t height, uint32_t width, double area = NAN) {
  simdjson::dom::parser parser;
  Segmentation shape;
  coco_segmentation::read_segmentation(parser.parse(json).value(), shape);
  coco_segmentation::check_size(shape, height, width, area);
  return shape;
}

TEST(SegmentationForm, TheSizeOfThePictureTellsRuns) {
  EXPECT_EQ(read(R"({"size": [4, 3], "counts": [12]})", 4, 3).defect, Defect::kNone);
  EXPECT_EQ(read(R"({"size": [3, 4], "counts": [12]})", 4, 3).defect, Defect::kRleTurnedSize);
  EXPECT_EQ(read(R"({"size": [2, 6], "counts": [12]})", 4, 3).defect, Defect::kRleOtherSize);
  EXPECT_EQ(read("[[5, 1, 2, 1, 2, 1]]", 4, 3).defect, Defect::kRunsAsRing);
  EXPECT_EQ(read("[[5, 1, 2, 1, 3]]", 4, 3).defect, Defect::kRunsAsRing) << "an odd number of counts";
  EXPECT_EQ(read("[[3, 0, 3, 4, 2, 0]]", 4, 3).defect, Defect::kNone) << "a ring of the picture";
  EXPECT_EQ(read("[[5, 1, 2, 1, 2, 2]]", 4, 3).defect, Defect::kNone) << "another sum";
  EXPECT_EQ(read("[[5, 1, 2, 1, 1, 1]]", 4, 3, 3).defect, Defect::kRunsAsRing) << "without the last count";
  EXPECT_EQ(read("[[5, 1, 2, 1, 1, 1]]", 4, 3, 4).defect, Defect::kNone);
  EXPECT_EQ(read("[[5, 1, 2, 1, 3.5]]", 4, 3).defect, Defect::kRingTooShort);
}

}  // namespace
