#include "outline.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace {

using atelier::labelme::corners_of_circle;
using atelier::labelme::DrawnShape;
using atelier::labelme::Outline;
using atelier::labelme::ShapeType;

DrawnShape shape(ShapeType type, std::vector<double> points) {
  DrawnShape out;
  out.label = "x";
  out.type = type;
  out.type_name = "linestrip";
  out.points = std::move(points);
  return out;
}

// A PNG of 2 x 2 ones, made by Pillow.
const char* kOnes = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAADklEQVR4nGNkZGBiYAAAABcABZMcQDEAAAAASUVORK5CYII=";

DrawnShape mask(std::vector<double> points, std::string png = kOnes) {
  DrawnShape out = shape(ShapeType::kMask, std::move(points));
  out.mask = std::move(png);
  return out;
}

TEST(OutlineTest, TakesAsManyCornersForACircleAsLabelmesConverter) {
  // max(int(pi / arccos(1 - 1 / r)), 12), computed in Python.
  EXPECT_EQ(corners_of_circle(0.2), 12u);
  EXPECT_EQ(corners_of_circle(10), 12u);
  EXPECT_EQ(corners_of_circle(50), 15u);
  EXPECT_EQ(corners_of_circle(100), 22u);
  EXPECT_EQ(corners_of_circle(5000), 157u);
  EXPECT_LE(corners_of_circle(1e300), size_t{1} << 16);
}

TEST(OutlineTest, MakesRingsOfRectanglesWhateverTheCorners) {
  Outline outline;
  outline.clear(10, 10);
  EXPECT_EQ(outline.add(shape(ShapeType::kRectangle, {6, 5, 2, 1})).word, "");
  outline.finish();
  ASSERT_EQ(outline.rings().size(), 1u);
  const atelier_ring ring = outline.rings()[0];
  EXPECT_EQ(std::vector<double>(ring.xy, ring.xy + ring.count), (std::vector<double>{6, 5, 2, 5, 2, 1, 6, 1}));
}

TEST(OutlineTest, SaysWhyAShapeCoversNothing) {
  Outline outline;
  outline.clear(10, 10);
  EXPECT_EQ(outline.add(shape(ShapeType::kNoArea, {1, 1})).sentence, "is a linestrip, not an area");
  EXPECT_EQ(outline.add(shape(ShapeType::kUnknown, {1, 1})).word, "shape_type_unknown");
  EXPECT_EQ(outline.add(shape(ShapeType::kPolygon, {1, 1, 2, 2})).word, "ring_too_short");
  EXPECT_EQ(outline.add(shape(ShapeType::kRectangle, {1, 1})).word, "shape_malformed");
  EXPECT_EQ(outline.add(shape(ShapeType::kCircle, {1, 1, 2, 2, 3, 3})).word, "shape_malformed");
  EXPECT_EQ(outline.add(mask({1, 1})).word, "shape_malformed");
  EXPECT_EQ(outline.add(mask({1, 1, 1e300, 2})).word, "shape_malformed");
  EXPECT_EQ(outline.add(mask({1, 1, 2, 2}, "")).word, "mask_undecodable");
  EXPECT_EQ(outline.add(mask({1, 1, 2, 2}, "Zm9vYmFy")).word, "mask_undecodable");
  EXPECT_EQ(outline.add(mask({1, 1, 3, 2})).sentence, "has a mask of 2 x 2 pixels for a box of 3 x 2");
  outline.finish();
  EXPECT_TRUE(outline.rings().empty());
  EXPECT_TRUE(outline.runs().empty());
}

TEST(OutlineTest, PlacesAMaskAndCutsWhatIsOutside) {
  Outline outline;
  const auto runs = [&](std::vector<double> box) {
    outline.clear(4, 3);
    EXPECT_EQ(outline.add(mask(std::move(box))).word, "");
    outline.finish();
    return std::vector<uint32_t>(outline.runs().begin(), outline.runs().end());
  };
  EXPECT_EQ(runs({1, 2, 2, 3}), (std::vector<uint32_t>{6, 2, 2, 2}));
  EXPECT_EQ(runs({-1, -1, 0, 0}), (std::vector<uint32_t>{0, 1, 11}));
  EXPECT_EQ(runs({2, 3, 3, 4}), (std::vector<uint32_t>{11, 1}));
  EXPECT_EQ(runs({7, 7, 8, 8}), (std::vector<uint32_t>{12}));
}

TEST(OutlineTest, UnitesMasksWithRings) {
  Outline outline;
  outline.clear(4, 4);
  EXPECT_EQ(outline.add(mask({0, 0, 1, 1})).word, "");
  EXPECT_EQ(outline.add(shape(ShapeType::kRectangle, {1, 1, 3, 3})).word, "");
  outline.finish();
  EXPECT_TRUE(outline.rings().empty());
  EXPECT_EQ(std::vector<uint32_t>(outline.runs().begin(), outline.runs().end()),
            (std::vector<uint32_t>{0, 2, 2, 3, 2, 2, 5}));
}

}  // namespace
