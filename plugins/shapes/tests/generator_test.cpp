#include "../generator.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>
#include <cmath>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "../annotations.hpp"
#include "pictures/picture_file.hpp"
#include "stage_folder.hpp"
#include "test_data.hpp"

namespace {

namespace shapes = atelier::shapes;
using atelier::testing::Bench;
using atelier::testing::Value;
using nlohmann::json;

// The bytes of every file below a folder, by name.
std::map<std::string, std::string> contents(const std::filesystem::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      out[entry.path().lexically_relative(folder).string()] = atelier::read_file(entry.path());
  return out;
}

std::map<std::string, std::string> generate(const Bench::Options& options) {
  Bench bench;
  test::TemporaryFolder folder;
  EXPECT_EQ(test::run_stage(bench, bench.make<shapes::Generator>(options), folder.path()), ATELIER_OK) << bench.error();
  return contents(folder.path());
}

shapes::Ring ring_of(const json& numbers) {
  shapes::Ring ring;
  for (size_t i = 0; i + 1 < numbers.size(); i += 2) ring.push_back({numbers[i], numbers[i + 1]});
  return ring;
}

double hue_of(const uint8_t* rgb) {
  const double r = rgb[0], g = rgb[1], b = rgb[2], most = std::max({r, g, b}), range = most - std::min({r, g, b});
  if (range == 0) return 0;
  const double sixth = most == r ? (g - b) / range : most == g ? 2 + (b - r) / range : 4 + (r - g) / range;
  return std::fmod(sixth * 60 + 360, 360);
}

TEST(Generator, GivesTheSameBytesForTheSameSeed) {
  const auto first = generate({{"count", 12}, {"seed", 5}}), again = generate({{"count", 12}, {"seed", 5}});
  EXPECT_EQ(first.size(), 13u);
  EXPECT_TRUE(first == again);
  const auto other = generate({{"count", 12}, {"seed", 6}});
  EXPECT_NE(first.at("images/000000000001.jpg"), other.at("images/000000000001.jpg"));
  const auto more = generate({{"count", 13}, {"seed", 5}});
  EXPECT_EQ(first.at("images/000000000012.jpg"), more.at("images/000000000012.jpg"));
}

TEST(Generator, WritesACompleteAnnotationFile) {
  const auto files = generate({{"count", 300}, {"size", std::vector<Value>{48, 64}}, {"seed", 17}});
  const json file = json::parse(files.at("annotations.json"));
  for (const char* key : {"info", "licenses", "images", "annotations", "categories"}) EXPECT_TRUE(file.contains(key));
  ASSERT_EQ(file["images"].size(), 300u);
  for (const json& image : file["images"]) {
    EXPECT_TRUE(files.count("images/" + image["file_name"].get<std::string>()));
    EXPECT_EQ(image["width"], 64);
    EXPECT_EQ(image["height"], 48);
  }
  std::vector<int> ids;
  for (const json& category : file["categories"]) ids.push_back(category["id"]);
  EXPECT_EQ(ids, (std::vector<int>{1, 3, 4, 6}));
  EXPECT_EQ(file["categories"][2]["name"], "triangle");

  std::set<int64_t> seen, with_annotations;
  size_t crowds = 0, several_rings = 0;
  for (const json& a : file["annotations"]) {
    EXPECT_TRUE(seen.insert(a["id"].get<int64_t>()).second);
    with_annotations.insert(a["image_id"].get<int64_t>());
    EXPECT_NE(std::find(ids.begin(), ids.end(), a["category_id"].get<int>()), ids.end());
    const json& box = a["bbox"];
    EXPECT_TRUE(box[0] >= 0 && box[1] >= 0 && box[0].get<double>() + box[2].get<double>() <= 64.01 &&
                box[1].get<double>() + box[3].get<double>() <= 48.01);
    if (a["iscrowd"] == 1) {
      ++crowds;
      EXPECT_GT(a["id"].get<int64_t>(), int64_t{1} << 32);
      EXPECT_EQ(a["segmentation"]["size"], (json{48, 64}));
      int64_t pixels = 0, ones = 0, parity = 0;
      for (const json& count : a["segmentation"]["counts"]) {
        pixels += count.get<int64_t>();
        ones += parity++ % 2 ? count.get<int64_t>() : 0;
      }
      EXPECT_EQ(pixels, 48 * 64);
      EXPECT_EQ(ones, a["area"].get<int64_t>());
      EXPECT_GT(ones, 0);
    } else {
      several_rings += a["segmentation"].size() > 1;
      double area = 0;
      for (const json& ring : a["segmentation"]) area += shapes::area(ring_of(ring));
      EXPECT_NEAR(a["area"].get<double>(), area, 0.011);
    }
  }
  EXPECT_GT(crowds, 3u);
  EXPECT_GT(several_rings, 20u);
  EXPECT_LT(with_annotations.size(), 300u) << "some pictures have none";
}

// Later annotations over earlier ones give the classes one sees in the picture: each class has its own hues.
TEST(Generator, PaintsWhatItAnnotates) {
  Bench bench;
  test::TemporaryFolder folder;
  const std::vector<Value> all = {"circle", "square", "triangle", "star", "cross", "diamond", "pentagon", "hexagon"};
  const auto part = bench.make<shapes::Generator>(
      {{"count", 60}, {"size", std::vector<Value>{90, 110}}, {"seed", 3}, {"quality", 100}, {"classes", all}});
  ASSERT_EQ(test::run_stage(bench, part, folder.path()), ATELIER_OK);
  const json file = json::parse(atelier::read_file(folder / "annotations.json"));
  size_t right = 0, objects = 0, grey = 0, background = 0;
  for (const json& image : file["images"]) {
    std::vector<int> labels(90 * 110, -1);
    bool crowded = false;
    for (const json& a : file["annotations"]) {
      if (a["image_id"] != image["id"]) continue;
      crowded = crowded || a["iscrowd"] == 1;
      if (a["iscrowd"] == 1) continue;
      int shape = 0;
      while (shapes::category_id(static_cast<size_t>(shape)) != a["category_id"]) ++shape;
      for (const json& ring : a["segmentation"]) {
        const std::vector<float> covered = shapes::coverage(ring_of(ring), 90, 110, 1);
        for (size_t i = 0; i < labels.size(); ++i)
          if (covered[i] > 0) labels[i] = shape;
      }
    }
    const atelier::Tensor picture =
        pictures::read_picture(folder / ("images/" + image["file_name"].get<std::string>()));
    for (size_t i = 0; i < labels.size(); ++i) {
      const uint8_t* rgb = picture.data<uint8_t>() + 3 * i;
      if (labels[i] >= 0) {
        const double apart = std::abs(hue_of(rgb) - shapes::shape_hue(labels[i]));
        right += std::min(apart, 360 - apart) < 30;
        ++objects;
      } else if (!crowded) {
        grey += *std::max_element(rgb, rgb + 3) - *std::min_element(rgb, rgb + 3) < 90;
        ++background;
      }
    }
  }
  EXPECT_GT(objects, 50000u);
  EXPECT_GT(static_cast<double>(right), 0.95 * static_cast<double>(objects));
  EXPECT_GT(static_cast<double>(grey), 0.95 * static_cast<double>(background));
}

TEST(Generator, OpensWhatItLeft) {
  Bench bench;
  test::TemporaryFolder folder;
  const auto part = bench.make<shapes::Generator>({{"count", 2}});
  ASSERT_EQ(test::run_stage(bench, part, folder.path()), ATELIER_OK);
  const auto& stage = *static_cast<const atelier_stage_v1*>(part.object().iface);
  void* opened = nullptr;
  ASSERT_EQ(test::open_stage(bench, stage, folder.path(), &opened), ATELIER_OK);
  for (const auto& [port, file] : {std::pair("images", "images"), {"annotations", "annotations.json"}}) {
    auto value = atelier::blank<atelier_value>();
    ASSERT_EQ(stage.output(bench.call().raw(), opened, atelier::c_str(port), &value), ATELIER_OK);
    EXPECT_EQ(atelier::view(value.text), (folder / file).string());
  }
  stage.close(opened);
  std::filesystem::remove(folder / "annotations.json");
  bench.clear();
  EXPECT_EQ(test::open_stage(bench, stage, folder.path(), &opened), ATELIER_E_DATA);
  EXPECT_NE(bench.error().find((folder / "annotations.json").string()), std::string::npos);
}

TEST(Generator, StopsWhenCancelledWithoutAnAnnotationFile) {
  Bench bench;
  test::TemporaryFolder folder;
  const auto part = bench.make<shapes::Generator>();
  bench.cancel(true);
  EXPECT_EQ(test::run_stage(bench, part, folder.path()), ATELIER_E_CANCELLED);
  EXPECT_FALSE(std::filesystem::exists(folder / "annotations.json"));
}

TEST(Generator, RefusesUnknownAndRepeatedClasses) {
  Bench bench;
  EXPECT_THROW(bench.make<shapes::Generator>({{"classes", std::vector<Value>{"heart"}}}), std::runtime_error);
  EXPECT_THROW(bench.make<shapes::Generator>({{"classes", std::vector<Value>{"star", "star"}}}), std::runtime_error);
  EXPECT_NE(bench.error().find("star is listed twice"), std::string::npos);
}

}  // namespace
