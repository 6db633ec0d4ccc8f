#include "cvat_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/parallel.hpp>

#include "broken_source.hpp"
#include "noting_host.hpp"
#include "pictures/picture_file.hpp"
#include "reading.hpp"
#include "test_data.hpp"

namespace {

using atelier::cvat::CvatReader;
using Options = atelier::testing::Bench::Options;

const std::string kFixtures = (test::source_dir() / "plugins/cvat/tests/fixtures").string();
const std::string kTriangle = R"(<polygon label="cat" points="0,0;4,0;4,4"/>)";

reading::Dataset read_xml(const std::string& annotations, Options more = {}) {
  more.emplace_back("annotations", annotations);
  return reading::read<CvatReader>(more);
}

std::vector<uint8_t> label_map(const std::string& file) {
  const atelier::Tensor labels = pictures::read_labels(kFixtures + "/" + file);
  return {labels.data<uint8_t>(), labels.data<uint8_t>() + atelier::element_count(labels)};
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string image(const std::string& name, const std::string& shapes, const std::string& more = "") {
  return "<image id=\"0\" name=\"" + name + "\" " + more + R"( width="20" height="10">)" + shapes + "</image>\n";
}

// A file with the labels cat and dog and these elements after <meta>.
class OneFile {
 public:
  explicit OneFile(const std::string& elements) {
    write(
        "<annotations><meta><task><labels><label><name>cat</name></label><label><name>dog</name></label></labels></"
        "task>"
        "</meta>\n" +
        elements + "</annotations>\n");
  }
  void write(const std::string& xml) { atelier::write_file(folder / "a.xml", xml, false); }
  std::string file() const { return (folder / "a.xml").string(); }
  reading::Dataset read(Options more = {}) const { return read_xml(file(), std::move(more)); }

  test::TemporaryFolder folder;
};

struct Told {
  std::vector<atelier::DatasetNote> notes;
  std::vector<uint32_t> orientations;
  std::string remedy;

  std::string text(const std::string& word) const {
    for (const auto& note : notes)
      if (note.word == word) return note.text;
    return "";
  }
};

Told told(const std::string& annotations, Options more = {}) {
  more.emplace_back("annotations", annotations);
  atelier::testing::Bench bench(2);
  const auto part = bench.make<CvatReader>(more);
  const atelier::DatasetRef dataset(part.object());
  Told out;
  for (uint64_t i = 0; i < dataset.describe(bench.call()).pictures; ++i)
    out.orientations.push_back(dataset.orientation(bench.call(), i));
  dataset.notes(bench.call(), [&](const atelier::DatasetNote& note) { out.notes.push_back(note); });
  out.remedy = dataset.remedy(bench.call());
  return out;
}

TEST(CvatReaderTest, PaintsWhatDatumaroWrites) {
  const reading::Dataset dataset = read_xml(kFixtures + "/datumaro/annotations.xml");
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.classes, (std::vector<std::string>{"cat", "dog & co", "naïve"}));
  ASSERT_EQ(dataset.pictures.size(), 3u);
  EXPECT_EQ(dataset.pictures[1].path, kFixtures + "/datumaro/images/sub/masks.png");
  EXPECT_EQ(reading::paint(dataset.picture("polygons.png")), label_map("datumaro/polygons.class.png"));
  EXPECT_EQ(reading::paint(dataset.picture("sub/masks.png")), label_map("datumaro/masks.class.png"));
  EXPECT_TRUE(told(kFixtures + "/datumaro/annotations.xml").notes.empty());
}

TEST(CvatReaderTest, PaintsCvatsFormAsDatumaroReadsIt) {
  const reading::Dataset dataset = read_xml(kFixtures + "/export/annotations.xml");
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.classes, (std::vector<std::string>{"cat", "dog & co", "naïve", "body"})) << "no part of a skeleton";
  EXPECT_EQ(dataset.class_ids, (std::vector<int64_t>{1, 2, 3, 4}));
  EXPECT_EQ(reading::paint(dataset.picture("a b.png")), label_map("export/a b.class.png"));

