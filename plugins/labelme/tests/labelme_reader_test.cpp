#include "labelme_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/parallel.hpp>
#include <cmath>

#include "broken_source.hpp"
#include "pictures/picture_file.hpp"
#include "reading.hpp"
#include "test_data.hpp"

namespace {

using atelier::labelme::LabelmeReader;
using Options = atelier::testing::Bench::Options;

const std::string kFixtures = FIXTURES;

reading::Dataset read_folder(const std::string& annotations, Options more = {}) {
  more.emplace_back("annotations", annotations);
  return reading::read<LabelmeReader>(more);
}

reading::Dataset read_fixtures() { return read_folder(kFixtures, {{"labels", kFixtures + "/labels.txt"}}); }

std::vector<uint8_t> label_map(const std::string& file) {
  const atelier::Tensor labels = pictures::read_labels(kFixtures + "/" + file);
  return {labels.data<uint8_t>(), labels.data<uint8_t>() + atelier::element_count(labels)};
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A folder with one JSON file that holds the shapes, of a picture of 20 x 10.
class OneFile {
 public:
  explicit OneFile(const std::string& shapes) {
    write(R"({"version":"6.3.1","flags":{},"shapes":[)" + shapes +
          R"(],"imagePath":"a.jpg","imageData":null,"imageHeight":10,"imageWidth":20})");
  }
  void write(const std::string& json) { atelier::write_file(folder / "a.json", json, false); }
  std::string file() const { return (folder / "a.json").string(); }
  reading::Dataset read(Options more = {}) const { return read_folder(folder.path().string(), std::move(more)); }

  test::TemporaryFolder folder;
};

TEST(LabelmeReaderTest, ListsPicturesInTheOrderOfTheirFiles) {
  const reading::Dataset dataset = read_fixtures();
  ASSERT_EQ(dataset.error, "");
  std::vector<std::string> names;
  for (const auto& picture : dataset.pictures) names.push_back(picture.file_name);
  EXPECT_EQ(names, (std::vector<std::string>{"polygons.png", "round.jpg", "sub/groups.png", "sub/masks.png"}));
  EXPECT_EQ(dataset.pictures[3].path, kFixtures + "/sub/masks.png");
  EXPECT_EQ(dataset.pictures[3].height, 40u);
  EXPECT_EQ(dataset.pictures[3].width, 56u);
  EXPECT_EQ(dataset.classes, (std::vector<std::string>{"kite", "leaf", "stone"}));
}

TEST(LabelmeReaderTest, PaintsWhatTheMaskCodePaintsOfLabelmesPolygons) {
  const reading::Dataset dataset = read_fixtures();
  for (const char* name : {"polygons", "round", "sub/groups", "sub/masks"}) {
    const std::string file = std::string(name) + (std::string(name) == "round" ? ".jpg" : ".png");
    EXPECT_EQ(reading::paint(dataset.picture(file)), label_map(std::string(name) + ".coco.png")) << name;
  }
}

TEST(LabelmeReaderTest, PaintsMasksAsLabelmeDoes) {
  EXPECT_EQ(reading::paint(read_fixtures().picture("sub/masks.png")), label_map("sub/masks.class.png"));
}

// Pillow also paints the pixels that the outline itself runs through, so shapes are up to half a pixel larger there.
TEST(LabelmeReaderTest, IsNearWhatLabelmePaintsOfOutlines) {
  const reading::Dataset dataset = read_fixtures();
  for (const auto& [label, iou] :
       reading::iou(reading::paint(dataset.picture("polygons.png")), label_map("polygons.class.png")))
    EXPECT_GT(iou, 0.80) << label;
  for (const auto& [label, iou] :
       reading::iou(reading::paint(dataset.picture("round.jpg")), label_map("round.class.png")))
    EXPECT_GT(iou, 0.55) << label;
}

TEST(LabelmeReaderTest, UnitesShapesOfOneLabelAndGroup) {
  const reading::Dataset dataset = read_fixtures();
  const auto& instances = dataset.picture("sub/groups.png").instances;
  ASSERT_EQ(instances.size(), 5u);
  EXPECT_EQ(instances[0].label, 2u);
  EXPECT_EQ(instances[0].rings.size(), 2u);
  EXPECT_EQ(instances[0].id, 3000001);
  EXPECT_EQ(instances[0].defect, "");
  EXPECT_TRUE(std::isnan(instances[0].area));
  EXPECT_EQ(instances[1].defect, "not_an_area");
  EXPECT_EQ(instances[1].defect_text, kFixtures + "/sub/groups.json: shape 2 (kite) is a line, not an area");
  EXPECT_EQ(instances[2].label, 3u);
  EXPECT_FALSE(instances[2].runs.empty()) << "a mask and a triangle";
  EXPECT_EQ(instances[3].defect_text, kFixtures + "/sub/groups.json: shape 6 (kite) is a point, not an area");
  EXPECT_TRUE(instances[4].crowd) << "__ignore__";
  EXPECT_EQ(instances[4].label, 0u);
}

TEST(LabelmeReaderTest, NamesTheClassesItFindsWithoutAList) {
  const OneFile file(R"({"label":"b","points":[[0,0],[4,0],[4,4]],"shape_type":"polygon"},
                        {"label":"_background_","points":[[0,0],[4,0],[4,4]],"shape_type":"polygon"},
                        {"label":"a","points":[[0,0],[4,0],[4,4]]})");
  const reading::Dataset dataset = file.read();
  EXPECT_EQ(dataset.classes, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(dataset.class_ids, (std::vector<int64_t>{1, 2}));
  ASSERT_EQ(dataset.pictures.size(), 1u) << dataset.error;
  EXPECT_EQ(dataset.pictures[0].instances[0].label, 2u);
  EXPECT_EQ(dataset.pictures[0].instances[1].label, 0u);
  EXPECT_EQ(dataset.pictures[0].instances[2].label, 1u) << "no shape_type is a polygon";
}

TEST(LabelmeReaderTest, SaysWhichLabelIsNotListed) {
  const OneFile file(R"({"label":"b","points":[[0,0],[4,0],[4,4]],"shape_type":"polygon"})");
  atelier::write_file(file.folder / "labels.txt", "__ignore__\n_background_\n\n a \r\n", false);
  const reading::Dataset dataset = file.read({{"labels", (file.folder / "labels.txt").string()}});
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.classes, (std::vector<std::string>{"a"}));
  EXPECT_EQ(dataset.pictures[0].instances[0].label, 0u);
  EXPECT_EQ(dataset.pictures[0].instances[0].rings.size(), 1u);
  EXPECT_TRUE(contains(dataset.pictures[0].instances[0].defect_text, file.file() + ": the label `b` of shape 1"));
}

TEST(LabelmeReaderTest, KeepsTheSoundShapesOfAGroup) {
  const OneFile file(R"({"label":"a","group_id":1,"points":[[0,0],[4,0],[4,4]],"shape_type":"polygon"},
                        {"label":"a","group_id":1,"points":[[0,0],[4,0]],"shape_type":"polygon"},
                        {"label":"b","group_id":1,"points":[[0,0],["x",0]],"shape_type":"polygon"},
                        7)");
  const reading::Dataset dataset = file.read();
  ASSERT_EQ(dataset.error, "");
  const auto& instances = dataset.pictures[0].instances;
  ASSERT_EQ(instances.size(), 3u);
  EXPECT_EQ(instances[0].rings.size(), 1u);
  EXPECT_EQ(instances[0].defect, "ring_too_short");
  EXPECT_TRUE(contains(instances[0].defect_text, "shape 2 (a) has fewer than three points"));
  EXPECT_TRUE(contains(instances[1].defect_text, "shape 3 (b) has a point that is not two finite numbers"));
  EXPECT_TRUE(contains(instances[2].defect_text, "shape 4 () is not a JSON object"));
}

TEST(LabelmeReaderTest, FindsPicturesByPathOrInAFolder) {
  OneFile file("");
  file.write(R"({"shapes":[],"imagePath":"..\\photos\\b.JPG","imageHeight":10,"imageWidth":20})");
  const reading::Dataset dataset = file.read();
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.pictures[0].file_name, "a.JPG");
  EXPECT_EQ(dataset.pictures[0].path, (file.folder.path().parent_path() / "photos/b.JPG").string());
  EXPECT_EQ(file.read({{"images", "/pictures"}}).pictures[0].path, "/pictures/b.JPG");
}

TEST(LabelmeReaderTest, TakesAMissingSizeFromThePicture) {
  OneFile file("");
  file.write(R"({"shapes":[],"imagePath":")" + kFixtures + R"(/round.jpg","imageHeight":null})");
  const reading::Dataset dataset = file.read();
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.pictures[0].height, 60u);
  EXPECT_EQ(dataset.pictures[0].width, 50u);
}

