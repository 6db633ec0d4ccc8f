#include "coco_json/shape_form.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "coco_json/segmentation.hpp"

namespace {

using coco_json::Defect;
using coco_json::Shape;
using coco_json::ShapeForm;

ShapeForm form_of(const std::string& json) {
  simdjson::dom::parser parser;
  return coco_json::form_of(parser.parse(json).value());
}

TEST(ShapeForm, EachIsTold) {
  const std::vector<std::pair<std::string, ShapeForm>> cases = {
      {"[2, 2, 10, 2, 10, 8, 2, 8]", ShapeForm::kFlatRing},
      {"[[20, 15], [28, 15], [28, 21]]", ShapeForm::kPairs},
      {"[[[20, 2], [28, 2], [28, 8], [20, 8]]]", ShapeForm::kRingsOfPairs},
      {"[[[2, 15, 10, 15, 10, 21, 2, 21]]]", ShapeForm::kNestedRings},
      {"[[[[20, 2], [28, 2], [28, 8]]]]", ShapeForm::kNestedRings},
      {R"([{"x": 30, "y": 20}, {"x": 35, "y": 20}, {"x": 35, "y": 25}])", ShapeForm::kPoints},
      {R"([[{"x": 30, "y": 20}, {"x": 35, "y": 20}, {"x": 35, "y": 25}]])", ShapeForm::kRingsOfPoints},
      {R"([["1", "2", "3.5", 4, "5", "6"]])", ShapeForm::kQuotedNumbers},
      {R"([{"size": [1, 2], "counts": [2]}])", ShapeForm::kRunsInList},
      {R"({"x": [1, 2, 3], "y": [1, 2, 3]})", ShapeForm::kCoordinateLists},
      {R"({"name": "polygon", "all_points_x": [1], "all_points_y": [1]})", ShapeForm::kCoordinateLists},
      {R"("[[1, 2, 3, 4, 5, 6]]")", ShapeForm::kQuoted},
      {"\"POLYGON ((1 2, 3 4, 5 6))\"", ShapeForm::kWellKnownText},
      {R"({"size": [30, 40], "counts": "b'd88f0000000000000000000000da0'"})", ShapeForm::kBytesText},
      {R"({"size": [30, 40], "counts": "ZDg4ZjAwMDAwMDAwMDAwMDAwMDAwMDAwMDBkYTA="})", ShapeForm::kBase64},
      {R"({"size": [30, 40], "counts": ["490", "20", 28]})", ShapeForm::kQuotedCounts},
      {R"({"size": [30, 40], "counts": "490 20 28"})", ShapeForm::kCountsInText},
      {R"({"size": [30, 40], "counts": "[490, 20, 28]"})", ShapeForm::kCountsInText},
      {R"({"size": ["30", "40"], "counts": "d88f0000000000000000000000da0"})", ShapeForm::kQuotedSize},
      {R"({"size": ["30", "40"], "counts": [1200]})", ShapeForm::kQuotedSize},
      {R"({"counts": "d88f0000000000000000000000da0"})", ShapeForm::kSizeMissing},
      {R"({"size": null, "counts": [1200]})", ShapeForm::kSizeMissing},
      {R"(["10,10,30,10,30,30,10,30"])", ShapeForm::kRingsInTexts},
      {R"(["[10, 10, 30, 10, 30, 30]", "1 2 3 4 5 6"])", ShapeForm::kRingsInTexts},
      {"[[10, 10, 30, 30]]", ShapeForm::kBoxes},
      {"[[10, 10, 30, 30], [1, 2, 3, 4]]", ShapeForm::kBoxes},
      {"[[10, 10, 30, 30], [1, 2, 3, 4, 5, 6]]", ShapeForm::kUnknown},
      {R"(["cat"])", ShapeForm::kUnknown},
      {R"({"size": [30, 40], "counts": "cat"})", ShapeForm::kUnknown},
      {R"({"size": [30, 40], "counts": [1200]})", ShapeForm::kUnknown},
      {R"({"size": [30, 40], "counts": "d88f0000000000000000000000da0"})", ShapeForm::kUnknown},
      {"[[1, 2, 3, 4, 5, 6]]", ShapeForm::kUnknown},
      {"[[1, 2, 3, 4, 5, 6], [[1, 2], [3, 4], [5, 6]]]", ShapeForm::kUnknown},
      {"[1, 2, 3, 4]", ShapeForm::kUnknown},
      {"[[1, 2]]", ShapeForm::kUnknown},
      {"[]", ShapeForm::kUnknown},
      {"[[]]", ShapeForm::kUnknown},
      {"{}", ShapeForm::kUnknown},
      {"null", ShapeForm::kUnknown},
      {"\" \"", ShapeForm::kUnknown},
  };
  for (const auto& [json, form] : cases) {
    EXPECT_EQ(form_of(json), form) << json;
    EXPECT_EQ(coco_json::form_text(form).empty(), form == ShapeForm::kUnknown) << json;
  }
}

Shape read(const std::string& json, uint32_t height, uint32_t width, double area = NAN) {
  simdjson::dom::parser parser;
  Shape shape;
  coco_json::read_segmentation(parser.parse(json).value(), shape);
  coco_json::check_size(shape, height, width, area);
  return shape;
}

TEST(ShapeForm, TheSizeOfThePictureTellsRuns) {
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
