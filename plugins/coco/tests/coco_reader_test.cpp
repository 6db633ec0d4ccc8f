#include <atomic>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "broken_source.hpp"
#include "noting_host.hpp"
#include "reading.hpp"

using reading::read_instance;
using reading::read_text;
using Ring = std::vector<double>;
using Runs = std::vector<uint32_t>;

namespace {

TEST(CocoReader, GivesLabelsInTheOrderOfTheFile) {
  const auto dataset = read_text(reading::with_annotations(
      R"({"id":900100000149,"image_id":1,"category_id":3,"iscrowd":1,"area":2.5,"segmentation":[[0,0,4,0,4,4.25]]},)"
      R"({"id":2,"image_id":1,"category_id":7,"iscrowd":0,"segmentation":[[0,0,4,0,4,4],[1,1,2,2,3,1e0]]},)"
      R"({"id":2,"image_id":1,"category_id":99,"segmentation":[[0,0,4,0,4,4]]})"));
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.classes, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_EQ(dataset.class_ids, (std::vector<int64_t>{7, 3}));
  ASSERT_EQ(dataset.instances.at(0).size(), 3u);
  const auto& [first, second, third] =
      std::tie(dataset.instances[0][0], dataset.instances[0][1], dataset.instances[0][2]);
  EXPECT_EQ(first.id, 900100000149);
  EXPECT_EQ(first.label, 2u);
  EXPECT_EQ(first.area, 2.5);
  EXPECT_TRUE(first.crowd);
  EXPECT_EQ(first.rings, (std::vector<Ring>{{0, 0, 4, 0, 4, 4.25}}));
  EXPECT_EQ(second.label, 1u);
  EXPECT_FALSE(second.crowd);
  EXPECT_TRUE(std::isnan(second.area));
  EXPECT_EQ(second.rings.size(), 2u);
  EXPECT_EQ(third.id, 2) << "ids given twice are kept";
  EXPECT_EQ(third.label, 0u);
  EXPECT_EQ(third.category_id, 99);
}

TEST(CocoReader, CategoryZeroIsAClassAndIdsMayBeNegativeOrLarge) {
  const auto dataset = read_text(
      R"({"categories":[{"id":0,"name":"zero"},{"id":-5,"name":"low"},{"id":90000000000,"name":"high"}],"annotations":[
      {"id":1,"image_id":10000000000,"category_id":0,"segmentation":[[0,0,1,0,1,1]]},
      {"id":2,"image_id":10000000000.0,"category_id":90000000000,"segmentation":[[0,0,1,0,1,1]]}],
      "images":[{"id":10000000000,"file_name":"b/c.png","width":4,"height":5.0}]})");
  ASSERT_EQ(dataset.error, "");
  ASSERT_EQ(dataset.instances.at(0).size(), 2u);
  EXPECT_EQ(dataset.instances[0][0].label, 1u);
  EXPECT_EQ(dataset.instances[0][1].label, 3u);
}

TEST(CocoReader, MissingSegmentations) {
  EXPECT_EQ(read_instance("").defect, "segmentation_missing");
  EXPECT_EQ(read_instance(R"(,"segmentation":null)").defect, "segmentation_null");
  EXPECT_EQ(read_instance(R"(,"segmentation":[])").defect, "segmentation_empty");
  EXPECT_EQ(read_instance(R"(,"segmentation":"x")").defect, "segmentation_malformed");
  EXPECT_EQ(read_instance(R"(,"segmentation":3)").defect, "segmentation_malformed");
  EXPECT_EQ(read_instance(R"(,"segmentation":null)").defect_text, "`segmentation` is null");
}

TEST(CocoReader, DefectiveRingsLeaveTheSoundOnes) {
  const auto alone = [](const std::string& ring) {
    const auto instance = read_instance(R"(,"segmentation":[)" + ring + "]");
    EXPECT_TRUE(instance.rings.empty());
    const auto beside = read_instance(R"(,"segmentation":[[0,0,4,0,4,4],)" + ring + ",[1,0,4,0,4,4]]");
    EXPECT_EQ(beside.rings, (std::vector<Ring>{{0, 0, 4, 0, 4, 4}, {1, 0, 4, 0, 4, 4}}));
    EXPECT_EQ(beside.defect, instance.defect);
    EXPECT_EQ(beside.defect_text.substr(0, 7), "ring 2 ");
    return instance.defect;
  };
  EXPECT_EQ(alone("[]"), "ring_too_short");
  EXPECT_EQ(alone("[1,2,3,4]"), "ring_too_short") << "not a box";
  EXPECT_EQ(alone("[1,2,3,4,5]"), "ring_too_short");
  EXPECT_EQ(alone("[1,2,3,4,5,6,7]"), "ring_odd");
  EXPECT_EQ(alone("[1,2,3,4,5,\"6\"]"), "ring_not_numbers");
  EXPECT_EQ(alone("[1,2,3,4,5,null]"), "ring_not_numbers");
  EXPECT_EQ(alone("7"), "ring_not_numbers");
  EXPECT_EQ(alone("[[1,2],[3,4],[5,6]]"), "ring_not_numbers");
}

