#include "yolo_segments.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/parallel.hpp>
#include <cmath>

#include "broken_source.hpp"
#include "noting_host.hpp"
#include "pictures/picture_file.hpp"
#include "reading.hpp"
#include "test_data.hpp"

namespace {

namespace fs = std::filesystem;
using atelier::yolo_segments::YoloSegments;
using Options = atelier::testing::Bench::Options;

const std::string kFixtures = (test::source_dir() / "plugins/yolo_segments/tests/fixtures").string();

reading::Dataset read_data(const fs::path& data, Options more = {}) {
  more.emplace_back("data", data.string());
  return reading::read<YoloSegments>(more);
}

std::vector<uint8_t> label_map(const std::string& file) {
  const atelier::Tensor labels = pictures::read_labels(kFixtures + "/expected/" + file);
  return {labels.data<uint8_t>(), labels.data<uint8_t>() + atelier::element_count(labels)};
}

TEST(YoloSegmentsTest, ReadsWhatTheConverterOfUltralyticsWrites) {
  const reading::Dataset dataset = read_data(kFixtures + "/data.yaml");
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.classes, (std::vector<std::string>{"kite", "leaf", "stone"}));
  EXPECT_EQ(dataset.class_ids, (std::vector<int64_t>{0, 1, 2}));
  ASSERT_EQ(dataset.pictures.size(), 3u);
  const reading::Picture& a = dataset.picture("train/a.jpg");
  EXPECT_EQ(a.path, kFixtures + "/images/train/a.jpg");
  EXPECT_EQ(a.height, 48u);
  EXPECT_EQ(a.width, 64u);
  ASSERT_EQ(a.instances.size(), 3u);
  EXPECT_EQ(a.instances[0].label, 2u);
  EXPECT_EQ(a.instances[0].id, 1000001);
  EXPECT_NEAR(a.instances[0].rings.at(0).at(2), 30.7, 64 * 1e-6);
  EXPECT_TRUE(std::isnan(a.instances[0].area));
  EXPECT_EQ(dataset.picture("train/empty.jpg").instances.size(), 0u);
}

// OpenCV's fillPoly cuts the coordinates to whole pixels and paints the outline too, and so the line that joins the two
// parts of class 3: what is painted here is inside what is painted there, but for a few pixels.
TEST(YoloSegmentsTest, IsNearWhatUltralyticsPaints) {
  const reading::Dataset dataset = read_data(kFixtures + "/data.yaml");
  for (const char* name : {"train/a", "train/deep/b"}) {
    const auto ours = reading::paint(dataset.picture(std::string(name) + ".jpg"));
    const auto theirs = label_map(std::string(name) + ".png");
    size_t other = 0;
    for (size_t i = 0; i < ours.size(); ++i) other += ours[i] != 0 && ours[i] != theirs[i];
    EXPECT_LE(other, ours.size() / 100) << name;
    for (const auto& [label, iou] : reading::iou(ours, theirs)) {
      RecordProperty(std::string("iou ") + name + " " + std::to_string(label), std::to_string(iou));
      EXPECT_GT(iou, label == 3 ? 0.55 : 0.85) << name << " " << label;
    }
  }
}

TEST(YoloSegmentsTest, TakesTheSetOfAList) {
  const reading::Dataset dataset = read_data(kFixtures + "/data.yaml", {{"set", "val"}});
  ASSERT_EQ(dataset.pictures.size(), 2u) << dataset.error;
  EXPECT_EQ(dataset.pictures[0].file_name, "train/a.jpg");
  EXPECT_NE(read_data(kFixtures + "/data.yaml", {{"set", "test"}}).error.find("there is no `test`"), std::string::npos);
}

class ScratchTest : public testing::Test {
 protected:
  ScratchTest() {
    for (const char* below : {"images", "labels"}) fs::create_directories(folder / below);
    atelier::write_file(folder / "data.yaml", "train: images\nnames: [a, b]\n", false);
    fs::copy_file(kFixtures + "/images/train/a.jpg", folder / "images/a.jpg");
  }
  void write_labels(const std::string& name, const std::string& lines) {
    atelier::write_file(folder / "labels" / (name + ".txt"), lines, false);
  }
  std::vector<std::string> noticed() const {
    atelier::testing::Bench bench;
    const auto part = bench.make<YoloSegments>({{"data", (folder / "data.yaml").string()}});
    std::vector<std::string> words;
    atelier::DatasetRef(part.object()).notes(bench.call(), [&](const atelier::DatasetNote& note) {
      words.push_back(note.word);
    });
    return words;
  }
  reading::Dataset read(Options more = {}) { return read_data(folder / "data.yaml", std::move(more)); }
  test::TemporaryFolder folder;
};

