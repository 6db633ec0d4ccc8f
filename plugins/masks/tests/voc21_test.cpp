// The shipped workflow coco-voc21: its table against the ids of torchvision's list, its masks against painting the
// exact masks of all annotations one by one.
#include <gtest/gtest.h>

#include <regex>

#include "geometry/rle_string.hpp"
#include "places.hpp"
#include "writing.hpp"

using nlohmann::json;

namespace {

// COCO ids by VOC label.
constexpr int kIds[] = {0, 5, 2, 16, 9, 44, 6, 3, 17, 62, 21, 67, 18, 19, 4, 1, 64, 20, 63, 7, 72};

// The lines `name = label` of [stage.masks.remap].
std::vector<std::pair<std::string, writing::Value>> shipped_remap() {
  const std::string toml = atelier::read_file(test::source_dir() / "workflows/coco-voc21.toml");
  const size_t begin = toml.find("[stage.masks.remap]");
  const std::string section = toml.substr(begin, toml.find("\n[", begin) - begin);
  const std::regex line("\n\"?([a-z ]+?)\"? *= ([0-9]+)");
  std::vector<std::pair<std::string, writing::Value>> out;
  for (std::sregex_iterator at(section.begin(), section.end(), line), end; at != end; ++at)
    out.emplace_back((*at)[1].str(), std::stoi((*at)[2].str()));
  return out;
}

// void_on_overlap with crowds painted first, row by row.
std::vector<uint8_t> paint(const json& image, const std::vector<json>& annotations, std::map<int64_t, json>& exact) {
  const int64_t height = image["height"], width = image["width"];
  std::vector<uint8_t> labels(static_cast<size_t>(height * width)), claims(labels.size());
  for (const bool crowds : {true, false})
    for (const json& annotation : annotations) {
      const auto label = std::find(std::begin(kIds) + 1, std::end(kIds), annotation["category_id"]) - std::begin(kIds);
      if ((annotation["iscrowd"] == 1) != crowds || label == std::ssize(kIds)) continue;
      geometry::Runs runs;
      EXPECT_TRUE(geometry::decode_runs(exact.at(annotation["id"])["counts"].get<std::string>(), runs));
      int64_t at = 0;
      for (size_t i = 0; i < runs.size(); at += runs[i++])
        for (int64_t k = at; i % 2 != 0 && k < at + runs[i]; ++k) {
          const auto pixel = static_cast<size_t>(k % height * width + k / height);
          labels[pixel] = !crowds && claims[pixel]++ != 0 ? 255 : static_cast<uint8_t>(label);
        }
    }
  return labels;
}

class Voc21 : public ::testing::TestWithParam<const char*> {};

TEST_P(Voc21, IsWhatOneByOneGives) {
  ATELIER_NEEDS_DATA();
  const std::string split = GetParam();
  const auto file = test::data("coco/annotations/instances_" + split + ".json");
  const test::TemporaryFolder folder;
  writing::Options options;
  options.policy = "overlap.void_on_overlap";
  options.crowd = "class";
  options.more = {{"remap", writing::Value::table(shipped_remap())}, {"keep_empty", false}};
  const auto outcome = writing::write_masks(file, folder.path(), options);
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;

  const json mapping = writing::json_of(folder / "category_mapping.json");
  ASSERT_EQ(mapping.size(), 20u);
  for (int label = 1; label <= 20; ++label) EXPECT_EQ(mapping[std::to_string(kIds[label])], label);

  const json dataset = writing::json_of(file);
  const json masks = writing::json_of(test::data("coco/annotations/masks_" + split + "_rle.json"));
  std::map<int64_t, json> exact;
  for (const json& each : masks["annotations"]) exact[each["id"]] = each;
  std::map<int64_t, std::vector<json>> of_image;
  for (const json& each : dataset["annotations"]) of_image[each["image_id"]].push_back(each);
  size_t left_out = 0;
  for (const json& image : dataset["images"]) {
    const std::vector<uint8_t> expected = paint(image, of_image[image["id"]], exact);
    const std::string stem = std::filesystem::path(image["file_name"].get<std::string>()).stem().string();
    const auto mask = folder / ("masks/" + stem + ".png");
    if (!std::filesystem::exists(mask)) {
      EXPECT_EQ(std::count(expected.begin(), expected.end(), 0), static_cast<ptrdiff_t>(expected.size())) << stem;
      ++left_out;
      continue;
    }
    const atelier::Tensor labels = pictures::read_labels(mask);
    ASSERT_EQ(labels.bytes(), expected.size());
    EXPECT_EQ(std::equal(expected.begin(), expected.end(), labels.data<uint8_t>()), true) << stem;
  }
  EXPECT_EQ(writing::json_of(folder / "prepare_report.json")["empty_pictures"]["count"], left_out);
  EXPECT_GT(left_out, 0u);
}

INSTANTIATE_TEST_SUITE_P(Coco, Voc21, ::testing::Values("val2017", "train2017"));

}  // namespace
