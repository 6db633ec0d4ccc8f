// What coco.reader reads is written for Label Studio, read by labelstudio.reader, and painted: the same runs.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "converting.hpp"

using namespace converting;

namespace {

// The order of instances within a picture, and pictures without an instance, stay as well.
void expect_same_shapes(const fs::path& source, const char* form, const char* as) {
  const test::TemporaryFolder folder;
  const Outcome outcome = convert(source, folder.path(), {{"form", form}, {"write_as", as}, {"crowd", "class"}});
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  const std::vector<Painted> before = paint_coco(source), after = paint_tasks(folder / "tasks.json", as);
  ASSERT_EQ(before.size(), after.size());
  for (size_t i = 0; i < before.size(); ++i) {
    SCOPED_TRACE(before[i].file_name + " " + std::to_string(i));
    ASSERT_EQ(before[i].runs, after[i].runs);
    ASSERT_EQ(before[i].label, after[i].label);
    ASSERT_EQ(before[i].file_name, after[i].file_name);
    if (form == std::string("polygons")) {
      ASSERT_TRUE(after[i].has_rings);
    }
    if (form == std::string("brush")) {
      ASSERT_FALSE(after[i].has_rings);
    }
    if (form == std::string("as_given")) {
      ASSERT_EQ(after[i].has_rings, before[i].has_rings);
    }
  }
}

class RoundTrip : public ::testing::TestWithParam<std::tuple<const char*, const char*>> {};

TEST_P(RoundTrip, Coco) {
  ATELIER_NEEDS_DATA();
  const auto [form, as] = GetParam();
  expect_same_shapes(test::data("coco/annotations/instances_val2017.json"), form, as);
}

TEST_P(RoundTrip, FruitsNuts) {
  ATELIER_NEEDS_DATA();
  const auto [form, as] = GetParam();
  expect_same_shapes(test::data("fruits_nuts/annotations/trainval.json"), form, as);
}

// Rings with corners at tenths and halves and beyond the picture, and runs.
json random_dataset(std::mt19937& random) {
  json dataset = small_dataset();
  dataset["images"].clear();
  const auto below = [&](uint32_t limit) { return static_cast<int>(random() % limit); };
  int id = 0;
  for (int image = 1; image <= 20; ++image) {
    const int width = 1 + below(image % 4 ? 90 : 3000), height = 1 + below(90);
    dataset["images"].push_back(
        {{"id", image}, {"file_name", std::to_string(image) + ".jpg"}, {"width", width}, {"height", height}});
    for (int n = below(6); n > 0; --n) {
      json shape = json::array();
      if (below(3) == 0) {
        json counts = json::array();
        for (int left = width * height; left > 0; left -= counts.back().get<int>())
          counts.push_back(std::min(left, 1 + (below(2) ? below(9) : below(4000))));
        shape = {{"size", {height, width}}, {"counts", counts}};
      } else {
        for (int rings = 1 + below(3); rings > 0; --rings) {
          json ring = json::array();
          for (int points = 3 + below(6); points > 0; --points) {
            const double tenths = below(2) ? 10 : below(2) ? 2 : 1000;
            for (const int side : {width, height})
              ring.push_back((below(static_cast<uint32_t>((side + 4) * tenths)) - 2 * tenths) / tenths);
          }
          shape.push_back(ring);
        }
      }
      json each = annotation(++id, shape, below(2) ? 7 : 3);
      each["image_id"] = image;
      dataset["annotations"].push_back(each);
    }
  }
  return dataset;
}

// Without instances of no pixels, which cannot be written as runs.
json with_pixels(json dataset, const fs::path& file) {
  atelier::write_file(file, dataset.dump(), false);
  const std::vector<Painted> painted = paint_coco(file);
  json kept = json::array();
  for (size_t i = 0; i < painted.size(); ++i)
    if (geometry::area_of(painted[i].runs) != 0) kept.push_back(dataset["annotations"][i]);
  dataset["annotations"] = kept;
  atelier::write_file(file, dataset.dump(), false);
  return dataset;
}

TEST_P(RoundTrip, AnyShapes) {
  const auto [form, as] = GetParam();
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 10; ++round) {
    const test::TemporaryFolder folder;
    with_pixels(random_dataset(random), folder / "coco.json");
    expect_same_shapes(folder / "coco.json", form, as);
  }
}

INSTANTIATE_TEST_SUITE_P(Form, RoundTrip,
                         ::testing::Combine(::testing::Values("as_given", "polygons", "brush"),
                                            ::testing::Values("predictions", "annotations")),
                         [](const auto& info) {
                           return std::string(std::get<0>(info.param)) + "_" + std::get<1>(info.param);
                         });

}  // namespace
