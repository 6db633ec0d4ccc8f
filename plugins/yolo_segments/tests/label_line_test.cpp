#include "label_line.hpp"

#include <gtest/gtest.h>

namespace {

using atelier::yolo_segments::Boxes;
using atelier::yolo_segments::LabelLine;
using atelier::yolo_segments::LineForm;

LabelLine read(std::string_view line, Boxes boxes = Boxes::kDefect, size_t keypoint_numbers = 0) {
  LabelLine out;
  atelier::yolo_segments::read_label_line(line, {boxes, 3, keypoint_numbers}, out);
  return out;
}

// Of a picture of 200 x 100.
std::vector<double> in_pixels(const LabelLine& line) {
  std::vector<double> xy;
  atelier::yolo_segments::scale_outline(line.outline, 100, 200, xy);
  return xy;
}

TEST(LabelLineTest, ScalesToPixels) {
  const LabelLine line = read("2 0.1 0.25  0.5\t0.5 1 1.0");
  EXPECT_EQ(line.number, 2);
  EXPECT_EQ(in_pixels(line), (std::vector<double>{20, 25, 100, 50, 200, 100}));
  EXPECT_EQ(line.defect, "");
  EXPECT_EQ(line.sentence, "");
  EXPECT_EQ(read("1.0 0 0 1e-1 0 5e-01 .5").number, 1);
}

TEST(LabelLineTest, TakesBoxesAsDefectsOrRectangles) {
  EXPECT_EQ(read("0 0.5 0.5 0.5 0.25").defect, "box");
  EXPECT_TRUE(read("0 0.5 0.5 0.5 0.25").outline.empty());
  EXPECT_EQ(in_pixels(read("0 0.5 0.5 0.5 0.25", Boxes::kRectangle)),
            (std::vector<double>{50, 37.5, 150, 37.5, 150, 62.5, 50, 62.5}));
}

TEST(LabelLineTest, AllowsOnePercentOutside) {
  EXPECT_EQ(read("0 -0.01 0 1.01 0 1 1").defect, "");
  EXPECT_EQ(read("0 -0.02 0 1.01 0 1 1").defect, "not_normalised");
  EXPECT_EQ(read("0 -0.01 0 1.01 0 1.5 1").sentence,
            "has the coordinate 1.5; they are fractions of width and height, 0 to 1");
}

TEST(LabelLineTest, TellsLinesOfOtherTasksByTheirForm) {
  struct Case {
    const char* line;
    LineForm form;
    const char* defect;
    const char* words;
  };
  for (const Case& each :
       {Case{"0 .1 .1 .2 .1 .2 .2", LineForm::kOutline, "", ""},
        Case{"0 .1 .1 .2 .1 .2 .2 .1 .2", LineForm::kOutline, "", ""},  // an oriented box is a quadrilateral
        Case{"0 .5 .5 .2 .2", LineForm::kBox, "box", "boxes = \"rectangle\""},
        Case{"0 .5 .5 .2 .2 .9", LineForm::kScore, "confidence", "a box with a confidence"},
        Case{"0 .1 .1 .2 .1 .2 .2 .87", LineForm::kScore, "confidence", "the last, 0.87, seems to be a confidence"},
        Case{"0 .87 .1 .1 .2 .1 .2 .2", LineForm::kScore, "confidence", "the first, 0.87, seems to be a confidence"},
        Case{"0 .1 .1 .2 .1 .2 .2 7", LineForm::kTrack, "track_id",
             "ends with 7, which seems to be the id of a track, as"},
        Case{"0 .1 .1 .2 .1 .2 .2 .87 7", LineForm::kTrack, "track_id", "the id of a track, behind a confidence"},
        Case{"0 .5 .5 .2 .2 7", LineForm::kTrack, "track_id", "the id of a track"},
        Case{"0 .5 .5 .2 .2 .87 7", LineForm::kTrack, "track_id", "behind a confidence"},
        Case{"0 .1 .1 .2 .1 .2 .2 .87 1", LineForm::kOutline, "", ""},  // the set has to tell
        Case{"0 .1 .1 .2 .1 .2 .2 .87 1.5", LineForm::kOutside, "not_normalised", "1.5; they are fractions"},
        Case{"0 10 10 20 10 20 7", LineForm::kOutside, "not_normalised", "divide x by the width"},
        Case{"0 .1 .1 .2 .1 .2 .2 1.005", LineForm::kMalformed, "ring_odd", "an odd number of coordinates"},
        Case{"0 10 10 312.5 10 20 20", LineForm::kOutside, "not_normalised", "10, which looks like pixels"},
        Case{"0 10 10 20 10 20 20 0.9", LineForm::kOutside, "not_normalised", "divide x by the width"},
        Case{"0 .1 -.1 .2 .1 .2 .2", LineForm::kOutside, "not_normalised", "-0.1; they are fractions"},
        Case{"0,.1,.1,.2,.2,.3,.3", LineForm::kMalformed, "line_malformed", "with blanks between"}}) {
    const LabelLine line = read(each.line);
    EXPECT_EQ(line.form, each.form) << each.line;
    EXPECT_EQ(line.defect, each.defect) << each.line;
    EXPECT_NE(line.sentence.find(each.words), std::string::npos) << each.line << ": " << line.sentence;
  }
  EXPECT_EQ(read("0 .5 .5 .2 .2 .1 .1 2 .3 .3 1", Boxes::kDefect, 11).defect, "keypoints");
  EXPECT_EQ(read("0 .1 .1 .2 .1 .2 .2", Boxes::kDefect, 11).defect, "") << "not of the count of kpt_shape";
}

TEST(LabelLineTest, NamesWhatIsMalformed) {
  struct Case {
    const char* line;
    const char* defect;
    int64_t number;
  };
  for (const Case& each :
       {Case{"0 0.1 0.1", "ring_too_short", 0}, Case{"0", "ring_too_short", 0},
        Case{"0 0.1 0.1 0.2 0.2 0.3", "confidence", 0}, Case{"0 0.1 0.1 0.2 0.2 0.3 0.3 0.4", "confidence", 0},
        Case{"0 0.1 0.1 0.2 x 0.3 0.3", "line_malformed", 0}, Case{"0 0.1 0.1 nan 0.3 0.3 0.3", "line_malformed", 0},
        Case{"0 0,1 0,1 0,2 0,2 0,3 0,3", "line_malformed", 0},
        Case{"person 0.1 0.1 0.2 0.2 0.3 0.3", "line_malformed", -1},
        Case{"-1 0.1 0.1 0.2 0.2 0.3 0.3", "class_malformed", -1},
        Case{"0.5 0.1 0.1 0.2 0.2 0.3 0.3", "class_malformed", -1},
        Case{"1e300 0.1 0.1 0.2 0.2 0.3 0.3", "class_malformed", -1}}) {
    const LabelLine line = read(each.line);
    EXPECT_EQ(line.defect, each.defect) << each.line;
    EXPECT_EQ(line.number, each.number) << each.line;
    EXPECT_FALSE(line.sentence.empty()) << each.line;
    EXPECT_TRUE(line.outline.empty()) << each.line;
  }
}

TEST(LabelLineTest, KeepsTheShapeOfAnUnknownClass) {
  const LabelLine line = read("3 0.1 0.1 0.2 0.2 0.3 0.3");
  EXPECT_EQ(line.outline.size(), 6u);
  EXPECT_EQ(line.sentence, "has the class 3, but the classes go from 0 to 2");
}

}  // namespace
