#include "stuff_png.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>
#include <cstring>

#include "pictures/picture_file.hpp"
#include "test_data.hpp"

namespace {

using atelier::Tensor;
using atelier::coco_stuff::StuffPng;
using Options = atelier::testing::Bench::Options;

// The map's values: those of the first and of the last category, of one in between, of two around one that is never
// labelled (12, street sign), and nothing.
constexpr uint8_t kStored[] = {0, 181, 16, 10, 12, 255};

class StuffPngTest : public testing::Test {
 protected:
  StuffPngTest() {
    for (const char* name : {"images", "maps"}) std::filesystem::create_directories(folder / name);
    Tensor picture = Tensor::make<uint8_t>({2, 3, 3});
    std::memset(picture.data<uint8_t>(), 7, 18);
    atelier::write_file(folder / "images/000000000139.jpg", pictures::encode_jpeg(picture, 90), false);
    write_map(kStored);
    std::string lines = "0: unlabeled\n";
    for (int id = 1; id <= 182; ++id) lines += std::to_string(id) + ": name " + std::to_string(id) + "\n";
    write_labels(lines);
  }
  void write_map(const uint8_t (&values)[6]) {
    Tensor map = Tensor::make<uint8_t>({2, 3});
    std::memcpy(map.data<uint8_t>(), values, 6);
    atelier::write_file(folder / "maps/000000000139.png", pictures::encode_png(map), false);
  }
  void write_labels(const std::string& lines) { atelier::write_file(folder / "labels.txt", lines, false); }
  std::vector<int> read(Options more = {}) {
    more.emplace_back("images", (folder / "images").string());
    more.emplace_back("masks", (folder / "maps").string());
    more.emplace_back("labels", (folder / "labels.txt").string());
    error.clear();
    bench.clear();
    names.clear();
    try {
      const auto part = bench.make<StuffPng>(more);
      const atelier::SamplesRef samples(part.object());
      const atelier_samples_info info = samples.describe(bench.call());
      EXPECT_EQ(info.void_label, 255u);
      for (uint64_t i = 0; i < info.class_count; ++i) names.push_back(atelier::str(info.class_names[i]));
      key = samples.key(bench.call(), 0);
      form = info.form;
      const atelier::Sample sample = samples.load(bench.call(), 0);
      picture = describe(sample.picture);
      return {sample.labels.data<uint8_t>(), sample.labels.data<uint8_t>() + 6};
    } catch (const atelier::Reported&) {
      error = bench.error();
    } catch (const std::runtime_error& e) {
      error = e.what();
    }
    return {};
  }
  bool says(const std::string& part) const { return error.find(part) != std::string::npos; }

  test::TemporaryFolder folder;
  atelier::testing::Bench bench;
  std::vector<std::string> names;
  std::string key;
  std::string picture;
  atelier_form form{};
  std::string error;
};

TEST_F(StuffPngTest, KeepsTheValuesOfTheFiles) {
  EXPECT_EQ(read(), (std::vector<int>{0, 181, 16, 10, 12, 255})) << error;
  EXPECT_EQ(key, "000000000139");
  ASSERT_EQ(names.size(), 182u);
  EXPECT_EQ(names[0], "name 1");
  EXPECT_EQ(names[181], "name 182");
}

TEST_F(StuffPngTest, MakesUnlabelledPixelsTheBackground) {
  EXPECT_EQ(read({{"unlabelled", "background"}}), (std::vector<int>{1, 182, 17, 11, 13, 0})) << error;
  ASSERT_EQ(names.size(), 183u);
  EXPECT_EQ(names[0], "unlabeled");
  EXPECT_EQ(names[182], "name 182");
}

// The numbers of mmsegmentation's coco_stuff164k converter: 10 -> 10, 12 -> 11, 16 -> 15, 181 -> 170.
TEST_F(StuffPngTest, NumbersLabelledCategoriesAsMmsegmentation) {
  EXPECT_EQ(read({{"compact", true}}), (std::vector<int>{0, 170, 15, 10, 11, 255})) << error;
  ASSERT_EQ(names.size(), 171u);
  EXPECT_EQ(names[11], "name 13");
  EXPECT_EQ(read({{"compact", true}, {"unlabelled", "background"}}), (std::vector<int>{1, 171, 16, 11, 12, 0}));
}

TEST_F(StuffPngTest, GivesPicturesAsStored) {
  EXPECT_EQ(read().size(), 6u);
  EXPECT_EQ(picture, "uint8 [2,3,3]");
  std::filesystem::remove(folder / "images/000000000139.jpg");
  atelier::write_file(folder / "images/000000000139.png", pictures::encode_png(Tensor::make<uint16_t>({2, 3})), false);
  EXPECT_EQ(read({{"pixels", "as_stored"}}).size(), 6u) << error;
  EXPECT_EQ(picture, "uint16 [2,3,1]");
  EXPECT_TRUE(atelier::same_form(form, atelier::form_of<uint16_t>(1)));
}

TEST_F(StuffPngTest, RefusesValuesOfNoCategory) {
  write_map({0, 1, 11, 2, 3, 4});
  EXPECT_EQ(read().size(), 6u);
  EXPECT_TRUE(read({{"compact", true}}).empty());
  EXPECT_TRUE(says("000000000139.png: the label 11 at row 0, column 2 is none of the 171 classes")) << error;
  write_map({0, 1, 2, 3, 182, 4});
  EXPECT_TRUE(read().empty());
  EXPECT_TRUE(says("the label 182 at row 1, column 1")) << error;
}

TEST_F(StuffPngTest, ReadsALabelsFileThatWasWrittenOnWindows) {
  write_labels(
      "\xef\xbb\xbf"
      "0: unlabeled\r\n1: person \t\r\n2: traffic light\r\n\r\n");
  write_map({0, 0, 1, 1, 0, 1});
  EXPECT_FALSE(read().empty()) << error;
}

TEST_F(StuffPngTest, NamesTheLineOfALabelsFileThatIsWrong) {
  const std::string file = (folder / "labels.txt").string();
  const auto refuses = [&](const std::string& lines, const std::string& part) {
    write_labels(lines);
    EXPECT_TRUE(read().empty()) << lines;
    EXPECT_TRUE(says(file + part)) << error;
  };
  refuses("0: unlabeled\nperson\n", ":2: expected a line such as `1: person`");
  refuses("0: unlabeled\n1\n", ":2: expected a line such as `1: person`");
  refuses("0: unlabeled\n1:\n", ":2: the category 1 has no name");
  refuses("0: unlabeled\n2: bicycle\n", ":2: the id 2 leaves a gap");
  refuses("0: unlabeled\n1: a\n1: b\n", ":3: the id 1 is given twice");
  refuses("0: unlabeled\n-1: a\n", ":2: expected");
  refuses("0: unlabeled\n99999999999999: a\n", ":2: expected");
  refuses("0: unlabeled\n", ": 1 lines");
  refuses("", ": 0 lines");
}

TEST_F(StuffPngTest, NamesAPictureWithoutAMap) {
  std::filesystem::remove(folder / "maps/000000000139.png");
  EXPECT_TRUE(read({{"strict", true}}).empty());
  EXPECT_TRUE(says("1 picture has no label map in " + (folder / "maps").string())) << error;
}

}  // namespace
