#include "../scene.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include <atelier/cpp/random.hpp>

namespace {

using namespace atelier::shapes;

double sum(const std::vector<float>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

Settings settings() { return {96, 120, {0, 1, 2, 3}, 4}; }

TEST(Coverage, TakesThePixelsWhoseMiddlesAreInside) {
  const Ring rectangle = {{1, 2}, {4, 2}, {4, 3.4}, {1, 3.4}};
  const std::vector<float> whole = coverage(rectangle, 5, 6, 1), fine = coverage(rectangle, 5, 6, 5);
  EXPECT_EQ(sum(whole), 3);
  for (size_t x = 1; x < 4; ++x) {
    EXPECT_EQ(whole[2 * 6 + x], 1);
    EXPECT_NEAR(fine[2 * 6 + x], 1, 1e-5);
    EXPECT_NEAR(fine[3 * 6 + x], 0.4, 1e-5);
  }
  EXPECT_NEAR(sum(fine), 4.2, 1e-4);
}

TEST(Coverage, CutsWhatIsOutside) {
  EXPECT_NEAR(sum(coverage({{-5, -5}, {3, -5}, {3, 2}, {-5, 2}}, 4, 4, 4)), 6, 1e-4);
  EXPECT_EQ(sum(coverage({{10, 10}, {13, 10}, {13, 13}}, 4, 4, 4)), 0);
}

TEST(Coverage, AgreesWithTheAreaOfEachShape) {
  for (int shape = 0; shape < kShapeCount; ++shape) {
    const Ring ring = outline(shape, {40.3, 39.8}, 30, 0.7 + shape);
    EXPECT_NEAR(sum(coverage(ring, 80, 80, 4)), area(ring), 0.01 * area(ring)) << shape;
    for (const Point& p : ring) EXPECT_LE(std::hypot(p.x - 40.3, p.y - 39.8), 30.01) << shape;
  }
}

TEST(Outline, KnowsTheNames) {
  std::set<double> hues;
  for (int shape = 0; shape < kShapeCount; ++shape) {
    EXPECT_EQ(shape_number({kShapeNames[shape].data, kShapeNames[shape].size}), shape);
    hues.insert(shape_hue(shape));
  }
  EXPECT_EQ(hues.size(), static_cast<size_t>(kShapeCount));
  EXPECT_EQ(shape_number("heart"), -1);
  EXPECT_NEAR(area(outline(shape_number("square"), {0, 0}, 10, 0)), 200, 1e-9);
}

TEST(Cut, LeavesTwoPiecesAndAGap) {
  const Ring square = {{0, 0}, {10, 0}, {10, 10}, {0, 10}};
  const Ring right = cut(square, {5, 5}, {1, 0}, 1), left = cut(square, {5, 5}, {-1, 0}, 1);
  EXPECT_NEAR(area(right), 40, 1e-9);
  EXPECT_NEAR(area(left), 40, 1e-9);
  for (const Point& p : right) EXPECT_GE(p.x, 6);
  for (const Point& p : left) EXPECT_LE(p.x, 4);
}

TEST(FromHsv, GivesTheKnownColours) {
  const auto near = [](const Colour& c, double r, double g, double b) {
    return std::abs(c.red - r) + std::abs(c.green - g) + std::abs(c.blue - b) < 1e-9;
  };
  EXPECT_TRUE(near(from_hsv(0, 1, 1), 255, 0, 0));
  EXPECT_TRUE(near(from_hsv(120, 1, 1), 0, 255, 0));
  EXPECT_TRUE(near(from_hsv(240, 1, 1), 0, 0, 255));
  EXPECT_TRUE(near(from_hsv(60, 1, 1), 255, 255, 0));
  EXPECT_TRUE(near(from_hsv(-60, 1, 1), 255, 0, 255));
  EXPECT_TRUE(near(from_hsv(77, 0, 0.5), 127.5, 127.5, 127.5));
}

TEST(MakeScene, HasAllThereIsToHave) {
  size_t empty = 0, crowds = 0, cuts = 0, objects = 0;
  std::set<size_t> classes, counts;
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    const Scene scene = make_scene(settings(), atelier::mix_seed(99, seed));
    counts.insert(scene.objects.size());
    empty += scene.objects.empty();
    for (size_t i = 0; i < scene.objects.size(); ++i) {
      const Object& object = scene.objects[i];
      classes.insert(object.class_index);
      crowds += object.is_crowd;
      EXPECT_TRUE(!object.is_crowd || i == 0) << "a crowd lies behind all else";
      if (object.is_crowd) continue;
      ++objects;
      cuts += object.rings.size() == 2;
      for (const Ring& ring : object.rings) {
        EXPECT_GE(ring.size(), 3u);
        for (const Point& p : ring) EXPECT_TRUE(p.x >= 0 && p.x <= 120 && p.y >= 0 && p.y <= 96);
      }
    }
  }
  EXPECT_EQ(classes, (std::set<size_t>{0, 1, 2, 3}));
  EXPECT_EQ(*counts.rbegin(), 5u);  // four and a crowd
  EXPECT_TRUE(empty > 5 && empty < 50) << empty;
  EXPECT_TRUE(crowds > 15 && crowds < 80) << crowds;
  EXPECT_TRUE(cuts > objects / 20 && cuts < objects / 6) << cuts << " of " << objects;
}

}  // namespace
