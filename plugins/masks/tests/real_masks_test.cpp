// Real annotation files: the exact runs of every annotation, and the digest of all masks for every policy.
#include <gtest/gtest.h>

#include "geometry/rle_string.hpp"
#include "pictures/resize.hpp"
#include "writing.hpp"

using nlohmann::json;

namespace {

using geometry::Runs;

// The runs of each annotation of a dataset by itself, in the order of pictures.
struct Painted {
  int64_t id;
  int64_t image_id;
  bool crowd;
  uint32_t height;
  Runs runs;
};

std::vector<Painted> paint_each(const std::filesystem::path& annotations) {
  writing::Bench bench;
  const auto part = bench.make(writing::component("coco", "coco.reader"), {{"annotations", annotations.string()}});
  const atelier::DatasetRef dataset(part.object());
  geometry::Rasteriser rasteriser;
  std::vector<Painted> out;
  for (uint64_t i = 0; i < dataset.describe(bench.call()).pictures; ++i) {
    const atelier_picture picture = dataset.picture_at(bench.call(), i);
    dataset.instances(bench.call(), i, [&](const atelier_instance& in) {
      Painted painted{in.id, picture.id, in.crowd != 0, picture.height, {}};
      if (in.run_count)
        painted.runs.assign(in.runs, in.runs + in.run_count);
      else
        rasteriser.paint({in.rings, in.ring_count}, picture.height, picture.width, painted.runs);
      out.push_back(std::move(painted));
    });
  }
  return out;
}

void expect_equal(const Painted& painted, const json& reference) {
  EXPECT_EQ(geometry::encode_runs(painted.runs), reference["counts"].get<std::string>());
  Runs decoded;
  EXPECT_TRUE(geometry::decode_runs(reference["counts"].get<std::string>(), decoded));
  EXPECT_EQ(painted.runs, decoded);
  EXPECT_EQ(geometry::area_of(painted.runs), reference["pixels"]);
  const auto box = geometry::box_of(painted.runs, painted.height);
  EXPECT_EQ((std::vector<uint32_t>{box.x, box.y, box.width, box.height}),
            reference["bbox"].get<std::vector<uint32_t>>());
}

TEST(RealMasks, EveryAnnotationIsExact) {
  ATELIER_NEEDS_DATA();
  const std::pair<const char*, const char*> files[] = {
      {"coco/annotations/instances_val2017.json", "coco/annotations/masks_val2017_rle.json"},
      {"coco/annotations/instances_train2017.json", "coco/annotations/masks_train2017_rle.json"},
      {"fruits_nuts/annotations/trainval.json", "fruits_nuts/masks_rle.json"}};
  for (const auto& [annotations, masks] : files) {
    SCOPED_TRACE(annotations);
    std::map<int64_t, json> references;
    const json listed = writing::json_of(test::data(masks));
    for (const json& reference : listed["annotations"]) references[reference["id"].get<int64_t>()] = reference;
    const auto painted = paint_each(test::data(annotations));
    ASSERT_EQ(painted.size(), references.size());
    for (const Painted& each : painted) {
      SCOPED_TRACE(each.id);
      ASSERT_EQ(references.count(each.id), 1u);
      expect_equal(each, references[each.id]);
    }
  }
}

// Ids given twice, rings that leave the picture, large pictures: each odd annotation on a picture of its own.
TEST(RealMasks, OddAnnotationsAreExact) {
  ATELIER_NEEDS_DATA();
  std::string text = atelier::read_file(test::data("taco/edge_rle.json"));
  for (const std::string word : {"-Infinity", "Infinity"})  // bounding boxes of nothing
    for (size_t at; (at = text.find(word)) != std::string::npos;) text.replace(at, word.size(), "null");
  const json odd = json::parse(text);
  json dataset = writing::dataset_json();
  for (size_t i = 0; i < odd.size(); ++i) {
    json image = odd[i]["image"], annotation = odd[i]["annotation"];
    image["id"] = annotation["image_id"] = i;
    image["file_name"] = std::to_string(i) + ".jpg";
    dataset["images"].push_back(image);
    dataset["annotations"].push_back(annotation);
  }
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "a.json", dataset.dump(), false);
  const auto painted = paint_each(folder / "a.json");
  ASSERT_EQ(painted.size(), odd.size());
  size_t compared = 0;
  for (size_t i = 0; i < odd.size(); ++i) {
    SCOPED_TRACE(odd[i]["why"].dump() + " " + std::to_string(i));
    if (!odd[i].contains("reference") || odd[i]["reference"].is_null()) continue;
    expect_equal(painted[i], odd[i]["reference"]);
    ++compared;
  }
  EXPECT_GT(compared, 30u);
}