TEST_F(ScratchTest, NamesFileAndLineOfADefect) {
  write_labels("a",
               "\xef\xbb\xbf"
               "0 0 0 1 0 1 1\r\n\n1 .5 .5 .2 .2\n0 a");
  const auto instances = read().pictures.at(0).instances;
  ASSERT_EQ(instances.size(), 3u);
  EXPECT_EQ(instances[0].rings.size(), 1u);
  EXPECT_EQ(instances[0].id, 1000001);
  EXPECT_EQ(instances[1].defect, "box");
  EXPECT_EQ(instances[1].label, 2u);
  EXPECT_EQ(instances[1].defect_text,
            (folder / "labels/a.txt").string() +
                ":3: is a box, not an outline; boxes = \"rectangle\" takes it as a rectangle");
  EXPECT_EQ(instances[2].defect, "line_malformed");
  EXPECT_EQ(read({{"boxes", "rectangle"}}).pictures.at(0).instances[1].rings.at(0).size(), 8u);
}

TEST_F(ScratchTest, GivesTheBytesWhereLinesStart) {
  write_labels("a", "\xef\xbb\xbf 0 0 0 1 0 1 1\r0 0 0 1 0 1 1");
  atelier::testing::Bench bench;
  const auto part = bench.make<YoloSegments>({{"data", (folder / "data.yaml").string()}});
  std::vector<uint64_t> offsets;
  atelier::DatasetRef(part.object()).instances(bench.call(), 0, [&](const atelier_instance& in) {
    offsets.push_back(in.offset);
  });
  EXPECT_EQ(offsets, (std::vector<uint64_t>{4, 18}));
}

TEST_F(ScratchTest, RefusesClassesBeyondTheNames) {
  write_labels("a", "1 0 0 1 0 1 1\n2 0 0 1 0 1 1\n");
  EXPECT_EQ(read().error, (folder / "labels/a.txt").string() +
                              ":2: class 2 is beyond the 2 names of data.yaml; numbers start at 0, and here they seem "
                              "to be counted from 1 (1 of 2 lines have such a class, the greatest is 2)");
  write_labels("a", "0 0 0 1 0 1 1\n7 0 0 1 0 1 1\n");
  EXPECT_EQ(read().error.find("counted from 1"), std::string::npos);
  EXPECT_NE(read().error.find("a.txt:2: class 7 is beyond the 2 names"), std::string::npos);
}

TEST_F(ScratchTest, RefusesASetWithoutAnyOutline) {
  const auto error = [&](const std::string& labels) {
    write_labels("a", labels);
    return read().error;
  };
  const std::string place = (folder / "labels/a.txt").string() + ":1: none of the ";
  EXPECT_EQ(error("0 .5 .5 .2 .2\n1 .5 .5 .2 .2\n"),
            place +
                "2 lines of the label files is an outline: all are boxes (boxes = \"rectangle\" takes them as "
                "rectangles); a line must be `class x1 y1 x2 y2 …`, in fractions of width and height");
  EXPECT_NE(error("0 .5 .5 .2 .2 .1 .1 2 .3 .3 0\n0 .5 .5 .2 .2 .1 .1 1 .3 .3 2").find("2 keypoints each"),
            std::string::npos);
  EXPECT_NE(error("0 40 40 60 40 60 47\n").find("of pixels, divide x by the width"), std::string::npos);
  EXPECT_NE(error("0 .1 .1 .2 .1 .2 .2 .9\n").find("save_conf = True"), std::string::npos);
  EXPECT_NE(error("0 .1 .1 .2 .1 .2 .2 .9\n0 .5 .5 .2 .2\n")
                .find("1 are boxes (boxes = \"rectangle\" takes them as "
                      "rectangles), 1 end with a confidence"),
            std::string::npos);
  EXPECT_NE(
      error("bolt .1 .1 .2 .1 .2 .2\n").find("all are malformed (the first has `bolt` where a number is expected)"),
      std::string::npos);
  EXPECT_EQ(error("0 .1 .1 .2 .1 .2 .2 .1 .2 0 0\n"), "") << "five points, of which one is a corner";
  EXPECT_EQ(error(""), "") << "pictures of background";
  EXPECT_EQ(noticed(), std::vector<std::string>{"label_files_empty"});
}

TEST_F(ScratchTest, TakesKeypointsByTheShapeInTheFile) {
  atelier::write_file(folder / "data.yaml", "train: images\nnames: [a]\nkpt_shape: [3, 2]\n", false);
  write_labels("a", "0 .5 .5 .2 .2 .1 .1 .2 .2 .3 .3\n");
  EXPECT_NE(read().error.find("are boxes with keypoints"), std::string::npos);
  write_labels("a", "0 .5 .5 .2 .2 .1 .1 .2 .2 .3 .3\n0 .1 .1 .2 .1 .2 .2\n");
  const reading::Dataset dataset = read();
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.pictures[0].instances[0].defect, "keypoints");
  EXPECT_EQ(dataset.pictures[0].instances[1].defect, "");
}