TEST(LabelmeReaderTest, NamesTheFileAndPlaceOfWhatItCannotRead) {
  OneFile file("");
  const auto error_of = [&](const std::string& json) {
    file.write(json);
    return file.read().error;
  };
  EXPECT_TRUE(contains(error_of("{\"shapes\": [\n1,, 2]}"), file.file() + ": byte 15 (line 2, column 3)"))
      << error_of("{\"shapes\": [\n1,, 2]}");
  EXPECT_TRUE(contains(error_of(R"({"images":[]})"), "the object has no list `shapes`; each JSON file of the folder"));
  EXPECT_TRUE(contains(error_of(R"({"shapes":[]})"), "no text `imagePath`"));
  EXPECT_TRUE(contains(error_of(R"({"shapes":[],"imagePath":"a","imageHeight":-3})"), "`imageHeight` is not"));
  EXPECT_TRUE(contains(error_of("[]"), "expected a JSON object"));
  EXPECT_TRUE(contains(error_of("{} x"), "expected the end of the file"));
  EXPECT_TRUE(contains(error_of(""), "the file is empty"));
  EXPECT_TRUE(contains(error_of(R"({"shapes":[)"), "the file ends within a value"));
  std::filesystem::remove(file.folder / "a.json");
  EXPECT_TRUE(contains(file.read().error, "there is no JSON file in"));
  EXPECT_TRUE(contains(read_folder("/nowhere").error, "cannot list /nowhere"));
  EXPECT_TRUE(contains(read_folder(kFixtures, {{"labels", kFixtures}}).error, "is a folder, not a file"));
}

