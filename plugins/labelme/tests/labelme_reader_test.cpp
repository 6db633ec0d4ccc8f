#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/parallel.hpp>
#include <cmath>

#include "broken_source.hpp"
#include "one_file.hpp"
#include "pictures/picture_file.hpp"
#include "places.hpp"

namespace {

using namespace labelme_test;

const std::string kFixtures = (test::source_dir() / "plugins/labelme/tests/fixtures").string();

reading::Dataset read_fixtures() { return read_folder(kFixtures, {{"labels", kFixtures + "/labels.txt"}}); }

std::vector<uint8_t> label_map(const std::string& file) {
  const atelier::Tensor labels = pictures::read_labels(kFixtures + "/" + file);
  return {labels.data<uint8_t>(), labels.data<uint8_t>() + atelier::element_count(labels)};
}

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
  ASSERT_EQ(dataset.pictures[0].instances.size(), 2u) << "_background_ is no instance";
  EXPECT_EQ(dataset.pictures[0].instances[0].label, 2u);
  EXPECT_EQ(dataset.pictures[0].instances[1].label, 1u) << "no shape_type is a polygon";
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

TEST(LabelmeReaderTest, TakesNumbersAndTextsForLabelsAndGroups) {
  const OneFile file(R"({"label":3,"group_id":"1","points":[[0,0],[4,0],[4,4]]},
                        {"label":"3","group_id":1,"points":[[5,5],[9,5],[9,9]]},
                        {"label":"3","group_id":"left","points":[[0,0],[4,0],[4,4]]},
                        {"label":3.0,"group_id":"left","points":[[5,5],[9,5],[9,9]]},
                        {"label":"3","group_id":"","points":[[0,0],[4,0],[4,4]]},
                        {"label":"3","group_id":"","points":[[0,0],[4,0],[4,4]]})");
  const reading::Dataset dataset = file.read();
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.classes, std::vector<std::string>{"3"});
  const auto& instances = dataset.pictures[0].instances;
  ASSERT_EQ(instances.size(), 4u);
  EXPECT_EQ(instances[0].rings.size(), 2u);
  EXPECT_EQ(instances[1].rings.size(), 2u);
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
  EXPECT_TRUE(
      contains(error_of(R"({"images":[{"id":1,"file_name":"a"}],"categories":[{"id":1,"name":"a"}],)"
                        R"("annotations":[{"id":1,"image_id":1,"category_id":1,"segmentation":[[0,0,1,0,1,1]]}]})"),
               "`coco.reader`"));
  EXPECT_TRUE(contains(error_of(std::string("\xff\xfe{\0}\0", 6)), "the file is in UTF-16"));
  EXPECT_TRUE(contains(read_folder(file.file()).error, "is a file; `annotations` is the folder"));
  EXPECT_TRUE(contains(error_of(R"({"shapes":[]})"), "no text `imagePath`"));
  EXPECT_TRUE(contains(error_of(R"({"shapes":[],"imagePath":"a","imageHeight":-3})"), "`imageHeight` is not"));
  EXPECT_TRUE(contains(error_of("{\"a\": \"\xe9\xe9\x80\",\n1}"), file.file() + ": byte 13 (line 2, column 1)"))
      << "bytes are those of the file, whatever they are read as";
  EXPECT_TRUE(contains(error_of("[]"), "expected a JSON object"));
  EXPECT_TRUE(contains(error_of("{} x"), "expected the end of the file"));
  EXPECT_TRUE(contains(error_of(""), "the file is empty"));
  EXPECT_TRUE(contains(error_of(R"({"shapes":[)"), "the file ends within a value"));
  std::filesystem::remove(file.folder / "a.json");
  EXPECT_TRUE(contains(file.read().error, "there is no JSON file in"));
  EXPECT_TRUE(contains(read_folder("/nowhere").error, "cannot list /nowhere"));
  EXPECT_TRUE(contains(read_folder(kFixtures, {{"labels", kFixtures}}).error, "is a folder, not a file"));
}

