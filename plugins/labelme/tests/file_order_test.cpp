#include "file_order.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "shape_pixels.hpp"

namespace {

using atelier::labelme::DrawnShape;
using atelier::labelme::painted_in_order;
using atelier::labelme::ShapeType;

DrawnShape box(const std::string& label, double left, double top, double right, double bottom) {
  DrawnShape out;
  out.label = label;
  out.type = ShapeType::kRectangle;
  out.points = {left, top, right, bottom};
  return out;
}

std::vector<std::vector<size_t>> alone(size_t count) {
  std::vector<std::vector<size_t>> out;
  for (size_t i = 0; i < count; ++i) out.push_back({i});
  return out;
}

TEST(FileOrderTest, BackgroundTakesFromWhatWasDrawnBefore) {
  const std::vector<DrawnShape> shapes = {box("ring", 10, 10, 40, 40), box("_background_", 20, 20, 30, 30),
                                          box("ring", 22, 22, 24, 24)};
  const auto painted = painted_in_order(shapes, alone(3), 50, 60);
  ASSERT_TRUE(painted[0]);
  EXPECT_EQ(geometry::area_of(*painted[0]), 840u) << "as labelme's own converter paints it";
  EXPECT_EQ(geometry::sum_of(*painted[0]), 50u * 60u);
  EXPECT_FALSE(painted[2]) << "what is drawn later stays as it was drawn";
}

TEST(FileOrderTest, OnlyWhatIsDrawnOverBecomesPixels) {
  EXPECT_FALSE(painted_in_order({box("a", 0, 0, 9, 9), box("b", 5, 5, 9, 9)}, alone(2), 50, 60)[0]);
  const auto apart = painted_in_order({box("a", 0, 0, 9, 9), box("__ignore__", 20, 20, 30, 30)}, alone(2), 50, 60);
  EXPECT_FALSE(apart[0] || apart[1]);
  EXPECT_FALSE(painted_in_order({box("_background_", 0, 0, 9, 9), box("a", 5, 5, 9, 9)}, alone(2), 50, 60)[1]);
  EXPECT_FALSE(painted_in_order({box("a", 0, 0, 9, 9), box("_background_", 0, 0, 9, 9)}, alone(2), 2000000000, 2)[0])
      << "a picture that nothing can load";
}

TEST(FileOrderTest, AGroupLosesOnlyTheShapesDrawnBefore) {
  const std::vector<DrawnShape> shapes = {box("a", 0, 0, 9, 9), box("__ignore__", 0, 0, 19, 19),
                                          box("a", 10, 10, 19, 19)};
  const auto painted = painted_in_order(shapes, {{0, 2}, {1}}, 20, 20);
  EXPECT_EQ(geometry::area_of(*painted[0]), 100u);
  EXPECT_EQ(geometry::area_of(*painted[1]), 400u) << "void lies below what is drawn later";
}

// The instances, painted one after the other with void below them, give what painting the shapes in order gives.
TEST(FileOrderTest, GivesWhatPaintingInOrderGives) {
  constexpr uint32_t kHeight = 24, kWidth = 31;
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const char* const labels[] = {"a", "b", "_background_", "__ignore__"};
  const auto value = [](const std::string& label) { return label[0] == '_' ? label[1] == '_' ? 255 : 0 : label[0]; };
  for (int round = 0; round < 300; ++round) {
    std::vector<DrawnShape> shapes;
    for (unsigned i = 0; i < 2 + random() % 6; ++i)
      shapes.push_back(box(labels[random() % 4], random() % 30, random() % 24, random() % 35, random() % 30));
    std::vector<int> wanted(kHeight * kWidth), ours(kHeight * kWidth);
    for (const DrawnShape& shape : shapes)
      for (const geometry::Interval& each : atelier::labelme::pixels_of(shape, kHeight, kWidth))
        std::fill(wanted.begin() + each.first, wanted.begin() + each.last, value(shape.label));

    const auto painted = painted_in_order(shapes, alone(shapes.size()), kHeight, kWidth);
    for (const bool below : {true, false})
      for (size_t i = 0; i < shapes.size(); ++i) {
        if (shapes[i].label == "_background_" || (shapes[i].label == "__ignore__") != below) continue;
        std::vector<geometry::Interval> pixels = atelier::labelme::pixels_of(shapes[i], kHeight, kWidth);
        if (painted[i]) {
          pixels.clear();
          uint32_t at = 0;
          for (size_t k = 0; k < painted[i]->size(); at += (*painted[i])[k++])
            if (k % 2 == 1) pixels.push_back({at, at + (*painted[i])[k]});
        }
        for (const geometry::Interval& each : pixels)
          std::fill(ours.begin() + each.first, ours.begin() + each.last, value(shapes[i].label));
      }
    ASSERT_EQ(ours, wanted) << round;
  }
}

}  // namespace