// Masks of all pictures in the order of the file, row by row, without headers.
std::string raw_masks(const std::filesystem::path& annotations, const std::filesystem::path& folder, bool small) {
  std::string bytes;
  const json dataset = writing::json_of(annotations);
  for (const json& image : dataset["images"]) {
    const std::string stem = std::filesystem::path(image["file_name"].get<std::string>()).stem().string();
    atelier::Tensor labels = pictures::read_labels(folder / "masks" / (stem + ".png"));
    if (small) labels = pictures::resize_labels(labels, 256, 256);
    bytes.append(reinterpret_cast<const char*>(labels.data<uint8_t>()), labels.bytes());
  }
  return bytes;
}

class Policies : public ::testing::TestWithParam<const char*> {};

TEST_P(Policies, MasksHaveTheKnownDigests) {
  ATELIER_NEEDS_DATA();
  const std::string split = GetParam();
  const auto annotations = test::data("coco/annotations/instances_" + split + ".json");
  const json known = writing::json_of(test::data("coco/annotations/policies_" + split + ".json"));
  for (const auto& [name, digest] : known["sha256"].items()) {
    SCOPED_TRACE(name);
    writing::Options options;
    options.images = test::data("coco/" + split);
    const bool small = name == "last_256";
    if (name == "last_crowd_void") options.crowd = "void";
    if (name == "last_crowd_class") options.crowd = "class";
    if (name.rfind("last_", 0) != 0) options.policy = "overlap." + name;
    const test::TemporaryFolder folder;
    const auto outcome = writing::write_masks(annotations, folder.path(), options);
    ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
    EXPECT_EQ(writing::sha256_of(raw_masks(annotations, folder.path(), small)), digest.get<std::string>());
    if (name != "last") continue;
    const json report = writing::json_of(folder / "prepare_report.json");
    EXPECT_EQ(report["pixels"]["all"], known["pixels"]);
    EXPECT_EQ(report["pixels"]["background"], known["background_last"]);
    EXPECT_EQ(report["pixels"]["contested"], known["contested"]);
    EXPECT_EQ(report["painted"], known["painted_instances"]);
    EXPECT_EQ(report["skipped"].size(), 0u);
  }
}

INSTANTIATE_TEST_SUITE_P(Coco, Policies, ::testing::Values("val2017", "train2017"));

TEST(RealMasks, TheCategoryMappingIsThatOfTheStandardList) {
  ATELIER_NEEDS_DATA();
  const test::TemporaryFolder folder;
  const auto outcome = writing::write_masks(test::data("coco/annotations/instances_val2017.json"), folder.path());
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  EXPECT_EQ(writing::sha256_of(atelier::read_file(folder / "category_mapping.json")),
            "c953b739570ab5b4498da565f3dd4bad1eec2861be7aa7ec612396c6e7c7c407");
}

// Sizes up to 6000x5312, folders in file names, category id 0: nothing is lost.
TEST(RealMasks, ADatasetWithFoldersAndLargePictures) {
  ATELIER_NEEDS_DATA();
  json dataset = writing::json_of(test::data("taco/annotations.json"));
  dataset["images"].get_ref<json::array_t&>().resize(12);
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "a.json", dataset.dump(), false);
  const auto outcome = writing::write_masks(folder / "a.json", folder / "out");
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  const json report = writing::json_of(folder / "out/prepare_report.json");
  EXPECT_EQ(report["pictures"], 12);
  EXPECT_EQ(report["instances"].get<size_t>() + report["orphans"]["count"].get<size_t>(),
            dataset["annotations"].size());
  EXPECT_TRUE(std::filesystem::is_regular_file(folder / "out/masks/batch_1/000006.png"));
}

}  // namespace