TEST_F(ScratchTest, GivesSizesAndShapesOfTheTurnedPicture) {
  // The fixture, 64 x 48, with an APP1 segment that says it is to be turned by 90 degrees.
  const std::string jpeg = atelier::read_file(kFixtures + "/images/train/a.jpg");
  const std::string exif(
      "\xff\xe1\0\x22"
      "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0",
      36);
  atelier::write_file(folder / "images/a.jpg", jpeg.substr(0, 2) + exif + jpeg.substr(2), false);
  write_labels("a", "0 0 0 1 0 .5 1\n");
  atelier::testing::Bench bench;
  const auto part = bench.make<YoloSegments>({{"data", (folder / "data.yaml").string()}});
  const atelier::DatasetRef dataset(part.object());
  const reading::Picture picture = reading::read_picture(bench.call(), dataset, 0);
  EXPECT_EQ(picture.height, 64u);
  EXPECT_EQ(picture.width, 48u);
  EXPECT_EQ(picture.instances.at(0).rings.at(0), (std::vector<double>{0, 0, 48, 0, 24, 64}));
  EXPECT_EQ(dataset.orientation(bench.call(), 0), 6u);
  EXPECT_EQ(noticed(), std::vector<std::string>{"pictures_turned"});
}

TEST_F(ScratchTest, NamesAPictureThatIsNone) {
  write_labels("a", "");
  atelier::write_file(folder / "images/b.png", "\x89PNG", false);
  EXPECT_NE(read().error.find((folder / "images/b.png").string()), std::string::npos);
  fs::remove_all(folder / "images");
  fs::create_directories(folder / "images");
  EXPECT_NE(read().error.find("there is no picture in"), std::string::npos);
}

TEST_F(ScratchTest, ABrokenFileFailsForEverybodyWhoAsks) {
  const std::string file = (folder / "data.yaml").string();
  atelier::write_file(file, "train: images\nnames: [a]\n# " + std::string(2000000, 'x') + "\nnc: 2\n", false);
  reading::expect_broken<YoloSegments>({{"data", file}}, file + ":4: `nc` is 2, but there are 1 names");
}

TEST_F(ScratchTest, ABrokenFileOfPicturesIsToldWithTheFileThatNamesIt) {
  atelier::write_file(folder / "data.yaml", "train: list.txt\nnames: [a]\n", false);
  atelier::write_file(folder / "list.txt", std::string(2000000, 'x'), false);
  reading::expect_broken<YoloSegments>({{"data", (folder / "data.yaml").string()}},
                                       (folder / "data.yaml").string() +
                                           " leads to a set that cannot be read: there is no picture in " +
                                           (folder / "list.txt").string());
}

TEST_F(ScratchTest, GivesTheSameToManyThreads) {
  atelier::testing::Bench bench(4);
  const auto part = bench.make<YoloSegments>({{"data", kFixtures + "/data.yaml"}});
  const atelier::DatasetRef dataset(part.object());
  std::vector<std::vector<uint8_t>> maps(60);
  atelier::for_each_index(maps.size(), 4, [&](unsigned, uint64_t i) {
    maps[i] = reading::paint(reading::read_picture(bench.call(), dataset, i % 3));
  });
  for (size_t i = 3; i < maps.size(); ++i) EXPECT_EQ(maps[i], maps[i - 3]) << i;
}

TEST(YoloSegmentsTest, NotesWhereTheFileLeads) {
  const std::string folder = kFixtures;
  EXPECT_EQ(test::noted_by_dataset<YoloSegments>({{"data", folder + "/data.yaml"}}),
            (std::set<std::string>{folder + "/images/train", folder + "/labels/train"}));
  EXPECT_EQ(test::noted_by_dataset<YoloSegments>({{"data", folder + "/data.yaml"}, {"root", folder}}),
            std::set<std::string>());
}

TEST(YoloSegmentsTest, NotesWhatAListNames) {
  const test::TemporaryFolder folder;
  const std::string picture = kFixtures + "/images/train/a.jpg", list = (folder / "list.txt").string();
  atelier::write_file(folder / "data.yaml", "train: list.txt\nnames: [kite, leaf, stone]\n", false);
  atelier::write_file(list, picture + "\n", false);
  EXPECT_EQ(
      test::noted_by_dataset<YoloSegments>({{"data", (folder / "data.yaml").string()}}),
      (std::set<std::string>{list, picture, kFixtures + "/images/train/a.txt", kFixtures + "/labels/train/a.txt"}));
}

}  // namespace