TEST(LabelmeReaderTest, BackgroundAndIgnoreAreDrawnOverWhatWasThere) {
  const OneFile file(R"({"label":"a","points":[[0,0],[9,9]],"shape_type":"rectangle"},
                        {"label":"_background_","points":[[2,2],[3,3]],"shape_type":"rectangle"},
                        {"label":"__ignore__","points":[[8,0],[12,9]],"shape_type":"rectangle"},
                        {"label":"b","points":[[15,0],[19,9]],"shape_type":"rectangle"},
                        {"label":"b","points":[[17,4],[18,5]],"shape_type":"rectangle"},
                        {"label":"_background_","points":[[17,4],[18,5]],"shape_type":"rectangle"})");
  const reading::Dataset dataset = file.read();
  ASSERT_EQ(dataset.error, "");
  const auto& instances = dataset.pictures[0].instances;
  ASSERT_EQ(instances.size(), 4u);
  EXPECT_EQ(geometry::area_of(instances[0].runs), 100u - 4 - 20);
  EXPECT_TRUE(instances[1].crowd);
  EXPECT_EQ(instances[1].category_id, -1) << "of no class, which makes it void";
  EXPECT_EQ(geometry::area_of(instances[1].runs), 50u);
  EXPECT_EQ(geometry::area_of(instances[2].runs), 50u - 4);
  EXPECT_EQ(instances[3].defect, "painted_over");
  EXPECT_TRUE(contains(instances[3].defect_text, "shape 5 (b) is wholly painted over"));
  EXPECT_EQ(notice({{"annotations", file.folder.path().string()}}).notes.at("ignored").count, 1u);
}

TEST(LabelmeReaderTest, TurnsPicturesAsLabelmeShowsThem) {
  OneFile file("");
  // The fixture, 50 x 60, with an APP1 segment that says it is to be turned by 90 degrees.
  const std::string jpeg = atelier::read_file(kFixtures + "/round.jpg");
  const std::string exif(
      "\xff\xe1\0\x22"
      "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0",
      36);
  atelier::write_file(file.folder / "a.jpg", jpeg.substr(0, 2) + exif + jpeg.substr(2), false);
  const auto of_size = [&](const std::string& size) {
    file.write(R"({"shapes":[],"imagePath":"a.jpg")" + size + "}");
    return notice({{"annotations", file.folder.path().string()}});
  };
  Noticed turned = of_size(R"(,"imageHeight":50,"imageWidth":60)");
  EXPECT_EQ(turned.orientations, std::vector<uint32_t>{6});
  EXPECT_EQ(turned.notes.count("pictures_turned"), 1u);
  EXPECT_EQ(of_size("").orientations, std::vector<uint32_t>{6}) << "without a size that of what labelme shows";
  const Noticed stored = of_size(R"(,"imageHeight":60,"imageWidth":50)");
  EXPECT_EQ(stored.orientations, std::vector<uint32_t>{1});
  EXPECT_EQ(stored.notes.count("pictures_as_stored"), 1u);
  const Noticed other = of_size(R"(,"imageHeight":30,"imageWidth":25)");
  EXPECT_EQ(other.orientations, std::vector<uint32_t>{1});
  EXPECT_EQ(other.notes.at("size_differs").level, atelier::NoteLevel::kDefect);
  EXPECT_TRUE(contains(other.notes.at("size_differs").text, "25 x 30, but "));
}