  std::vector<int64_t> ids;
  for (const auto& each : dataset.pictures[0].instances) ids.push_back(each.id);
  EXPECT_EQ(ids, (std::vector<int64_t>{1000002, 1000001, 1000004, 1000005, 1000003})) << "in the order of z_order";
  EXPECT_EQ(dataset.pictures[0].instances[2].defect, "not_an_area");
  EXPECT_TRUE(contains(dataset.pictures[0].instances[2].defect_text,
                       "annotations.xml:25:5: shape 4 (cat) of a b.png is a polyline, not an area"))
      << dataset.pictures[0].instances[2].defect_text;
  EXPECT_EQ(dataset.picture("größe.jpg").instances.size(), 1u) << "a skeleton's points belong to it";
}

TEST(CvatReaderTest, TakesAFolderOfFiles) {
  const reading::Dataset dataset = read_xml(kFixtures);
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.pictures.size(), 6u);
  EXPECT_EQ(dataset.classes.size(), 4u);
  EXPECT_EQ(reading::paint(dataset.picture("a b.png")), label_map("export/a b.class.png"));
}

TEST(CvatReaderTest, TurnsPicturesAsExifSays) {
  const Told turned = told(kFixtures + "/export/annotations.xml");
  EXPECT_EQ(turned.orientations, (std::vector<uint32_t>{1, 1, 6}));
  EXPECT_TRUE(turned.notes.empty());

  OneFile file("");
  file.write(R"(<annotations><image name="turned.jpg" width="30" height="20"/></annotations>)");
  const Told stored = told(file.file(), {{"images", kFixtures + "/export/images"}});
  EXPECT_EQ(stored.orientations, (std::vector<uint32_t>{1}));
  EXPECT_TRUE(contains(stored.text("pictures_as_stored"), "`turned.jpg`"));
  EXPECT_NE(stored.notes.at(0).level, atelier::NoteLevel::kDefect);

  file.write(R"(<annotations><image name="turned.jpg"/></annotations>)");
  const reading::Dataset sized = file.read({{"images", kFixtures + "/export/images"}});
  ASSERT_EQ(sized.error, "");
  EXPECT_EQ(sized.pictures[0].height, 30u);
  EXPECT_EQ(sized.pictures[0].width, 20u);
}

TEST(CvatReaderTest, SaysWhichPicturesAreNotThereOrOfAnotherSize) {
  OneFile file(image("turned.jpg", kTriangle) + image("b.jpg", ""));
  const Told found = told(file.file(), {{"images", kFixtures + "/export/images"}});
  EXPECT_TRUE(contains(found.text("sizes_differ"), "a.xml:2:1: `turned.jpg` is 20 x 30 pixels and not 20 x 10"))
      << found.text("sizes_differ");
  EXPECT_TRUE(contains(found.text("names_unmatched"), "there is no file for 1 of 2 pictures, the first `b.jpg`: "))
      << found.text("names_unmatched");
}

