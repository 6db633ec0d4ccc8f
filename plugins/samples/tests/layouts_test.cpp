// Data sets as they lie on the disks of VOC's and mmsegmentation's users.
#include <gtest/gtest.h>

#include "../folder.hpp"
#include "atelier/cpp/files.hpp"
#include "atelier/testing.hpp"
#include "noting_host.hpp"
#include "pictures/picture_file.hpp"
#include "test_data.hpp"

namespace {

using atelier::testing::Value;
using Options = atelier::testing::Bench::Options;

const std::string kFixtures = (test::source_dir() / "plugins/samples/tests/fixtures").string();

std::vector<Value> names(int count) {
  std::vector<Value> out;
  for (int i = 0; i < count; ++i) out.push_back("class " + std::to_string(i));
  return out;
}

std::vector<int> values(const atelier::Tensor& labels) {
  return {labels.data<uint8_t>(), labels.data<uint8_t>() + atelier::element_count(labels)};
}

class LayoutsTest : public testing::Test {
 protected:
  // What was read, by key in order; the error is in `error`.
  std::vector<std::pair<std::string, std::vector<int>>> read(const std::string& images, const std::string& masks,
                                                             int classes, Options more = {}) {
    more.emplace_back("images", images);
    more.emplace_back("masks", masks);
    more.emplace_back("classes", names(classes));
    std::vector<std::pair<std::string, std::vector<int>>> out;
    error.clear();
    bench.clear();
    try {
      const auto part = bench.make<atelier::samples::Folder>(more);
      const atelier::SamplesRef samples(part.object());
      for (uint64_t i = 0; i < samples.describe(bench.call()).count; ++i)
        out.emplace_back(samples.key(bench.call(), i), values(samples.load(bench.call(), i).labels));
    } catch (const atelier::Reported&) {
      error = bench.error();
    } catch (const std::runtime_error& e) {
      error = e.what();
    }
    return out;
  }
  std::vector<std::pair<std::string, std::vector<int>>> read_voc(const std::string& list) {
    return read(kFixtures + "/voc/JPEGImages", kFixtures + "/voc/SegmentationClass", 21, {{"list", list}});
  }
  static std::vector<int> expected(const std::string& file) {
    return values(pictures::read_labels(kFixtures + "/" + file));
  }
  bool says(const std::string& part) const { return error.find(part) != std::string::npos; }