TEST(LabelmeReaderTest, TakesNamesOfOtherMachinesWhereItMay) {
  OneFile file("");
  atelier::write_file(file.folder / "shot.png", atelier::read_file(kFixtures + "/polygons.png"), false);
  const std::string sizes = R"("imageHeight":48,"imageWidth":64})";
  const std::string folder = file.folder.path().string();
  for (const char* name :
       {R"(C:\\data\\shot.png)", "https://example.org/files/shot.png?v=2", "/home/anna/shot.png", "SHOT.PNG"}) {
    file.write(R"({"shapes":[],"imagePath":")" + std::string(name) + "\"," + sizes);
    const atelier::DatasetNote missing = notice({{"annotations", folder}}).notes["names_unmatched"];
    EXPECT_TRUE(contains(missing.text, "names = \"lenient\"")) << missing.text;
    EXPECT_NE(missing.level, atelier::NoteLevel::kDefect) << "masks can be made without pictures";
    EXPECT_EQ(std::filesystem::path(file.read().pictures.at(0).path).parent_path(), file.folder.path()) << name;
    const reading::Dataset lenient = file.read({{"names", "lenient"}});
    EXPECT_EQ(lenient.pictures.at(0).path, (file.folder / "shot.png").string()) << name;
    EXPECT_EQ(lenient.pictures.at(0).file_name, "a.png");
    EXPECT_EQ(notice({{"annotations", folder}, {"names", "lenient"}}).notes.count("names_matched"), 1u) << name;
  }
  file.write(R"({"shapes":[],"imagePath":"b.png","imageData":"aGVsbG8=",)" + sizes);
  EXPECT_TRUE(contains(notice({{"annotations", folder}}).notes["picture_in_json"].text, "save them as files"));
  file.write(R"({"shapes":[],"imagePath":"b.png"})");
  EXPECT_TRUE(
      contains(file.read().error, "it has no `imageHeight` and `imageWidth`, and its picture is not there: `b.png`"));
}

TEST(LabelmeReaderTest, ReadsWhatEditorsLeave) {
  OneFile file(
      R"({"label":"caf\xe9","points":[[0,0],[9,0],[9,9]]},{"label":"_background_","points":[[0,0],[9,0],[9,9]]})");
  std::string json = atelier::read_file(file.file());
  json.replace(json.find("\\xe9"), 4, "\xe9");
  file.write("\xef\xbb\xbf" + json);
  atelier::write_file(file.folder / "labels.txt", "\xef\xbb\xbf__ignore__\r\n_background_\r\n caf\xe9 \t\r\n\r\n",
                      false);
  const Options options = {{"annotations", file.folder.path().string()},
                           {"labels", (file.folder / "labels.txt").string()}};
  EXPECT_EQ(file.read().classes, std::vector<std::string>{"caf\xc3\xa9"});
  const reading::Dataset listed = reading::read<LabelmeReader>(options);
  EXPECT_EQ(listed.classes, std::vector<std::string>{"caf\xc3\xa9"});
  EXPECT_EQ(listed.pictures.at(0).instances.at(0).label, 1u);
  EXPECT_EQ(notice(options).notes.at("not_utf8").count, 1u);
  EXPECT_EQ(notice(options).notes.count("label_not_listed"), 0u);
}

TEST(LabelmeReaderTest, NotesLabelsThatAreNotListed) {
  const OneFile file(R"({"label":"bolts","points":[[0,0],[4,0],[4,4]]},{"label":"bolts","points":[[0,0],[4,0],[4,4]]},
                        {"label":"bolt","points":[[0,0],[4,0],[4,4]]})");
  atelier::write_file(file.folder / "labels.txt", "bolt\nwasher\n", false);
  const atelier::DatasetNote note =
      notice({{"annotations", file.folder.path().string()}, {"labels", (file.folder / "labels.txt").string()}})
          .notes["label_not_listed"];
  EXPECT_EQ(note.count, 2u);
  EXPECT_EQ(note.level, atelier::NoteLevel::kDefect);
  EXPECT_EQ(note.text, "labels that " + (file.folder / "labels.txt").string() +
                           " does not list, of 2 shapes: `bolts` (2 shapes; did you mean `bolt`?)");
}

TEST(LabelmeReaderTest, SaysWhatAFolderHoldsInstead) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "a.xml", "<annotation><object><name>a</name></object></annotation>", false);
  const std::string error = read_folder(folder.path().string()).error;
  EXPECT_TRUE(contains(error, "; it holds files with .xml (1), such as " + (folder / "a.xml").string())) << error;
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