TEST(CvatReaderTest, ListsWhatCvatDrawsOnTopLast) {
  const OneFile file(image("a.jpg", R"(<polygon label="cat" z_order="2" points="0,0;4,0;4,4;0,4"/>
                                       <polygon label="dog" z_order="-1" points="0,0;9,0;9,9;0,9"/>
                                       <polygon label="dog" points="2,2;9,2;9,9;2,9"/>
                                       <polygon label="cat" z_order="0" points="3,3;9,3;9,9;3,9"/>)"));
  const reading::Dataset dataset = file.read();
  ASSERT_EQ(dataset.error, "");
  std::vector<int64_t> ids;
  for (const auto& each : dataset.pictures[0].instances) ids.push_back(each.id % 1000000);
  EXPECT_EQ(ids, (std::vector<int64_t>{2, 3, 4, 1}));
  EXPECT_EQ(reading::paint(dataset.pictures[0])[3 * 20 + 3], 1);
  EXPECT_EQ(reading::paint(dataset.pictures[0])[2 * 20 + 5], 2);
}

TEST(CvatReaderTest, NamesLabelsThatMetaDoesNotList) {
  const OneFile file(image("a.jpg", kTriangle + R"(<polygon label="bird" points="0,0;4,0;4,4"/>)"));
  const reading::Dataset dataset = file.read();
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.classes, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_EQ(dataset.pictures[0].instances[1].label, 0u);
  EXPECT_TRUE(contains(dataset.pictures[0].instances[1].defect_text,
                       "shape 2 (bird) of a.jpg has the label `bird`, which <meta> does not list"));
}

TEST(CvatReaderTest, TakesTheLabelsThatAppearWithoutAList) {
  OneFile file("");
  file.write("<annotations>" + image("a.jpg", R"(<polygon label="z" points="0,0;4,0;4,4"/>)" + kTriangle) +
             image("b.jpg", R"(<tag label="z"/>)") + "</annotations>");
  const reading::Dataset dataset = file.read();
  EXPECT_EQ(dataset.classes, (std::vector<std::string>{"z", "cat"})) << dataset.error;
}

TEST(CvatReaderTest, ReadsLabelsOfProjectsAndJobs) {
  for (const char* kind : {"task", "project", "job"}) {
    OneFile file("");
    file.write(atelier::text("\xef\xbb\xbf<?xml version=\"1.0\"?>\r\n<annotations><meta><", kind,
                             "><name>x</name><labels><label><name>b</name><attributes><attribute><name>no</name>"
                             "</attribute></attributes></label><label><name>a&lt;&#233;</name></label></labels></",
                             kind, "></meta>", image("a.jpg", kTriangle), "</annotations>"));
    const reading::Dataset dataset = file.read();
    EXPECT_EQ(dataset.classes, (std::vector<std::string>{"b", "a<é"})) << kind << dataset.error;
    EXPECT_EQ(dataset.pictures.at(0).instances.size(), 1u) << "with a byte order mark";
  }
}

TEST(CvatReaderTest, TellsPicturesOfTwoSubsetsApart) {
  const OneFile file(image("a.jpg", kTriangle, R"(subset="Train")") + image("a.jpg", "", R"(subset="Test")") +
                     image("b.jpg", "", R"(subset="Test")"));
  std::filesystem::create_directories(file.folder / "images/Test");
  std::filesystem::copy(kFixtures + "/export/images/größe.jpg", file.folder / "images/Test/a.jpg");
  std::filesystem::copy(kFixtures + "/export/images/turned.jpg", file.folder / "images/a.jpg");
  const reading::Dataset dataset = file.read();
  ASSERT_EQ(dataset.error, "");
  ASSERT_EQ(dataset.pictures.size(), 3u);
  EXPECT_EQ(dataset.pictures[0].file_name, "Train/a.jpg");
  EXPECT_EQ(dataset.pictures[1].file_name, "Test/a.jpg");
  EXPECT_EQ(dataset.pictures[1].path, (file.folder / "images/Test/a.jpg").string());
  EXPECT_EQ(dataset.pictures[2].file_name, "b.jpg");

  const reading::Dataset test = file.read({{"subset", "Test"}});
  ASSERT_EQ(test.pictures.size(), 2u) << test.error;
  EXPECT_EQ(test.pictures[0].file_name, "a.jpg");
  EXPECT_TRUE(
      contains(file.read({{"subset", "val"}}).error, "no picture is of the subset `val`; there are `Test`, `Train`"));
}

TEST(CvatReaderTest, RefusesAPictureThatIsThereTwice) {
  const OneFile file(image("a.jpg", kTriangle) + image("b.jpg", "") + image("a.jpg", kTriangle));
  EXPECT_TRUE(contains(file.read().error, file.file() + ":4:1: the picture `a.jpg` is there twice, first in " +
                                              file.file() + ":2:1; keep one"))
      << file.read().error;
}

TEST(CvatReaderTest, CountsTracksAndRefusesFilesOfTracksAlone) {
  const std::string track = R"(<track id="0" label="cat"><polygon frame="0" points="0,0;4,0;4,4"/></track>)";
  const OneFile file(image("a.jpg", kTriangle) + track + track);
  const std::string note = told(file.file()).text("tracks");
  EXPECT_TRUE(contains(note, "which are left out: 2; the first: " + file.file() + ":3:1; export as \"CVAT for images"));
  EXPECT_EQ(file.read().pictures[0].instances.size(), 1u);
  const OneFile video(track);
  EXPECT_TRUE(contains(video.read().error, video.file() +
                                               ":2:1: the file is \"CVAT for video\": it has 1 tracks and no "
                                               "<image>; export the task or project from CVAT as \"CVAT for"))
      << video.read().error;
}

TEST(CvatReaderTest, PointsToTheOptionThatTakesBoxes) {
  const OneFile file(image("a.jpg", R"(<box label="cat" xtl="1" ytl="2" xbr="5" ybr="4"/>)"));
  EXPECT_TRUE(contains(told(file.file()).remedy, "boxes = \"rectangle\" of cvat.reader takes the 1 boxes"));
  EXPECT_EQ(file.read().pictures[0].instances[0].defect, "box");
  const reading::Dataset taken = file.read({{"boxes", "rectangle"}});
  EXPECT_EQ(taken.pictures[0].instances[0].defect, "");
  EXPECT_EQ(taken.pictures[0].instances[0].rings.size(), 1u);
  EXPECT_TRUE(
      contains(told(file.file(), {{"boxes", "rectangle"}}).remedy, "cuboids, skeletons and tags cover no pixels"));
}

TEST(CvatReaderTest, TakesNamesThatAreMeantWhereThatIsWanted) {
  const OneFile file(image("C:\\photos\\GRÖSSE.JPG", kTriangle) + image("Turned.JPG", ""));
  const std::string images = kFixtures + "/export/images";
  const reading::Dataset lenient = file.read({{"images", images}, {"names", "lenient"}});
  ASSERT_EQ(lenient.pictures.size(), 2u) << lenient.error;
  EXPECT_EQ(lenient.pictures[1].path, images + "/turned.jpg");
  EXPECT_EQ(lenient.pictures[1].file_name, "turned.jpg");
  EXPECT_EQ(lenient.pictures[0].path, images + "/größe.jpg");
  EXPECT_TRUE(contains(told(file.file(), {{"images", images}, {"names", "lenient"}}).text("names_matched"),
                       "names = \"lenient\" took 2 of 2 pictures from files of other names: `C:\\photos\\GRÖSSE.JPG`"));
  const OneFile clash(image("turned.jpg", kTriangle) + image("Turned.JPG", ""));
  const Told left = told(clash.file(), {{"images", images}, {"names", "lenient"}});
  EXPECT_TRUE(contains(left.text("names_clash"), "`Turned.JPG`")) << left.text("names_clash");
  EXPECT_EQ(file.read({{"images", images}}).pictures[1].path, images + "/Turned.JPG");
}

TEST(CvatReaderTest, ABrokenFileFailsForEverybodyWhoAsks) {
  OneFile file("");
  file.write("<annotations>\n" + std::string(3000000, ' ') + "\n <image name=\"a.jpg\" width=\"x\"/></annotations>");
  reading::expect_broken<CvatReader>({{"annotations", file.file()}}, file.file() + ":3:2: `width` is `x`");
}

TEST(CvatReaderTest, AnInterruptedReadingIsDoneAgain) {
  atelier::testing::Bench bench(2);
  const auto part = bench.make<CvatReader>({{"annotations", kFixtures}});
  const atelier::DatasetRef dataset(part.object());
  bench.cancel(true);
  EXPECT_THROW(dataset.describe(bench.call()), atelier::Reported);
  bench.cancel(false);
  EXPECT_EQ(dataset.describe(bench.call()).pictures, 6u);
}

TEST(CvatReaderTest, GivesTheSameToManyThreads) {
  atelier::testing::Bench bench(4);
  const auto part = bench.make<CvatReader>({{"annotations", kFixtures}});
  const atelier::DatasetRef dataset(part.object());
  std::vector<std::vector<uint8_t>> maps(60);
  atelier::for_each_index(maps.size(), 4, [&](unsigned, uint64_t i) {
    maps[i] = reading::paint(reading::read_picture(bench.call(), dataset, i % 6));
  });
  for (size_t i = 6; i < maps.size(); ++i) EXPECT_EQ(maps[i], maps[i - 6]) << i;
}

TEST(CvatReaderTest, NotesPicturesBesideTheFile) {
  OneFile one(image("a.jpg", kTriangle));
  const std::string folder = one.folder.path().string();
  EXPECT_EQ(test::noted_by_dataset<CvatReader>({{"annotations", one.file()}}),
            (std::set<std::string>{folder + "/a.jpg", folder + "/images/a.jpg"}));
  EXPECT_EQ(test::noted_by_dataset<CvatReader>({{"annotations", folder}}), std::set<std::string>());
  EXPECT_EQ(test::noted_by_dataset<CvatReader>({{"annotations", one.file()}, {"images", folder}}),
            std::set<std::string>());
  one.write("<annotations>" + image("../a.jpg", kTriangle, "subset=\"s\"") + "</annotations>");
  EXPECT_EQ(test::noted_by_dataset<CvatReader>({{"annotations", one.file()}, {"images", folder + "/p"}}),
            std::set<std::string>{folder + "/a.jpg"});
}

}  // namespace
