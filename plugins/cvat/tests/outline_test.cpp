#include "outline.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "geometry/rasteriser.hpp"

namespace {

using atelier::cvat::Attributes;
using atelier::cvat::Boxes;
using atelier::cvat::DrawnShape;
using atelier::cvat::Outline;
using atelier::cvat::read_shape;

DrawnShape shape(const char* element, std::vector<const char*> attributes) {
  attributes.insert(attributes.begin(), {"label", "cat"});
  attributes.push_back(nullptr);
  return read_shape(element, Attributes(attributes.data()));
}

// "word: sentence", or "" for a sound shape.
std::string fault(const char* element, std::vector<const char*> attributes, Boxes boxes = Boxes::kRectangle) {
  Outline outline;
  const Outline::Defect defect = outline.make(shape(element, std::move(attributes)), boxes, 10, 20);
  EXPECT_EQ(defect.word.empty(), !outline.rings().empty() || !outline.runs().empty());
  return defect.word.empty() ? "" : std::string(defect.word) + ": " + defect.sentence;
}

std::vector<double> ring(const char* element, std::vector<const char*> attributes) {
  Outline outline;
  outline.make(shape(element, std::move(attributes)), Boxes::kRectangle, 10, 20);
  if (outline.rings().size() != 1) return {};
  const atelier_ring& only = outline.rings()[0];
  return {only.xy, only.xy + only.count};
}

TEST(OutlineTest, ReadsPolygons) {
  EXPECT_EQ(ring("polygon", {"points", "1.50,2.00;3,4; 5 , -6e0 ", "z_order", "3"}),
            (std::vector<double>{1.5, 2, 3, 4, 5, -6}));
  EXPECT_EQ(fault("polygon", {}), "shape_malformed: has no `points`");
  EXPECT_EQ(fault("polygon", {"points", " "}), "shape_malformed: has no point in `points`");
  EXPECT_EQ(fault("polygon", {"points", "1,2;3,4"}), "ring_too_short: has fewer than three points");
  for (const char* wrong : {"1,2;;3,4;5,6", "1,2;3,4;5,6;", "1,2;3;5,6", "1,2;3,x;5,6", "1,2;3,4,5;6,7",
                            "1,2;nan,3;4,5", "1,2;1e999,3;4,5", "1,2;3,inf;4,5"})
    EXPECT_NE(fault("polygon", {"points", wrong}).find("which is not two numbers `x,y`"), std::string::npos) << wrong;
  EXPECT_EQ(fault("polygon", {"points", "1,2;3 4;5,6"}),
            "shape_malformed: has `3 4` as point 2, which is not two numbers `x,y`");
}

TEST(OutlineTest, ReadsBoxesWhereTheyAreWanted) {
  EXPECT_EQ(ring("box", {"xtl", "1", "ytl", "2", "xbr", "5", "ybr", "4"}),
            (std::vector<double>{1, 2, 5, 2, 5, 4, 1, 4}));
  EXPECT_EQ(fault("box", {"xtl", "1", "ytl", "2", "xbr", "5", "ybr", "4"}, Boxes::kDefect),
            "box: is a box, not an outline; boxes = \"rectangle\" takes boxes as shapes");
  EXPECT_EQ(fault("box", {"xtl", "5", "ytl", "2", "xbr", "5", "ybr", "4"}),
            "shape_malformed: is a box without width or height");
  EXPECT_EQ(fault("box", {"xtl", "1", "ytl", "2", "xbr", "x"}),
            "shape_malformed: has `x` as its `xbr`, which is no number");
  // Turned by 90° around its centre it is as high as it was wide.
  const std::vector<double> turned = ring("box", {"xtl", "1", "ytl", "2", "xbr", "5", "ybr", "4", "rotation", "90"});
  const std::vector<double> expected{4, 1, 4, 5, 2, 5, 2, 1};
  ASSERT_EQ(turned.size(), 8u);
  for (size_t i = 0; i < 8; ++i) EXPECT_NEAR(turned[i], expected[i], 1e-9) << i;
}

TEST(OutlineTest, MakesPolygonsOfEllipsesWithinAPixel) {
  const std::vector<double> xy = ring("ellipse", {"cx", "10", "cy", "5", "rx", "400", "ry", "30", "rotation", "30.00"});
  ASSERT_GT(xy.size(), 24u);
  const double c = std::cos(M_PI / 6), s = std::sin(M_PI / 6);
  const auto distance = [&](double x, double y) {  // 1 on the ellipse
    const double u = (x - 10) * c + (y - 5) * s, v = (y - 5) * c - (x - 10) * s;
    return std::hypot(u / 400, v / 30);
  };
  for (size_t i = 0; i < xy.size(); i += 2) {
    const size_t next = (i + 2) % xy.size();
    EXPECT_NEAR(distance(xy[i], xy[i + 1]), 1, 1e-9);
    EXPECT_GT(distance((xy[i] + xy[next]) / 2, (xy[i + 1] + xy[next + 1]) / 2), 1 - 0.25 / 400 - 1e-9);
  }
  EXPECT_EQ(fault("ellipse", {"cx", "1", "cy", "1", "rx", "0", "ry", "4"}),
            "shape_malformed: is an ellipse with a radius that is not above 0");
  EXPECT_EQ(ring("ellipse", {"cx", "1", "cy", "1", "rx", "1e300", "ry", "4"}).size(), size_t{2} << 16);
}

TEST(OutlineTest, ReadsMasks) {
  Outline outline;
  const DrawnShape mask =
      shape("mask", {"rle", "0, 2,1,3", "left", "4", "top", "0", "width", "3", "height", "2", "z_order", "-2"});
  EXPECT_EQ(mask.z_order, -2);
  EXPECT_EQ(outline.make(mask, Boxes::kDefect, 2, 8).word, "");
  EXPECT_TRUE(outline.rings().empty());
  EXPECT_EQ((std::vector<uint32_t>{outline.runs().begin(), outline.runs().end()}),
            (std::vector<uint32_t>{8, 4, 1, 1, 2}));
  const auto wrong = [](const char* rle, const char* width = "3") {
    return fault("mask", {"rle", rle, "left", "4", "top", "0", "width", width, "height", "2"});
  };
  EXPECT_EQ(wrong("0, 2, -1, 5"), "shape_malformed: has ` -1` as count 3 of `rle`, which is no number of pixels");
  EXPECT_EQ(wrong("0,99999999999"),
            "shape_malformed: has `99999999999` as count 2 of `rle`, which is no number of pixels");
  EXPECT_EQ(wrong(""), "shape_malformed: has `` as count 1 of `rle`, which is no number of pixels");
  EXPECT_EQ(wrong("0,2,1,2"), "runs_malformed: has counts in `rle` that sum up to 5 for a box of 3 x 2 = 6 pixels");
  EXPECT_EQ(wrong("6", "-3"), "shape_malformed: has a box of -3 x 2 pixels");
  EXPECT_EQ(wrong("6", "2.5"), "shape_malformed: has `2.5` as its `width`, which is no whole number");
}

TEST(OutlineTest, NamesWhatIsNoArea) {
  for (const char* element : {"polyline", "points", "cuboid", "skeleton", "tag"})
    EXPECT_EQ(fault(element, {}), std::string("not_an_area: is a ") + element + ", not an area");
  EXPECT_EQ(fault("blob", {}), "shape_type_unknown: is an unknown element <blob>");
  EXPECT_EQ(fault("polygon", {"points", "1,2;3,4;5,0", "z_order", "high"}),
            "shape_malformed: has `high` as its `z_order`, which is no number");
}

TEST(OutlineTest, NeedsALabel) {
  const char* attributes[] = {"points", "1,2;3,4;5,0", nullptr};
  EXPECT_EQ(read_shape("polygon", Attributes(attributes)).fault, "has no `label`");
}

}  // namespace