  atelier::testing::Bench bench;
  std::string error;
};

TEST_F(LayoutsTest, ReadsVocByItsSegmentationList) {
  const auto read = read_voc(kFixtures + "/voc/ImageSets/Segmentation/train.txt");
  ASSERT_EQ(read.size(), 2u) << error;
  for (const auto& [key, labels] : read) EXPECT_EQ(labels, expected("voc/expected/" + key + ".png")) << key;
  EXPECT_EQ(read[1].first, "2007_000063");
}

TEST_F(LayoutsTest, LeavesOutWhatAVocClassListSaysIsAbsent) {
  const auto read = read_voc(kFixtures + "/voc/ImageSets/Main/person_train.txt");
  ASSERT_EQ(read.size(), 2u) << error;
  EXPECT_EQ(read[0].first, "2007_000032");
  EXPECT_EQ(read[1].first, "2007_000063");
  ASSERT_EQ(bench.lines().size(), 1u);
  EXPECT_EQ(bench.lines()[0].substr(0, 8), "1 lines ");
}

TEST_F(LayoutsTest, ReadsPairsThatAListNames) {
  const auto found = read(kFixtures + "/voc", kFixtures + "/voc", 21, {{"list", kFixtures + "/voc/pairs.txt"}});
  ASSERT_EQ(found.size(), 2u) << error;
  EXPECT_EQ(found[0].first, "JPEGImages/2007_000063");
  EXPECT_EQ(found[0].second, expected("voc/expected/2007_000063.png"));
  EXPECT_EQ(found[1].second, expected("voc/expected/2007_000032.png"));
}

TEST_F(LayoutsTest, TakesNamesWithTheirExtension) {
  const test::TemporaryFolder folder;
  const std::string list = (folder / "list.txt").string();
  atelier::write_file(list, "2007_000039.jpg\n2007_000032\n");
  EXPECT_EQ(read_voc(list).size(), 2u) << error;
  for (const char* line : {"2007_000039.png", "2007_000032 2007_000032.png", "x -2", "x 1", "2007_000099x"}) {
    atelier::write_file(list, "2007_000032\n" + std::string(line));
    EXPECT_TRUE(read_voc(list).empty()) << line;
    EXPECT_TRUE(says(list + ":2: there is no ")) << line << ": " << error;
  }
  atelier::write_file(list, "2007_000032\n2007_000032.jpg\n");
  EXPECT_TRUE(read_voc(list).empty());
  EXPECT_TRUE(says(list + ":2: 2007_000032 is listed twice")) << error;
}

TEST_F(LayoutsTest, PairsBySuffixesAsForCityscapes) {
  const std::string base = kFixtures + "/cityscapes/";
  const auto found = read(base + "leftImg8bit/val", base + "gtFine/val", 19,
                          {{"image_suffix", "_leftImg8bit.png"}, {"mask_suffix", "_gtFine_labelTrainIds.png"}});
  ASSERT_EQ(found.size(), 2u) << error;
  EXPECT_EQ(found[0].first, "aachen/aachen_000000_000011");
  EXPECT_EQ(found[1].second, expected("cityscapes/gtFine/val/ulm/ulm_000000_000012_gtFine_labelTrainIds.png"));
  EXPECT_TRUE(read(base + "leftImg8bit/val", base + "gtFine/val", 19, {{"image_suffix", "_leftImg8bit.png"}}).empty());
  EXPECT_TRUE(says("there is no pair: 2 pictures")) << error;
}

TEST_F(LayoutsTest, ReducesZeroLabelsAsMmsegmentationDoes) {
  const std::string base = kFixtures + "/ade/";
  const Options reduce = {{"reduce_zero_label", true}};
  const auto found = read(base + "images/validation", base + "annotations/validation", 3, reduce);
  ASSERT_EQ(found.size(), 2u) << error;
  for (const auto& [key, labels] : found) EXPECT_EQ(labels, expected("ade/expected/reduced/" + key + ".png")) << key;
}

TEST_F(LayoutsTest, MapsLabelsBeforeItReducesThem) {
  const std::string base = kFixtures + "/ade/";
  const Options options = {{"reduce_zero_label", true}, {"label_map", Value::table({{"3", 1}, {"2", 0}})}};
  const auto found = read(base + "images/validation", base + "annotations/validation", 1, options);
  ASSERT_EQ(found.size(), 2u) << error;
  for (const auto& [key, labels] : found) EXPECT_EQ(labels, expected("ade/expected/mapped/" + key + ".png")) << key;
}

TEST_F(LayoutsTest, MapsSeveralValuesToVoidAndNamesWhatIsLeft) {
  const std::string base = kFixtures + "/cityscapes/";
  const Options suffixes = {{"image_suffix", "_leftImg8bit.png"}, {"mask_suffix", "_gtFine_labelIds.png"}};
  Options options = suffixes;
  options.emplace_back("label_map", Value::table({{"0", 255}, {"7", 0}, {"33", 1}}));
  const auto found = read(base + "leftImg8bit/val", base + "gtFine/val", 2, options);
  ASSERT_EQ(found.size(), 2u) << error;
  const std::vector<int> stored = expected("cityscapes/gtFine/val/aachen/aachen_000000_000011_gtFine_labelIds.png");
  for (size_t i = 0; i < stored.size(); ++i)
    ASSERT_EQ(found[0].second[i], stored[i] == 0 ? 255 : stored[i] == 7 ? 0 : 1);

  options = suffixes;
  options.emplace_back("label_map", Value::table({{"0", 255}, {"7", 0}}));
  EXPECT_TRUE(read(base + "leftImg8bit/val", base + "gtFine/val", 2, options).empty());
  EXPECT_TRUE(says("_gtFine_labelIds.png: the label 33 at row ")) << error;
  options.emplace_back("reduce_zero_label", true);
  read(base + "leftImg8bit/val", base + "gtFine/val", 2, options);
  EXPECT_TRUE(says("the label 33 (read as 32) at row ")) << error;
}

TEST_F(LayoutsTest, RefusesALabelMapOfNoLabels) {
  const auto refused = [&](const char* key, int label) {
    return read(kFixtures + "/voc/JPEGImages", kFixtures + "/voc/SegmentationClass", 21,
                {{"label_map", Value::table({{key, label}})}})
        .empty();
  };
  for (const char* key : {"x", "", "-1", "65536", "1.0", " 1"}) {
    EXPECT_TRUE(refused(key, 0)) << key;
    EXPECT_TRUE(says("is no value of a label map")) << error;
  }
  EXPECT_TRUE(refused("1", 21));
  EXPECT_TRUE(says("label_map: 1 becomes 21, which is none of the 21 classes (0 to 20) nor void (255)")) << error;
}

TEST_F(LayoutsTest, NotesWhatAListNamesOutsideOfTheFolders) {
  const test::TemporaryFolder folder;
  const std::string voc = kFixtures + "/voc/";
  const auto first_of = [](const std::string& in) { return std::filesystem::directory_iterator(in)->path().string(); };
  const std::string picture = first_of(voc + "JPEGImages"), mask = first_of(voc + "SegmentationClass");
  atelier::write_file(folder / "list.txt", picture + " " + mask + "\n", false);
  const test::NotingHost host(bench);
  for (const char* empty : {"images", "masks"}) std::filesystem::create_directories(folder / empty);
  read((folder / "images").string(), (folder / "masks").string(), 21, {{"list", (folder / "list.txt").string()}});
  EXPECT_EQ(host.noted(), (std::set<std::string>{picture, mask})) << error;
}

TEST_F(LayoutsTest, NotesNothingOfWhatLiesInTheFolders) {
  const test::NotingHost host(bench);
  ASSERT_FALSE(read_voc("").empty()) << error;
  EXPECT_EQ(host.noted(), std::set<std::string>());
}

}  // namespace
