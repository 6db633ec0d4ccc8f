#include "panoptic_reader.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>
#include <atelier/cpp/parallel.hpp>

#include "broken_source.hpp"
#include "noting_host.hpp"
#include "pictures/picture_file.hpp"
#include "reading.hpp"
#include "test_data.hpp"

namespace {

using atelier::coco_panoptic::PanopticReader;
using Options = atelier::testing::Bench::Options;

const std::string kFixtures = (test::source_dir() / "plugins/coco_panoptic/tests/fixtures").string();

reading::Dataset read_files(const std::string& json, const std::string& masks, Options more = {}) {
  more.emplace_back("annotations", json);
  more.emplace_back("masks", masks);
  return reading::read<PanopticReader>(more);
}
reading::Dataset read_fixtures(Options more = {}) {
  more.emplace_back("images", kFixtures + "/images");
  return read_files(kFixtures + "/panoptic.json", kFixtures + "/masks", std::move(more));
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(PanopticReaderTest, ReadsEachPixelOfThePngs) {
  const reading::Dataset dataset = read_fixtures();
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.classes, (std::vector<std::string>{"person", "cat", "tree-merged", "sky-other-merged"}));
  EXPECT_EQ(dataset.class_ids, (std::vector<int64_t>{1, 17, 184, 187}));
  EXPECT_EQ(dataset.groups[3], "sky");
  ASSERT_EQ(dataset.pictures.size(), 2u);
  for (const char* name : {"000000000139", "000000000285"}) {
    const reading::Picture& picture = dataset.picture(std::string(name) + ".jpg");
    EXPECT_EQ(picture.path, kFixtures + "/images/" + name + ".jpg");
    const atelier::Tensor expected = pictures::read_labels(kFixtures + "/expected/" + name + ".png");
    EXPECT_EQ(
        reading::paint(picture),
        std::vector<uint8_t>(expected.data<uint8_t>(), expected.data<uint8_t>() + atelier::element_count(expected)))
        << name;
    for (const auto& instance : picture.instances) EXPECT_EQ(instance.defect, "") << instance.defect_text;
  }
  const auto& crowd = dataset.pictures[0].instances.at(4);
  EXPECT_TRUE(crowd.crowd);
  EXPECT_EQ(crowd.id, 7);
  EXPECT_EQ(crowd.area, 150);
  EXPECT_EQ(crowd.label, 1u);
}

TEST(PanopticReaderTest, TakesThingsOrStuffAlone) {
  const reading::Dataset things = read_fixtures({{"kind", "things"}}), stuff = read_fixtures({{"kind", "stuff"}});
  EXPECT_EQ(things.classes, (std::vector<std::string>{"person", "cat"}));
  EXPECT_EQ(stuff.classes, (std::vector<std::string>{"tree-merged", "sky-other-merged"}));
  ASSERT_EQ(things.pictures.at(0).instances.size(), 3u);
  ASSERT_EQ(stuff.pictures.at(0).instances.size(), 2u);
  EXPECT_EQ(stuff.pictures[0].instances[0].label, 2u);
  EXPECT_EQ(stuff.pictures[0].instances[0].category_id, 187);
  for (const auto& each : things.pictures[0].instances) EXPECT_EQ(each.defect, "");
}

// One picture of 3 x 2 whose PNG holds the ids 1 1 2 / 0 300 300.
class ScratchTest : public testing::Test {
 protected:
  ScratchTest() {
    const uint32_t ids[] = {1, 1, 2, 0, 300, 300};
    atelier::Tensor png = atelier::Tensor::make<uint8_t>({2, 3, 3});
    for (size_t i = 0; i < 6; ++i)
      for (size_t c = 0; c < 3; ++c) png.data<uint8_t>()[i * 3 + c] = static_cast<uint8_t>(ids[i] >> 8 * c);
    atelier::write_file(folder / "a.png", pictures::encode_png(png), false);
  }
  reading::Dataset read(const std::string& annotations, int width = 3, const std::string& category = "") {
    return read_json(R"({"images":[{"id":1,"file_name":"a.jpg","height":2,"width":)" + std::to_string(width) +
                     R"(}],"annotations":[)" + annotations + R"(],"categories":[{"id":5,"name":"x")" + category +
                     "}]}");
  }
  reading::Dataset read_json(const std::string& json, Options more = {}) {
    atelier::write_file(folder / "p.json", json, false);
    return read_files((folder / "p.json").string(), folder.path().string(), std::move(more));
  }
  static std::string annotation(const std::string& segments, int image = 1) {
    return R"({"image_id":)" + std::to_string(image) + R"(,"file_name":"a.png","segments_info":[)" + segments + "]}";
  }
  std::string png() const { return (folder / "a.png").string(); }
  test::TemporaryFolder folder;
};

TEST_F(ScratchTest, TellsWhatPngAndListDoNotShare) {
  const reading::Dataset dataset = read(annotation(R"({"id":1,"category_id":5,"area":2,"iscrowd":0},
      {"id":9,"category_id":5},{"id":1,"category_id":5},{"category_id":5},{"id":0,"category_id":5},{"id":16777216},7,
      {"id":2,"category_id":6,"iscrowd":true})"));
  ASSERT_EQ(dataset.error, "");
  const auto& found = dataset.pictures.at(0).instances;
  ASSERT_EQ(found.size(), 9u);
  EXPECT_EQ(found[0].runs, (std::vector<uint32_t>{0, 1, 1, 1, 3}));
  EXPECT_EQ(found[1].defect, "segment_without_pixels");
  EXPECT_EQ(found[1].defect_text, png() + " has no pixel of the segment 9");
  EXPECT_EQ(found[2].defect, "segment_id_twice");
  for (size_t i = 3; i < 7; ++i) EXPECT_EQ(found[i].defect, "segment_id_malformed") << i;
  EXPECT_EQ(found[7].label, 0u) << "the category is unknown";
  EXPECT_EQ(found[7].category_id, 6);
  EXPECT_TRUE(found[7].crowd);
  EXPECT_EQ(found[8].defect, "segment_unlisted");
  EXPECT_EQ(found[8].id, 300);
  EXPECT_EQ(found[8].defect_text, png() + " has 2 pixels of id 300, which `segments_info` does not list");
}

TEST_F(ScratchTest, GivesAnnotationsOfNoPictureAsOrphans) {
  const std::string segment = R"({"id":1,"category_id":5})";
  const reading::Dataset dataset = read(annotation(segment) + "," + annotation(segment) + "," + annotation(segment, 2));
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.orphans.size(), 2u);
  EXPECT_EQ(dataset.orphans.at(1).defect, "annotation_without_picture");
  EXPECT_EQ(read("").pictures.at(0).instances.size(), 0u);
}

TEST_F(ScratchTest, RefusesAPngOfAnotherSizeOrNone) {
  const std::string one = annotation(R"({"id":1,"category_id":5})");
  EXPECT_TRUE(contains(read(one, 4).error, png() + " is 3 x 2 pixels, but ")) << read(one, 4).error;
  atelier::write_file(folder / "a.png", pictures::encode_png(atelier::Tensor::make<uint16_t>({2, 3})), false);
  EXPECT_TRUE(contains(read(one).error, png() + " has more than 8 bits a channel")) << read(one).error;
  atelier::write_file(folder / "a.png", "x", false);
  EXPECT_TRUE(contains(read(one).error, png()));
  std::filesystem::remove(folder / "a.png");
  EXPECT_TRUE(contains(read(one).error, "cannot read " + png()));
}

TEST_F(ScratchTest, IdsAreReadWhateverTheirType) {
  const reading::Dataset dataset =
      read_json(R"({"images":[{"id":"1","file_name":"a.jpg","height":2,"width":3}],"annotations":[{"image_id":1.0,)"
                R"("file_name":"a.png","segments_info":[{"id":"1","category_id":"5"},{"id":2,"category_id":5}]}],)"
                R"("categories":[{"id":5,"name":"x"}]})");
  ASSERT_EQ(dataset.error, "");
  ASSERT_EQ(dataset.pictures.at(0).instances.size(), 3u) << "the id 300 is not listed";
  EXPECT_EQ(dataset.pictures[0].instances[0].label, 1u);
  EXPECT_EQ(dataset.pictures[0].instances[0].defect, "");
  EXPECT_TRUE(contains(read_json(R"({"images":[{"id":"x1"}]})").error, "no integer `id`, but the text `x1`"));
}

// "word level text; " of each, and the remedy.
std::string notes_of(const std::string& json, const std::filesystem::path& folder) {
  atelier::write_file(folder / "p.json", json, false);
  atelier::testing::Bench bench;
  const auto part =
      bench.make<PanopticReader>({{"annotations", (folder / "p.json").string()}, {"masks", folder.string()}});
  const atelier::DatasetRef dataset(part.object());
  std::string out;
  dataset.notes(bench.call(), [&](const atelier::DatasetNote& note) {
    out += note.word + (note.level == atelier::NoteLevel::kWarning ? " (warning) " : " ") + note.text + "; ";
  });
  return out + dataset.remedy(bench.call());
}

TEST_F(ScratchTest, TellsOfIdsOfCategoriesThatDoNotMeet) {
  const auto file = [&](const std::string& first, const std::string& second, const std::string& categories) {
    return R"({"images":[{"id":1,"file_name":"a.jpg","height":2,"width":3}],"annotations":[)" +
           annotation(R"({"id":1,"category_id":)" + first + R"(},{"id":2,"category_id":)" + second + "}") +
           R"(],"categories":[)" + categories + "]}";
  };
  const std::string two = R"({"id":0,"name":"x"},{"id":1,"name":"y"})";
  const std::string remedy =
      "let `categories` of " + (folder / "p.json").string() + " list the ids that its segments give as `category_id`";
  EXPECT_EQ(notes_of(file("1", "2", two), folder.path()),
            "category_ids_unmet (warning) ids that do not meet: the ids of the categories are 0 … 1, `category_id` of "
            "the segments 1 … 2: one side seems to be counted from 0, and then nearly all classes are wrong; " +
                remedy);
  EXPECT_EQ(notes_of(file("1", "7", two), folder.path()),
            "category_ids_unmet ids that do not meet: the ids of the categories are 0 … 1, `category_id` of 1 of 2 "
            "segments is none of them, but 7; " +
                remedy);
  EXPECT_EQ(notes_of(file("1", "0", two), folder.path()).find("look whether the PNG files in "), 0u);
}

TEST_F(ScratchTest, TellsOfPicturesWithoutAnAnnotation) {
  const std::string json =
      R"({"images":[{"id":1,"file_name":"a.jpg","height":2,"width":3},{"id":2,"file_name":"b.jpg","height":2,)"
      R"("width":3},{"id":3,"file_name":"c.jpg","height":2,"width":3}],"annotations":[)" +
      annotation(R"({"id":1,"category_id":5})") + R"(],"categories":[{"id":5,"name":"x"}]})";
  std::filesystem::copy(folder / "a.png", folder / "b.png");
  const std::string notes = notes_of(json, folder.path());
  EXPECT_EQ(notes.find("annotation_missing (warning) 1 of 3 pictures has no annotation, though a PNG of the same name "
                       "lies in " +
                       folder.path().string() +
                       ": all of it is background; the first is `b.jpg`; "
                       "picture_without_annotation 1 of 3 pictures has no annotation and no PNG: all of it is "
                       "background; the first is `c.jpg`; look"),
            0u)
      << notes;
}

TEST_F(ScratchTest, RefusesWhatHoldsNoIds) {
  const std::string one = annotation(R"({"id":1,"category_id":5})");
  const auto write = [&](auto colour) {
    atelier::Tensor png = atelier::Tensor::make<uint8_t>({2, 3, 3});
    for (size_t i = 0; i < 18; ++i) png.data<uint8_t>()[i] = static_cast<uint8_t>(colour(i / 3, i % 3));
    atelier::write_file(folder / "a.png", pictures::encode_png(png), false);
  };
  write([](size_t, size_t) { return 1; });
  EXPECT_TRUE(contains(read(one).error, "this picture is grey: if its values are labels, `samples.folder`"));
  write([](size_t, size_t c) { return c == 1 ? 200 : 10; });
  EXPECT_TRUE(contains(read(one).error, "no pixel of the 1 segments of its picture")) << read(one).error;
  EXPECT_TRUE(contains(read(annotation("")).error, "none of the 1 annotations lists a segment"));
}

TEST_F(ScratchTest, RefusesSmoothedIds) {
  atelier::Tensor png = atelier::Tensor::make<uint8_t>({8, 8, 3});
  for (size_t i = 0; i < 64; ++i) png.data<uint8_t>()[3 * i] = static_cast<uint8_t>(i < 20 ? 1 : i);
  atelier::write_file(folder / "a.png", pictures::encode_png(png), false);
  const std::string error =
      read_json(R"({"images":[{"id":1,"file_name":"a.jpg","height":8,"width":8}],"annotations":[)" +
                annotation(R"({"id":1,"category_id":5})") + R"(],"categories":[{"id":5,"name":"x"}]})")
          .error;
  EXPECT_TRUE(contains(error, "resizing with smoothing")) << error;
}

TEST_F(ScratchTest, NamesOfPngsAreSeenThrough) {
  const auto json = [](const std::string& name) {
    return R"({"images":[{"id":1,"file_name":"a.jpg","height":2,"width":3}],"annotations":[{"image_id":1,"file_name":")" +
           name + R"(","segments_info":[{"id":1,"category_id":5}]}],"categories":[{"id":5,"name":"x"}]})";
  };
  for (const char* name : {"/data/out/a.png", "a.jpg"}) {
    const std::string error = read_json(json(name)).error;
    EXPECT_TRUE(contains(error, "and `a.png` in the folder seems meant; names = \"lenient\" takes it")) << error;
    const reading::Dataset dataset = read_json(json(name), {{"names", "lenient"}});
    ASSERT_EQ(dataset.error, "");
    EXPECT_EQ(dataset.pictures.at(0).instances.at(0).defect, "");
  }
}

