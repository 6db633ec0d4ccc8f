#include "shape_pixels.hpp"

#include <gtest/gtest.h>

#include <string>

#include "pictures/picture_file.hpp"
#include "places.hpp"

namespace {

using atelier::labelme::DrawnShape;
using atelier::labelme::LabelFileReader;
using atelier::labelme::pixels_of;
using atelier::labelme::ShapeType;

DrawnShape shape(ShapeType type, std::vector<double> points) {
  DrawnShape out;
  out.label = "x";
  out.type = type;
  out.points = std::move(points);
  return out;
}

uint64_t area(const std::vector<geometry::Interval>& pixels) {
  uint64_t out = 0;
  for (const geometry::Interval& each : pixels) out += each.last - each.first;
  return out;
}

// Pixels of a file's map of labels, as labelme's shapes_to_label painted it, that our shapes in file order give another
// label; and how many labels there are.
std::pair<size_t, size_t> differing(const std::string& name) {
  const std::string fixtures = (test::source_dir() / "plugins/labelme/tests/fixtures").string();
  const atelier::Tensor map = pictures::read_labels(fixtures + "/" + name + ".class.png");
  const atelier::labelme::LabelFile file = LabelFileReader().read(fixtures + "/" + name + ".json");
  std::vector<uint8_t> ours(file.height * file.width);
  for (const DrawnShape& each : file.shapes) {
    const uint8_t label = each.label == "kite" ? 1 : each.label == "leaf" ? 2 : each.label == "stone" ? 3 : 255;
    for (const geometry::Interval& interval : pixels_of(each, file.height, file.width))
      for (uint32_t at = interval.first; at < interval.last; ++at)
        ours.at(at % file.height * file.width + at / file.height) = label;
  }
  size_t other = 0, painted = 0;
  for (size_t i = 0; i < ours.size(); ++i) {
    other += ours[i] != map.data<uint8_t>()[i];
    painted += map.data<uint8_t>()[i] != 0;
  }
  return {other, painted};
}

TEST(ShapePixelsTest, PaintsWhatLabelmePaints) {
  EXPECT_EQ(differing("polygons").first, 0u);
  EXPECT_EQ(differing("sub/masks").first, 0u);
  EXPECT_EQ(differing("sub/groups").first, 0u);
  const auto [other, painted] = differing("round");
  EXPECT_LE(other * 100, painted) << "the rims of circles";
}

TEST(ShapePixelsTest, OutlinesBelongToTheShape) {
  EXPECT_EQ(area(pixels_of(shape(ShapeType::kPolygon, {10, 10, 40, 10, 40, 40, 10, 40}), 50, 60)), 31u * 31u);
  EXPECT_EQ(area(pixels_of(shape(ShapeType::kRectangle, {40, 10, 10.9, 40}), 50, 60)), 31u * 31u);
}

TEST(ShapePixelsTest, CutsWhatIsOutsideAndPassesOverWhatIsNone) {
  EXPECT_EQ(area(pixels_of(shape(ShapeType::kRectangle, {-3e8, -3e8, 3e8, 3e8}), 5, 4)), 20u);
  EXPECT_EQ(area(pixels_of(shape(ShapeType::kCircle, {2, 2, 2, 1e8}), 5, 4)), 20u);
  EXPECT_EQ(area(pixels_of(shape(ShapeType::kRectangle, {7, 7, 9, 9}), 5, 4)), 0u);
  EXPECT_EQ(area(pixels_of(shape(ShapeType::kRectangle, {-1e300, 0, 1e300, 9}), 5, 4)), 0u);
  EXPECT_EQ(area(pixels_of(shape(ShapeType::kPolygon, {1, 1, 3, 3}), 5, 4)), 0u);
  EXPECT_EQ(area(pixels_of(shape(ShapeType::kNoArea, {1, 1, 3, 3}), 5, 4)), 0u);
  EXPECT_EQ(area(pixels_of(shape(ShapeType::kMask, {1, 1, 3, 3}), 5, 4)), 0u);
}

}  // namespace
