#include "label_line.hpp"

#include <gtest/gtest.h>

namespace {

using atelier::yolo_segments::Boxes;
using atelier::yolo_segments::LabelLine;

LabelLine read(std::string_view line, Boxes boxes = Boxes::kDefect) {
  LabelLine out;
  atelier::yolo_segments::read_label_line(line, 100, 200, 3, boxes, out);
  return out;
}

TEST(LabelLineTest, ScalesToPixels) {
  const LabelLine line = read("2 0.1 0.25  0.5\t0.5 1 1.0\r");
  EXPECT_EQ(line.number, 2);
  EXPECT_EQ(line.xy, (std::vector<double>{20, 25, 100, 50, 200, 100}));
  EXPECT_EQ(line.defect, "");
  EXPECT_EQ(line.sentence, "");
  EXPECT_EQ(read("1.0 0 0 1e-1 0 5e-01 .5").number, 1);
}

TEST(LabelLineTest, TakesBoxesAsDefectsOrRectangles) {
  EXPECT_EQ(read("0 0.5 0.5 0.5 0.25").defect, "box");
  EXPECT_TRUE(read("0 0.5 0.5 0.5 0.25").xy.empty());
  EXPECT_EQ(read("0 0.5 0.5 0.5 0.25", Boxes::kRectangle).xy,
            (std::vector<double>{50, 37.5, 150, 37.5, 150, 62.5, 50, 62.5}));
}

TEST(LabelLineTest, AllowsOnePercentOutside) {
  EXPECT_EQ(read("0 -0.01 0 1.01 0 1 1").defect, "");
  EXPECT_EQ(read("0 -0.02 0 1.01 0 1 1").defect, "not_normalised");
  EXPECT_EQ(read("0 -0.01 0 1.01 0 312.5 1").sentence,
            "has the coordinate 312.5; they are fractions of width and height, 0 to 1");
}

TEST(LabelLineTest, NamesWhatIsMalformed) {
  struct Case {
    const char* line;
    const char* defect;
    int64_t number;
  };
  for (const Case& each :
       {Case{"0 0.1 0.1", "ring_too_short", 0}, Case{"0", "ring_too_short", 0},
        Case{"0 0.1 0.1 0.2 0.2 0.3", "ring_too_short", 0}, Case{"0 0.1 0.1 0.2 0.2 0.3 0.3 0.4", "ring_odd", 0},
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
    EXPECT_TRUE(line.xy.empty()) << each.line;
  }
}

TEST(LabelLineTest, KeepsTheShapeOfAnUnknownClass) {
  const LabelLine line = read("3 0.1 0.1 0.2 0.2 0.3 0.3");
  EXPECT_EQ(line.xy.size(), 6u);
  EXPECT_EQ(line.sentence, "has the class 3, but the classes go from 0 to 2");
}

}  // namespace