TEST_F(ScratchTest, NamesThePlaceInTheFile) {
  const std::string file = (folder / "p.json").string();
  EXPECT_TRUE(
      contains(read(R"({"id":1,"image_id":1,"segmentation":[]})").error, file + ": byte 77 (line 1, column 78)"));
  EXPECT_TRUE(contains(read(R"({"image_id":1,"file_name":"a.png"})").error, "coco.reader those of instances"));
  EXPECT_TRUE(contains(read(R"({"id":1,"image_id":1,"category_id":5,"segmentation":[[1,2,3,4,5,6]]})").error,
                       "it looks like an instances file of COCO: `coco.reader` reads it"));
  EXPECT_TRUE(contains(read_json("<annotations><image/></annotations>").error, "`cvat.reader` reads it"));
  EXPECT_TRUE(contains(read_json("{\"images\":[]}").error, "no `annotations`"));
  EXPECT_TRUE(contains(read_json("{\"info\":[1,,2]}").error, file + ": byte 11 (line 1, column 12)"))
      << read_json("{\"info\":[1,,2]}").error;
  EXPECT_TRUE(contains(read_json("[]").error, "expected a JSON object"));
  EXPECT_TRUE(contains(read_json("").error, "but the file ends"));
  const std::string none = R"({"images":[],"annotations":[],"categories":[{"id":5,"name":"x"}]})";
  EXPECT_EQ(read_json(none).error, "");
  EXPECT_TRUE(contains(read_json(none, {{"kind", "stuff"}}).error, "the category x has no `isthing`"));
  EXPECT_TRUE(contains(
      read_json(R"({"images":[],"annotations":[],"categories":[{"id":5,"name":"x","isthing":1}]})", {{"kind", "stuff"}})
          .error,
      "no category is of the kind stuff"));
}

