#include "mask_writer.hpp"

#include <gtest/gtest.h>

#include "writing.hpp"

using nlohmann::json;
using writing::write_masks;

namespace {

using writing::square;

class Writer : public writing::Fixture {};

TEST_F(Writer, LeavesMasksMapsAndAReport) {
  add_picture(5, "sub/a.jpg", 4, 6);
  add_picture(2, "b\xc3\xa9.jpeg", 2, 2);
  add(square(1, 5, 3, 0, 3));
  add(square(2, 5, 7, 2, 4));
  const auto outcome = write();
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  EXPECT_EQ(rows("sub/a.png"), (std::vector<std::string>{"222...", "222...", "2211..", "..11.."}));
  EXPECT_EQ(rows("b\xc3\xa9.png"), (std::vector<std::string>{"..", ".."}));
  const auto files = writing::files_of(out);
  EXPECT_EQ(files.at("category_mapping.json"), "{\n  \"7\": 1,\n  \"3\": 2\n}");
  EXPECT_EQ(files.at("image_mask_map.json"),
            "{\n  \"sub/a.jpg\": \"sub/a.png\",\n  \"b\\u00e9.jpeg\": \"b\\u00e9.png\"\n}");
  EXPECT_EQ(files.size(), 6u);
  EXPECT_EQ(report()["painted"], 2);
  EXPECT_EQ(report()["pixels"], (json{{"all", 28}, {"background", 16}, {"void", 0}, {"contested", 1}}));
  EXPECT_EQ(report()["masks"], 2);
  EXPECT_EQ(report()["empty_pictures"]["count"], 1);
  EXPECT_EQ(report()["empty_pictures"]["first"][0]["id"], 2);
  EXPECT_EQ(report()["classes"][1], (json{{"label", 2}, {"id", 3}, {"name", "dog"}, {"instances", 1}, {"pixels", 8}}));
  EXPECT_EQ(outcome.lines.at(0), "2 masks, 2 instances painted");
  EXPECT_EQ(outcome.lines.at(1), "overlap.last: 3.57 % of pixels contested (cat/dog 3.57 %)");
}

TEST_F(Writer, PoliciesAreSwappedByName) {
  add_picture(1, "a.jpg", 4, 4);
  add(square(1, 1, 3, 0, 3));
  add(square(2, 1, 7, 2, 4));
  writing::Options options;
  options.policy = "overlap.priority";
  options.policy_options = {{"order", std::vector<writing::Value>{"dog"}}};
  ASSERT_EQ(write(options).status, ATELIER_OK);
  EXPECT_EQ(rows("a.png"), (std::vector<std::string>{"222.", "222.", "2221", "..11"}));
  options.policy_options = {{"order", std::vector<writing::Value>{"dgo"}}};
  const auto outcome = write(options);
  EXPECT_EQ(outcome.status, ATELIER_E_INVALID);
  EXPECT_NE(outcome.error.find("did you mean `dog`?"), std::string::npos) << outcome.error;
}

TEST_F(Writer, CrowdsAreLeftOutMadeVoidOrPaintedFirst) {
  add_picture(1, "a.jpg", 4, 4);
  json crowd = square(1, 1, 3, 0, 3);
  crowd["iscrowd"] = 1;
  add(square(2, 1, 7, 2, 4));
  add(crowd);  // after the instance, and yet below it
  ASSERT_EQ(write().lines.at(0), "1 mask, 1 instance painted, 1 crowd region left out");
  EXPECT_EQ(rows("a.png"), (std::vector<std::string>{"....", "....", "..11", "..11"}));
  writing::Options options;
  options.crowd = "void";
  ASSERT_EQ(write(options).status, ATELIER_OK);
  EXPECT_EQ(rows("a.png"), (std::vector<std::string>{"vvv.", "vvv.", "vv11", "..11"}));
  EXPECT_EQ(report()["crowd"], (json{{"option", "void"}, {"count", 1}}));
  options.crowd = "class";
  ASSERT_EQ(write(options).status, ATELIER_OK);
  EXPECT_EQ(rows("a.png"), (std::vector<std::string>{"222.", "222.", "2211", "..11"}));
}

TEST_F(Writer, ACrowdOfNoClassIsVoidWhateverCrowdsAre) {
  add_picture(1, "a.jpg", 4, 4);
  json region = square(1, 1, 3, 0, 3);
  region["iscrowd"] = 1;
  region.erase("category_id");
  add(square(2, 1, 7, 2, 4));
  add(region);
  for (const char* crowd : {"skip", "void", "class"}) {
    writing::Options options;
    options.crowd = crowd;
    ASSERT_EQ(write(options).lines.at(0), "1 mask, 1 instance painted, 1 instance made void") << crowd;
    EXPECT_EQ(rows("a.png"), (std::vector<std::string>{"vvv.", "vvv.", "vv11", "..11"})) << crowd;
  }
}

TEST_F(Writer, WhatIsSkippedIsCountedByReason) {
  add_picture(1, "a.jpg");
  const auto damaged = [&](int64_t id, const std::string& key, const json& value) {
    json annotation = square(id, 1, 7, 1, 5);
    if (value.is_discarded())
      annotation.erase(key);
    else
      annotation[key] = value;
    add(annotation);
  };
  const json none = json::parse("", nullptr, false);
  damaged(10, "segmentation", none);
  damaged(11, "segmentation", nullptr);
  damaged(12, "segmentation", json::array());
  damaged(13, "segmentation", {{1, 2, 3, 4}});
  damaged(14, "segmentation", {{1, 2, 3, 4, 5, 6, 7}});
  damaged(15, "segmentation", {{1, 2, 3, 4, 5, "x"}});
  damaged(16, "segmentation", {{"counts", {1, 2}}, {"size", {8, 8}}});
  damaged(17, "area", 0);
  damaged(18, "category_id", 99);
  damaged(19, "segmentation", {{20, 20, 30, 20, 30, 30}});
  damaged(20, "segmentation", {{1e9, 20, 30, 20, 30, 30}});
  damaged(21, "segmentation", {{1, 1, 5, 1, 5, 5}, {1, 2, 3}});
  damaged(22, "image_id", 77);
  damaged(23, "area", none);
  damaged(24, "iscrowd", none);
  const auto outcome = write();
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  std::map<std::string, int> counts;
  const json skipped = report()["skipped"];
  for (const auto& [reason, listed] : skipped.items()) counts[reason] = listed["count"];
  EXPECT_EQ(counts, (std::map<std::string, int>{{"segmentation_missing", 1},
                                                {"segmentation_null", 1},
                                                {"segmentation_empty", 1},
                                                {"ring_too_short", 1},
                                                {"ring_odd", 1},
                                                {"ring_not_numbers", 1},
                                                {"rle_malformed", 1},
                                                {"category_unknown", 1},
                                                {"no_pixels", 1},
                                                {"ring_out_of_range", 1}}));
  EXPECT_EQ(report()["painted"], 4);
  EXPECT_EQ(report()["area_zero"]["first"][0]["id"], 17);
  EXPECT_EQ(report()["rings_skipped"]["ring_too_short"]["first"][0]["id"], 21);
  EXPECT_EQ(report()["orphans"]["first"][0]["id"], 22);
  EXPECT_EQ(report()["skipped"]["ring_odd"]["first"][0],
            (json{{"id", 14}, {"image", "a.jpg"}, {"why", "ring 1 has an odd number of coordinates"}}));
  const json warnings = report()["warnings"];
  ASSERT_EQ(warnings.size(), 2u);
  EXPECT_EQ(warnings[0].get<std::string>().find(
                "11 of 15 annotations (73.3 %) are not painted because of defects: category_unknown "),
            0u)
      << warnings;
  EXPECT_EQ(warnings[1].get<std::string>().find("1 of 15 annotations (6.7 %) has lost parts of its shape: "), 0u)
      << warnings;
  EXPECT_EQ(outcome.lines.back(), warnings[1].get<std::string>());
  EXPECT_EQ(outcome.lines.at(0).find("1 mask, 4 instances painted, 1 of them without some of its parts (ring_too_short "
                                     "1), 10 skipped ("),
            0u)
      << outcome.lines.at(0);
}

TEST_F(Writer, MoreThan255ClassesGiveSixteenBits) {
  dataset["categories"].clear();
  for (int i = 0; i < 300; ++i) dataset["categories"].push_back({{"id", i}, {"name", "c" + std::to_string(i)}});
  add_picture(1, "a.jpg", 4, 4);
  add(square(1, 1, 299, 0, 2));
  json crowd = square(2, 1, 3, 2, 4);
  crowd["iscrowd"] = 1;
  add(crowd);
  writing::Options options;
  options.crowd = "void";
  ASSERT_EQ(write(options).status, ATELIER_OK);
  const atelier::Tensor labels = pictures::read_labels(out / "masks/a.png");
  EXPECT_EQ(labels.data<uint16_t>()[0], 300);
  EXPECT_EQ(labels.data<uint16_t>()[15], 65535);
}

TEST_F(Writer, TheLast8BitClassCountIs254) {
  for (const int classes : {254, 255}) {
    dataset = writing::dataset_json();
    dataset["categories"].clear();
    for (int i = 0; i < classes; ++i) dataset["categories"].push_back({{"id", i}, {"name", "c" + std::to_string(i)}});
    add_picture(1, "a.jpg", 4, 4);
    add(square(1, 1, classes - 1, 0, 2));
    ASSERT_EQ(write().status, ATELIER_OK);
    const atelier::Tensor labels = pictures::read_labels(out / "masks/a.png");
    EXPECT_EQ(labels.get().dtype.bits, classes == 254 ? 8 : 16);
  }
}

TEST_F(Writer, ADatasetWithoutPicturesIsNoError) {
  ASSERT_EQ(write().status, ATELIER_OK);
  EXPECT_EQ(writing::files_of(out).at("image_mask_map.json"), "{}");
  EXPECT_TRUE(std::filesystem::is_directory(out / "masks"));
}

TEST_F(Writer, ItsSamplesOpenFromTheFolderAlone) {
  ATELIER_NEEDS_DATA();
  writing::Options options;
  options.images = test::data("coco/val2017");
  ASSERT_EQ(write_masks(test::data("coco/annotations/instances_val2017.json"), out, options).status, ATELIER_OK);
  atelier::testing::Bench bench;
  const auto* stage = static_cast<const atelier_stage_v1*>(writing::component("masks", "mask.writer").iface);
  void* opened = nullptr;
  ASSERT_EQ(test::open_stage(bench, *stage, out, &opened), ATELIER_OK) << bench.error();
  auto value = atelier::blank<atelier_value>();
  ASSERT_EQ(stage->output(bench.call().raw(), opened, ATELIER_STR("classes"), &value), ATELIER_OK);
  EXPECT_EQ(value.integer, 81);
  ASSERT_EQ(stage->output(bench.call().raw(), opened, ATELIER_STR("class_names"), &value), ATELIER_OK);
  ASSERT_EQ(value.count, 81u);
  EXPECT_EQ(atelier::view(value.items[0]->text), "background");
  EXPECT_EQ(atelier::view(value.items[80]->text), "toothbrush");
  ASSERT_EQ(stage->output(bench.call().raw(), opened, ATELIER_STR("masks"), &value), ATELIER_OK);
  EXPECT_EQ(atelier::str(value.text), (out / "masks").string());
  ASSERT_EQ(stage->output(bench.call().raw(), opened, ATELIER_STR("samples"), &value), ATELIER_OK);
  const atelier::SamplesRef samples(value.object);
  const auto info = samples.describe(bench.call());
  EXPECT_EQ(info.count, 66u);
  EXPECT_EQ(info.class_count, 81u);
  EXPECT_EQ(info.void_label, 255u);
  EXPECT_EQ(atelier::view(info.class_names[1]), "person");
  EXPECT_EQ(samples.key(bench.call(), 0), "000000005001");
  const atelier::Sample sample = samples.load(bench.call(), 0);
  EXPECT_EQ(sample.picture.dim(0), 480);
  EXPECT_EQ(sample.labels.dim(1), 640);
  stage->close(opened);

  std::filesystem::remove(out / "samples.json");
  EXPECT_NE(test::open_stage(bench, *stage, out, &opened), ATELIER_OK);
  EXPECT_NE(bench.error().find("samples.json"), std::string::npos);
}

TEST_F(Writer, AnyNumberOfThreadsGivesTheSameBytes) {
  ATELIER_NEEDS_DATA();
  std::map<std::string, std::string> first;
  std::vector<std::string> lines;
  for (const unsigned threads : {1u, 2u, 8u}) {
    writing::Options options;
    options.threads = threads;
    options.images = test::data("coco/train2017");
    const auto here = folder / std::to_string(threads);
    const auto outcome = write_masks(test::data("coco/annotations/instances_train2017.json"), here, options);
    ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
    if (first.empty()) {
      first = writing::files_of(here);
      lines = outcome.lines;
    }
    EXPECT_EQ(writing::files_of(here) == first, true) << threads << " threads";
    EXPECT_EQ(outcome.lines, lines);
  }
  EXPECT_EQ(first.size(), 96u);
}

}  // namespace