TEST(CocoReader, ReadsRunsInBothForms) {
  const auto list = read_instance(R"(,"segmentation":{"counts":[0,5,59],"size":[8,8]})");
  EXPECT_EQ(list.runs, (Runs{0, 5, 59}));
  EXPECT_EQ(list.defect, "");
  const auto text = read_instance(R"(,"segmentation":{"size":[8,8],"counts":"T14400000"})");
  EXPECT_EQ(text.runs, (Runs{36, 4, 4, 4, 4, 4, 4, 4}));
}

TEST(CocoReader, MalformedRuns) {
  const auto text = [](const std::string& rle) {
    const auto instance = read_instance(R"(,"segmentation":{)" + rle + "}");
    EXPECT_TRUE(instance.runs.empty());
    EXPECT_EQ(instance.defect, "rle_malformed");
    return instance.defect_text;
  };
  const std::string sum = "the runs do not add up to height times width";
  const std::string number = "`counts` holds something other than integers from 0 up";
  const std::string size = "`size` of the runs is not [height, width] in pixels";
  const std::string counts = "`counts` of the runs is missing, or neither a list nor a text";
  EXPECT_EQ(text(R"("counts":[0,5,58],"size":[8,8])"), sum);
  EXPECT_EQ(text(R"("counts":[],"size":[8,8])"), sum);
  EXPECT_EQ(text(R"("counts":[4294967295,4294967295,4294967295],"size":[8,8])"), sum);
  EXPECT_EQ(text(R"("counts":[0,-5,69],"size":[8,8])"), number);
  EXPECT_EQ(text(R"("counts":[0,5.5,58.5],"size":[8,8])"), number);
  EXPECT_EQ(text(R"("counts":[4294967296],"size":[65536,65536])"), number);
  EXPECT_EQ(text(R"("counts":"T1440000","size":[8,8])"), sum);
  EXPECT_EQ(text(R"("counts":"T14400000 ","size":[8,8])"), "the text of `counts` does not decode");
  EXPECT_EQ(text(R"("counts":[0,5,59])"),
            "`segmentation` is of runs without `size`; it is [height, width] of the picture");
  EXPECT_EQ(text(R"("counts":[0,5,59],"size":[8])"), size);
  EXPECT_EQ(text(R"("counts":[0,5,59],"size":[-8,-8])"), size);
  EXPECT_EQ(text(R"("size":[8,8])"), counts);
  EXPECT_EQ(text(R"("size":[8,8],"counts":null)"), counts);
  EXPECT_EQ(text(R"("counts":[0,5,27],"size":[4,8])"), "the runs are for a picture of another size");
  EXPECT_EQ(text(R"("counts":[4294967295,1],"size":[2147483647,2])"), sum);
}

TEST(CocoReader, InstancesOfNoPictureAreOrphans) {
  const auto dataset = read_text(
      reading::with_annotations(R"({"id":1,"image_id":2,"category_id":7,"segmentation":[[0,0,4,0,4,4]]},)"
                                R"({"id":2,"category_id":7,"segmentation":[[0,0,4,0,4,4]]},)"
                                R"({"id":3,"image_id":"x","category_id":7,"segmentation":[[0,0,4,0,4,4]]},)"
                                R"(null, {"id":5,"image_id":1,"category_id":7,"segmentation":[[0,0,4,0,4,4]]})"));
  ASSERT_EQ(dataset.error, "");
  ASSERT_EQ(dataset.instances.at(0).size(), 1u);
  EXPECT_EQ(dataset.instances[0][0].id, 5);
  ASSERT_EQ(dataset.orphans.size(), 4u);
  EXPECT_EQ(dataset.orphans[0].defect, "");
  EXPECT_EQ(dataset.orphans[1].defect, "image_id_missing");
  EXPECT_EQ(dataset.orphans[2].defect, "image_id_missing");
  EXPECT_EQ(dataset.orphans[3].defect, "not_an_object");
}

TEST(CocoReader, PathsLieInTheFolderOfThePictures) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "a.json", reading::with_annotations(""), false);
  EXPECT_EQ(reading::read(folder / "a.json", "/pictures").paths, (std::vector<std::string>{"/pictures/a.jpg"}));
  EXPECT_EQ(reading::read(folder / "a.json").paths, (std::vector<std::string>{""}));
}