TEST_F(ScratchTest, ABrokenFileFailsForEverybodyWhoAsks) {
  const std::string file = (folder / "p.json").string();
  atelier::write_file(file, "{\"info\":\"" + std::string(2000000, 'x') + "\",\n\"images\":[{\"id\":true}]}", false);
  reading::expect_broken<PanopticReader>(
      {{"annotations", file}, {"masks", folder.path().string()}},
      file + ": byte 2000022 (line 2, column 11): the image has no integer `id`, but true");
}

TEST_F(ScratchTest, AnInterruptedReadingIsDoneAgain) {
  atelier::testing::Bench bench;
  const auto part =
      bench.make<PanopticReader>({{"annotations", kFixtures + "/panoptic.json"}, {"masks", kFixtures + "/masks"}});
  const atelier::DatasetRef dataset(part.object());
  bench.cancel(true);
  EXPECT_THROW(dataset.describe(bench.call()), atelier::Reported);
  EXPECT_EQ(bench.error(), "interrupted");
  bench.cancel(false);
  EXPECT_EQ(dataset.describe(bench.call()).pictures, 2u);
}

TEST(PanopticReaderTest, GivesTheSameToManyThreads) {
  atelier::testing::Bench bench(4);
  const auto part =
      bench.make<PanopticReader>({{"annotations", kFixtures + "/panoptic.json"}, {"masks", kFixtures + "/masks"}});
  const atelier::DatasetRef dataset(part.object());
  std::vector<std::vector<uint8_t>> maps(60);
  atelier::for_each_index(maps.size(), 4, [&](unsigned, uint64_t i) {
    maps[i] = reading::paint(reading::read_picture(bench.call(), dataset, i % 2));
  });
  for (size_t i = 2; i < maps.size(); ++i) EXPECT_EQ(maps[i], maps[i - 2]) << i;
}

TEST(PanopticReaderTest, NotesFilesOutsideOfTheFolders) {
  const test::TemporaryFolder folder;
  std::string json = atelier::read_file(kFixtures + "/panoptic.json");
  for (const char* name : {"000000000139.jpg", "000000000285.png"}) {
    const size_t at = json.find(name);
    ASSERT_NE(at, std::string::npos);
    json.insert(at, "../");
  }
  atelier::write_file(folder / "a.json", json, false);
  EXPECT_EQ(test::noted_by_dataset<PanopticReader>({{"annotations", (folder / "a.json").string()},
                                                    {"masks", kFixtures + "/masks"},
                                                    {"images", kFixtures + "/images"}}),
            (std::set<std::string>{kFixtures + "/000000000139.jpg", kFixtures + "/000000000285.png"}));
}

}  // namespace