TEST(LabelmeReaderTest, ABrokenFileFailsForEverybodyWhoAsks) {
  OneFile file("");
  file.write(R"({"shapes":[],"imagePath":"a.jpg","imageHeight":10,"imageWidth":20,"imageData":")" +
             std::string(2000000, 'x') + "\"}");
  for (const char* name : {"b.json", "c.json"})
    atelier::write_file(file.folder / name, "{\"shapes\": [\n1,, 2]}", false);
  reading::expect_broken<LabelmeReader>({{"annotations", file.folder.path().string()}},
                                        (file.folder / "b.json").string() + ": byte 15 (line 2, column 3)");
}

TEST(LabelmeReaderTest, AnInterruptedReadingIsDoneAgain) {
  atelier::testing::Bench bench(2);
  const auto part = bench.make<LabelmeReader>({{"annotations", kFixtures}});
  const atelier::DatasetRef dataset(part.object());
  bench.cancel(true);
  EXPECT_THROW(dataset.describe(bench.call()), atelier::Reported);
  EXPECT_EQ(bench.error(), "interrupted");
  bench.cancel(false);
  EXPECT_EQ(dataset.describe(bench.call()).pictures, 4u);
}

TEST(LabelmeReaderTest, ListsTheSameForAnyNumberOfThreads) {
  const Options options = {{"annotations", kFixtures}};
  const reading::Dataset one = reading::read<LabelmeReader>(options), many = reading::read<LabelmeReader>(options, 3);
  ASSERT_EQ(many.error, "");
  EXPECT_EQ(many.classes, one.classes);
  ASSERT_EQ(many.pictures.size(), one.pictures.size());
  for (size_t i = 0; i < one.pictures.size(); ++i) EXPECT_EQ(many.pictures[i].path, one.pictures[i].path);
}

TEST(LabelmeReaderTest, GivesTheSameToManyThreads) {
  atelier::testing::Bench bench(4);
  const auto part = bench.make<LabelmeReader>({{"annotations", kFixtures}});
  const atelier::DatasetRef dataset(part.object());
  std::vector<std::vector<uint8_t>> maps(64);
  atelier::for_each_index(maps.size(), 4, [&](unsigned, uint64_t i) {
    maps[i] = reading::paint(reading::read_picture(bench.call(), dataset, i % 4));
  });
  for (size_t i = 4; i < maps.size(); ++i) EXPECT_EQ(maps[i], maps[i - 4]) << i;
}

}  // namespace
