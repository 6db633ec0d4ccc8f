// Which classes and pictures are written, and how: an option at a time.
#include <gtest/gtest.h>

#include "writing.hpp"

using nlohmann::json;
using writing::square;
using writing::Value;
using Rows = std::vector<std::string>;

namespace {

Value list(std::vector<Value> items) { return Value(std::move(items)); }
Value table(const std::vector<std::pair<std::string, Value>>& entries) { return Value::table(entries); }

// Four classes in two groups, one square of 2 x 2 pixels of each, from the top left corner down to the right.
class Classes : public writing::Fixture {
 protected:
  void SetUp() override {
    dataset["categories"] = {{{"id", 7}, {"name", "cat"}, {"supercategory", "animal"}},
                             {{"id", 3}, {"name", "dog"}, {"supercategory", "animal"}},
                             {{"id", 5}, {"name", "car"}, {"supercategory", "vehicle"}},
                             {{"id", 9}, {"name", "17"}, {"supercategory", "vehicle"}}};
    add_picture(1, "a.jpg", 8, 8);
    int at = 0;
    for (const int id : {7, 3, 5, 9}) add(square(id, 1, id, at, at + 2)), at += 2;
  }
  // The labels on the diagonal.
  std::string diagonal() {
    const Rows all = rows("a.png");
    std::string out;
    for (size_t i = 0; i < 8; i += 2) out += all[i][i];
    return out;
  }
  std::string mapping() { return json_text("category_mapping.json"); }
  std::string json_text(const std::string& file) { return writing::json_of(out / file).dump(); }
  std::vector<std::string> class_names() {
    return writing::json_of(out / "samples.json")["classes"].get<std::vector<std::string>>();
  }
  std::string fail(writing::Bench::Options more) {
    const auto outcome = write_with(std::move(more));
    EXPECT_EQ(outcome.status, ATELIER_E_INVALID);
    EXPECT_FALSE(std::filesystem::exists(out / "masks"));
    return outcome.error;
  }
};

TEST_F(Classes, ChosenByNameOrIdInThatOrder) {
  const auto outcome = write_with({{"categories", list({"car", "7", "17"})}});
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  EXPECT_EQ(diagonal(), "2.13");
  EXPECT_EQ(writing::files_of(out).at("category_mapping.json"), "{\n  \"5\": 1,\n  \"7\": 2,\n  \"9\": 3\n}");
  EXPECT_EQ(class_names(), (Rows{"background", "car", "cat", "17"}));
  EXPECT_EQ(report()["skipped"]["category_not_chosen"]["count"], 1);
  EXPECT_EQ(report()["skipped"]["category_not_chosen"]["first"][0]["id"], 3);
  EXPECT_EQ(report()["categories_left_out"], json({"dog"}));
  EXPECT_EQ(report()["classes"][0], (json{{"label", 1}, {"id", 5}, {"name", "car"}, {"instances", 1}, {"pixels", 4}}));
  EXPECT_EQ(outcome.lines.at(0), "1 mask, 3 instances painted, 1 skipped (category_not_chosen 1)");
}

TEST_F(Classes, UnlistedOnesMayBeVoidBelowTheOthers) {
  add(square(20, 1, 3, 0, 1));  // a dog, over a corner of the cat
  ASSERT_EQ(write_with({{"categories", list({"car", "cat"})}, {"unlisted", "void"}}).status, ATELIER_OK);
  EXPECT_EQ(diagonal(), "2v1v");
  EXPECT_EQ(report()["made_void"], 3);
  EXPECT_EQ(report()["categories_void"], json({"dog", "17"}));
  EXPECT_EQ(mapping(), R"({"5":1,"7":2})");
}

TEST_F(Classes, RemapMergesNamesIdsAndGroups) {
  const auto outcome = write_with({{"remap", table({{"animal", 2}, {"cat", 1}, {"5", 2}, {"17", 255}})}});
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  EXPECT_EQ(diagonal(), "122v");
  EXPECT_EQ(class_names(), (Rows{"background", "cat", "dog+car"}));
  EXPECT_EQ(mapping(), R"({"3":2,"5":2,"7":1})");
  EXPECT_EQ(report()["classes"][1],
            (json{{"label", 2}, {"ids", {3, 5}}, {"name", "dog+car"}, {"instances", 2}, {"pixels", 8}}));
}

TEST_F(Classes, RemapLeavesOutWhatIsBackgroundOrUnlisted) {
  ASSERT_EQ(write_with({{"remap", table({{"cat", 0}, {"car", 1}})}}).status, ATELIER_OK);
  EXPECT_EQ(diagonal(), "..1.");
  EXPECT_EQ(report()["skipped"]["mapped_to_background"]["count"], 1);
  EXPECT_EQ(report()["skipped"]["category_not_chosen"]["count"], 2);
  ASSERT_EQ(write_with({{"remap", table({{"cat", 0}, {"car", 1}})}, {"unlisted", "void"}}).status, ATELIER_OK);
  EXPECT_EQ(diagonal(), ".v1v");
}

TEST_F(Classes, LabelsNameWhatRemapMakes) {
  ASSERT_EQ(write_with({{"remap", table({{"animal", 3}, {"17", 1}})}, {"labels", list({"a", "b", "c"})}}).status,
            ATELIER_OK);
  EXPECT_EQ(diagonal(), "33.1");
  EXPECT_EQ(class_names(), (Rows{"background", "a", "b", "c"}));
  EXPECT_EQ(report()["classes"][1]["ids"], json::array());
}

TEST_F(Classes, RemapAbove255LabelsHas65535ForVoid) {
  std::vector<Value> labels;
  for (int i = 1; i <= 300; ++i) labels.push_back("c" + std::to_string(i));
  ASSERT_EQ(
      write_with({{"remap", table({{"cat", 255}, {"dog", 65535}, {"car", 300}})}, {"labels", list(labels)}}).status,
      ATELIER_OK);
  const atelier::Tensor map = pictures::read_labels(out / "masks/a.png");
  EXPECT_EQ(map.data<uint16_t>()[0], 255);
  EXPECT_EQ(map.data<uint16_t>()[2 * 8 + 2], 65535);
  EXPECT_EQ(map.data<uint16_t>()[4 * 8 + 4], 300);
}

TEST_F(Classes, WhatContradictsItselfIsRefused) {
  const std::pair<writing::Bench::Options, const char*> cases[] = {
      {{{"categories", list({"dgo"})}},
       "`categories` names `dgo`, which is no category of this dataset; did you mean `dog`?"},
      {{{"categories", list({"8"})}}, "names `8`, which is no category of this dataset"},
      {{{"categories", list({"cat", "cat"})}}, "`categories` names `cat` twice"},
      {{{"categories", list({"cat", "7"})}}, "names category 7 twice, by name and by id"},
      {{{"categories", list({"cat"})}, {"remap", table({{"cat", 1}})}}, "`categories` and `remap` both say"},
      {{{"labels", list({"a"})}}, "`labels` names the labels of `remap`, which is empty"},
      {{{"remap", table({{"animl", 1}})}},
       "`remap` names `animl`, which is no category and no group of this dataset; did you mean `animal`?"},
      {{{"remap", table({{"cat", 1}, {"dog", 3}})}}, "labels up to 3, but no category gets label 2"},
      {{{"remap", table({{"cat", 0}})}}, "leaves no class"},
      {{{"remap", table({{"cat", 1}, {"dog", 2}})}, {"labels", list({"a"})}},
       "sends `dog` to 2; the labels here are 0"},
      {{{"remap", table({{"cat", 1}, {"dog", 65535}})}}, "sends `dog` to 65535"},
      {{{"remap", table({{"5", 1}, {"05", 2}})}}, "sends category 5 to two labels"},
      {{{"remap", table({{"cat", 1}})}, {"labels", list({"a", "a"})}}, "`labels` names `a` twice"}};
  for (const auto& [more, message] : cases) {
    const std::string error = fail(more);
    EXPECT_NE(error.find(message), std::string::npos) << error;
  }
  dataset["categories"].push_back({{"id", 11}, {"name", "cat"}});
  EXPECT_NE(fail({{"categories", list({"cat"})}}).find("2 categories have that name; give their ids: 7, 11"),
            std::string::npos);
}

TEST_F(Classes, SmallInstancesCanBeLeftOut) {
  add(square(20, 1, 3, 6, 7));
  const auto outcome = write_with({{"min_pixels", 4}});
  EXPECT_EQ(diagonal(), "1234");
  EXPECT_EQ(report()["skipped"]["too_small"]["count"], 1);
  EXPECT_EQ(report()["skipped"]["too_small"]["first"][0]["id"], 20);
  add(square(21, 1, 3, 0, 3));
  ASSERT_EQ(write_with({{"min_pixels", 5}}).status, ATELIER_OK);
  EXPECT_EQ(diagonal(), "22..");
}

TEST_F(Classes, LeavingOutAllIsRefused) {
  const auto outcome = write_with({{"min_pixels", 5}, {"categories", list({"car", "cat"})}});
  EXPECT_EQ(outcome.status, ATELIER_E_DATA);
  EXPECT_EQ(outcome.error,
            "nothing is painted of 4 annotations: 4 left out by the options (category_not_chosen 2, too_small 2); the "
            "first is annotation 7 of a.jpg: too_small. Look at the options `categories`, `remap`, `min_pixels`");
  EXPECT_EQ(writing::files_of(out).size(), 0u);
}

// What `limit` leaves out is not lost; what belongs to no picture may be all there is.
TEST_F(Classes, TheFirstPicturesMayHaveNoAnnotations) {
  add_picture(2, "b.jpg");
  std::swap(dataset["images"][0], dataset["images"][1]);
  add(square(50, 77, 3, 1, 4));
  const auto outcome = write_with({{"limit", 1}});
  EXPECT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  EXPECT_EQ(report()["warnings"], json::array());
  for (json& annotation : dataset["annotations"]) annotation["image_id"] = 77;
  EXPECT_EQ(write_with({{"limit", 1}}).status, ATELIER_E_DATA);
}

TEST_F(Classes, OnlyTheFirstPictures) {
  add_picture(2, "b.jpg");
  ASSERT_EQ(write_with({{"limit", 1}}).status, ATELIER_OK);
  EXPECT_EQ(json_text("image_mask_map.json"), R"({"a.jpg":"a.png"})");
  EXPECT_FALSE(std::filesystem::exists(out / "masks/b.png"));
  EXPECT_EQ(report()["pictures"], 1);
  ASSERT_EQ(write_with({{"limit", 5}}).status, ATELIER_OK);
  EXPECT_EQ(report()["pictures"], 2);
}

TEST_F(Classes, EmptyPicturesCanBeLeftOut) {
  add_picture(2, "sub/deep/b.jpg");
  add_picture(3, "c.jpg");
  add(square(30, 3, 3, 1, 4));
  const auto outcome = write_with({{"keep_empty", false}, {"categories", list({"cat", "car", "17"})}});
  ASSERT_EQ(outcome.status, ATELIER_OK) << outcome.error;
  EXPECT_EQ(json_text("image_mask_map.json"), R"({"a.jpg":"a.png"})");
  EXPECT_EQ(writing::json_of(out / "samples.json")["samples"].size(), 1u);
  EXPECT_EQ(writing::files_of(out / "masks").size(), 1u);
  EXPECT_FALSE(std::filesystem::exists(out / "masks/sub"));
  EXPECT_EQ(report()["pictures"], 3);
  EXPECT_EQ(report()["masks"], 1);
  EXPECT_EQ(report()["pixels"]["all"], 64);
  EXPECT_EQ(report()["empty_pictures"]["count"], 2);
  EXPECT_EQ(report()["empty_pictures"]["kept"], false);
  EXPECT_EQ(outcome.lines.at(0).find("1 mask, 3 instances painted"), 0u);
  EXPECT_EQ(outcome.lines.at(2),
            "2 of the pictures without any instance painted, left out; 0 annotations belong to no picture");
}

TEST_F(Classes, PaletteFilesHoldTheSameLabels) {
  ASSERT_EQ(write_with({{"unlisted", "void"}, {"categories", list({"dog", "17", "car"})}, {"palette", true}}).status,
            ATELIER_OK);
  EXPECT_EQ(diagonal(), "v132");
  const atelier::Tensor colours = pictures::read_picture(out / "masks/a.png");
  const uint8_t* at = colours.data<uint8_t>();
  EXPECT_EQ((std::vector<int>{at[0], at[1], at[2]}), (std::vector<int>{224, 224, 192}));
  at += (2 * 8 + 2) * 3;
  EXPECT_EQ((std::vector<int>{at[0], at[1], at[2]}), (std::vector<int>{128, 0, 0}));
  dataset["categories"].clear();
  for (int i = 0; i < 255; ++i) dataset["categories"].push_back({{"id", i}, {"name", "c" + std::to_string(i)}});
  std::filesystem::remove_all(out);
  EXPECT_EQ(fail({{"palette", true}}),
            "palette PNGs hold background, void and 254 classes; here are 255. Set palette = false, or "
            "choose fewer `categories`");
}

TEST_F(Classes, StrictFailsBeforeAnythingIsThere) {
  json odd = square(40, 1, 3, 1, 4);
  odd["segmentation"] = {{1, 1, 4, 1, 4, 4}, {1, 2, 3}};
  add(square(39, 1, 99, 1, 4));
  add(odd);
  add(square(41, 77, 3, 1, 4));
  const auto outcome = write_with({{"strict", true}});
  EXPECT_EQ(outcome.status, ATELIER_E_DATA);
  EXPECT_EQ(outcome.error.find("3 annotations cannot be painted in full (category_unknown 1, no_picture 1, without "
                               "ring_too_short 1); the first is annotation 39 of a.jpg: category_unknown. Mend the "
                               "annotations, or set strict = false to leave these out and have them counted in "
                               "prepare_report.json"),
            0u)
      << outcome.error;
  EXPECT_EQ(writing::files_of(out).size(), 0u);
  EXPECT_FALSE(std::filesystem::exists(out / "masks"));
  // What the options ask for is no defect.
  dataset["annotations"].get_ref<json::array_t&>().resize(4);
  json crowd = square(42, 1, 3, 1, 4);
  crowd["iscrowd"] = 1;
  add(crowd);
  add(square(43, 1, 7, 1, 4));
  EXPECT_EQ(write_with({{"strict", true}, {"categories", list({"cat", "car"})}, {"min_pixels", 5}}).status, ATELIER_OK);
}

}  // namespace