TEST(CocoReader, ABrokenFileFailsForEverybodyWhoAsks) {
  const test::TemporaryFolder folder;
  const std::string file = (folder / "a.json").string();
  atelier::write_file(file, "{\"info\":\"" + std::string(2000000, 'x') + "\"\n,", false);
  reading::expect_broken<atelier::coco::CocoReader>(
      {{"annotations", file}}, file + ": byte 2000012 (line 2, column 2): expected a key in double quotes, but");
}

TEST(CocoReader, AnInterruptedReadingIsDoneAgain) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "a.json", reading::with_annotations(""), false);
  atelier::testing::Bench bench;
  const auto part = bench.make<atelier::coco::CocoReader>({{"annotations", (folder / "a.json").string()}});
  const atelier::DatasetRef dataset(part.object());
  bench.cancel(true);
  EXPECT_THROW(dataset.describe(bench.call()), atelier::Reported);
  EXPECT_EQ(bench.error(), "interrupted");
  bench.cancel(false);
  EXPECT_EQ(dataset.describe(bench.call()).classes, 2u);
}

TEST(CocoReader, ManyThreadsReadTheFileOnce) {
  const test::TemporaryFolder folder;
  atelier::write_file(
      folder / "a.json",
      reading::with_annotations(R"({"id":1,"image_id":1,"category_id":7,"segmentation":[[0,0,4,0,4,4]]})"));
  atelier::testing::Bench bench(8);
  const auto part = bench.make<atelier::coco::CocoReader>({{"annotations", (folder / "a.json").string()}});
  const atelier::DatasetRef dataset(part.object());
  std::vector<std::thread> threads;
  std::atomic<int> seen{0};
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] { dataset.instances(bench.call(), 0, [&](const atelier_instance&) { ++seen; }); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(seen, 8);
}

// Every picture, annotation and coordinate of real files, against another JSON library.
TEST(CocoReader, RealFilesArriveWhole) {
  ATELIER_NEEDS_DATA();
  for (const char* name : {"coco/annotations/instances_train2017.json", "coco/annotations/instances_val2017.json",
                           "fruits_nuts/annotations/trainval.json", "taco/annotations.json"}) {
    SCOPED_TRACE(name);
    const auto json = nlohmann::json::parse(atelier::read_file(test::data(name)));
    const auto dataset = reading::read(test::data(name));
    ASSERT_EQ(dataset.error, "");
    ASSERT_EQ(dataset.ids.size(), json["images"].size());
    ASSERT_EQ(dataset.classes.size(), json["categories"].size());
    std::map<int64_t, std::vector<const nlohmann::json*>> of_picture;
    for (const auto& annotation : json["annotations"])
      of_picture[annotation["image_id"].get<int64_t>()].push_back(&annotation);
    for (size_t i = 0; i < dataset.ids.size(); ++i) {
      EXPECT_EQ(dataset.file_names[i], json["images"][i]["file_name"].get<std::string>());
      const auto& expected = of_picture[dataset.ids[i]];
      ASSERT_EQ(dataset.instances[i].size(), expected.size());
      for (size_t k = 0; k < expected.size(); ++k) {
        const auto& instance = dataset.instances[i][k];
        const auto& annotation = *expected[k];
        EXPECT_EQ(instance.defect, "");
        EXPECT_EQ(instance.id, annotation["id"]);
        EXPECT_EQ(dataset.class_ids.at(instance.label - 1), annotation["category_id"]);
        EXPECT_EQ(instance.area, annotation["area"].get<double>());
        EXPECT_EQ(instance.crowd, annotation["iscrowd"] == 1);
        const auto& shape = annotation["segmentation"];
        if (shape.is_object())
          EXPECT_EQ(instance.runs, shape["counts"].get<Runs>());
        else
          EXPECT_EQ(instance.rings, shape.get<std::vector<Ring>>());
      }
    }
  }
}

TEST(CocoReader, NotesPicturesOutsideOfTheFolder) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "a.json",
                      R"({"categories":[{"id":7,"name":"cat"}],"annotations":[],"images":[
      {"id":1,"file_name":"a.jpg","width":4,"height":5},{"id":2,"file_name":"../b.jpg","width":4,"height":5}]})");
  const std::string annotations = (folder / "a.json").string(), images = (folder / "images").string();
  using atelier::coco::CocoReader;
  EXPECT_EQ(test::noted_by_dataset<CocoReader>({{"annotations", annotations}, {"images", images}}),
            std::set<std::string>{(folder / "b.jpg").string()});
  EXPECT_EQ(test::noted_by_dataset<CocoReader>({{"annotations", annotations}}), std::set<std::string>());
}

}  // namespace
