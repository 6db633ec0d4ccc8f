#include "labelstudio_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/parallel.hpp>
#include <random>

#include "broken_source.hpp"
#include "pictures/picture_file.hpp"
#include "reading.hpp"
#include "task_json.hpp"

namespace {

using namespace task_json;

reading::Dataset read_fixtures(const std::string& file) {
  return read_file(kFixtures + "/" + file, {{"images", kFixtures + "/pictures"}});
}

std::vector<uint8_t> label_map(const std::string& file) {
  const atelier::Tensor labels = pictures::read_labels(kFixtures + "/" + file);
  return {labels.data<uint8_t>(), labels.data<uint8_t>() + atelier::element_count(labels)};
}

TEST(LabelstudioReaderTest, ReadsAnExport) {
  const reading::Dataset dataset = read_fixtures("tasks.json");
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.classes, (std::vector<std::string>{"kite", "leaf", "stone"}));
  std::vector<std::string> names;
  std::vector<int64_t> ids;
  for (const auto& picture : dataset.pictures) {
    names.push_back(picture.file_name);
    ids.push_back(picture.id);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"outlines.jpg", "brushes.png", "full.png", "round.png", "turned.jpg"}));
  EXPECT_EQ(ids, (std::vector<int64_t>{11, 12, 13, 14, 15}));
  EXPECT_EQ(dataset.pictures[0].path, kFixtures + "/pictures/outlines.jpg");
}

TEST(LabelstudioReaderTest, PaintsWhatThePackagePaints) {
  for (const char* file : {"tasks.json", "min.json"}) {
    const reading::Dataset dataset = read_fixtures(file);
    for (const char* name : {"outlines.jpg", "brushes.png", "full.png", "turned.jpg"})
      EXPECT_EQ(reading::paint(dataset.picture(name)),
                label_map(std::filesystem::path(name).replace_extension(".png").string()))
          << file << " " << name;
    for (const auto& [label, iou] : reading::iou(reading::paint(dataset.picture("round.png")), label_map("round.png")))
      EXPECT_GT(iou, 0.97) << file;
  }
}

TEST(LabelstudioReaderTest, TakesPicturesAsTheyAreShown) {
  atelier::testing::Bench bench;
  const auto part =
      bench.make<LabelstudioReader>({{"annotations", kFixtures + "/tasks.json"}, {"images", kFixtures + "/pictures"}});
  const atelier::DatasetRef dataset(part.object());
  EXPECT_EQ(dataset.picture_at(bench.call(), 4).height, 50u);
  EXPECT_EQ(dataset.orientation(bench.call(), 4), 6u);
  EXPECT_EQ(dataset.orientation(bench.call(), 0), 1u);
}

TEST(LabelstudioReaderTest, TakesPicturesAsStoredWhereTasksMeanThese) {
  const OneFile file(R"([{"data":{"image":"turned.jpg"},"annotations":[{"result":[{"type":"polygonlabels",)"
                     R"("original_width":50,"original_height":30,"value":{)" +
                     kTriangle + R"(,"polygonlabels":["a"]}}]}]}])");
  const Options options = {{"annotations", file.path()}, {"images", kFixtures + "/pictures"}};
  atelier::testing::Bench bench;
  const auto part = bench.make<LabelstudioReader>(options);
  EXPECT_EQ(atelier::DatasetRef(part.object()).orientation(bench.call(), 0), 1u);
  EXPECT_TRUE(contains(notes_of(options), "pictures_as_stored 1: 1 picture that EXIF turns")) << notes_of(options);
}

TEST(LabelstudioReaderTest, TakesTheSizeFromThePictureWhereNoneIsGiven) {
  const OneFile file(
      R"([{"data":{"image":"x/turned.jpg"},"annotations":[{"result":[{"type":"polygonlabels","value":{)" + kTriangle +
      R"(,"polygonlabels":["a"]}}]}]}])");
  const reading::Dataset dataset = file.read({{"images", kFixtures + "/pictures"}});
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.pictures[0].height, 50u);
  EXPECT_EQ(dataset.pictures[0].instances[0].rings[0], (std::vector<double>{0, 0, 15, 0, 15, 25}));
  EXPECT_TRUE(contains(file.error(), "does not say how large its picture is")) << file.error();
  EXPECT_TRUE(contains(file.error({{"images", file.folder.path().string()}}), "its picture is not there"));
}

TEST(LabelstudioReaderTest, ReadsAFolderOfAnnotationsAsAStorageWritesThem) {
  const auto part = [](int id, const std::string& label) {
    return R"({"id":)" + std::to_string(id) + R"(,"created_at":"2024-01-0)" + std::to_string(id) + R"(","result":[)" +
           polygon("r", label) + R"(],"task":{"id":7,"data":{"image":"a.jpg"}}})";
  };
  const OneFile first(part(1, "a"), "1");
  atelier::write_file(first.folder / "2", part(2, "b"), false);
  const std::string folder = first.folder.path().string();
  const auto labels = [&](const std::string& several) {
    const reading::Dataset dataset = read_file(folder, {{"several", several}});
    EXPECT_EQ(dataset.error, "");
    EXPECT_EQ(dataset.pictures.size(), 1u);
    EXPECT_EQ(dataset.pictures[0].id, 7);
    std::string all;
    for (const auto& instance : dataset.pictures[0].instances) all += dataset.classes[instance.label - 1];
    return all;
  };
  EXPECT_EQ(labels("last"), "b");
  EXPECT_EQ(labels("first"), "a");
  EXPECT_EQ(labels("all"), "ab");
}

TEST(LabelstudioReaderTest, ChoosesAmongAnnotations) {
  const OneFile file("[" +
                     task(annotation(polygon("r", "new"), R"(,"created_at":"2024-02-01")") + "," +
                              annotation(polygon("r", "old"), R"(,"created_at":"2024-01-01")") + "," +
                              annotation(polygon("r", "skipped"), R"(,"was_cancelled":true)"),
                          R"(,"predictions":[)" + annotation(polygon("r", "guess")) + "]") +
                     "]");
  const auto classes = [&](const Options& options) { return file.read(options).classes; };
  using Names = std::vector<std::string>;
  EXPECT_EQ(classes({}), Names{"new"});
  EXPECT_EQ(classes({{"several", "first"}}), Names{"old"});
  EXPECT_EQ(classes({{"several", "all"}}), (Names{"new", "old"}));
  EXPECT_EQ(classes({{"which", "predictions"}}), Names{"guess"});
  EXPECT_EQ(classes({{"which", "annotations_else_predictions"}}), Names{"new"});
  const std::string notes = notes_of({{"annotations", file.path()}});
  EXPECT_TRUE(contains(notes, "annotations_skipped 1: 1 annotation was skipped")) << notes;
  EXPECT_TRUE(contains(notes, "annotations_not_chosen 1: 1 annotation of tasks that have several")) << notes;
}

TEST(LabelstudioReaderTest, PrefersTheGroundTruth) {
  const OneFile file(
      "[" +
      task(annotation(polygon("r", "truth"), R"(,"ground_truth":true)") + "," + annotation(polygon("r", "other"))) +
      "]");
  EXPECT_EQ(file.read().classes, std::vector<std::string>{"truth"});
}

TEST(LabelstudioReaderTest, LeavesOutWhatNobodyAnnotated) {
  const auto json = [](const std::string& annotations) {
    return R"({"data":{"image":"turned.jpg"},"annotations":[)" + annotations + "]}";
  };
  const OneFile file("[" + json(annotation(polygon("r", "a"))) + "," + json("") + "," + json(annotation("")) + "]");
  const Options options = {{"images", kFixtures + "/pictures"}};
  EXPECT_EQ(file.read(options).pictures.size(), 2u) << "one of them with an annotation of nothing";
  const std::string notes = notes_of({{"annotations", file.path()}, {"images", kFixtures + "/pictures"}});
  EXPECT_TRUE(contains(notes, "tasks_unannotated 1: 1 task without anything to take left out")) << notes;
  EXPECT_EQ(file.read({{"images", kFixtures + "/pictures"}, {"unannotated", "empty"}}).pictures.size(), 3u);
}

TEST(LabelstudioReaderTest, RefusesWhatComesToNothing) {
  const std::string guess = R"(,"predictions":[)" + annotation(polygon("r", "a")) + "]";
  EXPECT_TRUE(contains(OneFile("[" + task("", guess) + "]").error(),
                       "none of 1 task has an annotation that was not skipped; there is 1 prediction: which = "
                       "\"predictions\" takes it"));
  EXPECT_TRUE(contains(OneFile("[" + task("") + "]").error(), "unannotated = \"empty\" takes them"));
  const std::string choice = result("r", "choices", R"("choices":["cat"])");
  EXPECT_TRUE(contains(OneFile("[" + task(annotation(choice)) + "]").error(),
                       "there is no region in 1 task, only results without a shape on a picture (choices)"));
  EXPECT_TRUE(contains(OneFile("[]").error(), "there is no task in it"));
}

TEST(LabelstudioReaderTest, UnitesRegionsBelowOneOfTheSameLabels) {
  const auto instances =
      instances_of(polygon("p", "a") + "," + polygon("q", "b", R"(,"parentID":"p")") + "," +
                   polygon("s", "a", R"(,"parentID":"p")") + "," + polygon("t", "a", R"(,"parentID":"t")"));
  ASSERT_EQ(instances.size(), 3u);
  EXPECT_EQ(instances[0].rings.size(), 2u);
  EXPECT_EQ(instances[1].rings.size(), 1u);
  EXPECT_EQ(instances[2].rings.size(), 1u);
  EXPECT_EQ(instances[2].id, 1000003);
}

TEST(LabelstudioReaderTest, UnitesResultsOfOneRegionAndGivesItOnceForEachLabel) {
  const auto instances = instances_of(result("r", "polygon", kTriangle) + "," +
                                      result("r", "labels", kTriangle + R"(,"labels":["a","b"])") + "," +
                                      result("r", "choices", kTriangle + R"(,"choices":["x"])"));
  ASSERT_EQ(instances.size(), 2u);
  EXPECT_EQ(instances[0].label, 1u);
  EXPECT_EQ(instances[1].label, 2u);
  EXPECT_EQ(instances[0].rings, instances[1].rings);
}

TEST(LabelstudioReaderTest, SaysWhatCannotBePainted) {
  const auto defect = [](const std::string& one) {
    const auto instances = instances_of(one);
    EXPECT_EQ(instances.size(), 1u);
    const std::string& why = instances[0].defect_text;
    return instances[0].defect + ": " + why.substr(std::min(why.find("task 7"), why.size()));
  };
  const std::string label = R"(,"polygonlabels":["a"])";
  const auto shape = [&](const std::string& value) { return defect(result("r", "polygonlabels", value + label)); };
  EXPECT_EQ(shape(kTriangle + R"(,"closed":false)"),
            "ring_open: task 7, region r (polygonlabels) is a polygon that was not closed");
  EXPECT_EQ(shape(R"("points":[[1,1],[2,2]])"),
            "ring_too_short: task 7, region r (polygonlabels) has fewer than three points");
  EXPECT_EQ(shape(R"("points":[[1,1],[2,2],["x",3]])"),
            "shape_malformed: task 7, region r (polygonlabels) has a point that is not two finite numbers");
  EXPECT_EQ(shape(R"("points":7)"), "shape_malformed: task 7, region r (polygonlabels) has no list `points`");
  EXPECT_EQ(shape(R"("points":[[1,1],[1e300,2],[3,3]])"),
            "ring_out_of_range: task 7, region r (polygonlabels) has a point too far outside the picture");
  EXPECT_EQ(defect(polygon("r", "a", R"(,"item_index":2)")),
            "picture_other: task 7, region r (polygonlabels) is on picture 3 of its task");
  EXPECT_TRUE(contains(defect(result("r", "polygonlabels", kTriangle + label, R"(,"image_rotation":90)")),
                       "picture_rotated: task 7, region r (polygonlabels) was drawn on a picture turned by 90°"));
  EXPECT_EQ(defect(result("r", "keypointlabels", R"("x":1,"y":2,"width":1,"keypointlabels":["a"])")),
            "not_an_area: task 7, region r (keypointlabels) is a point, not an area");
  EXPECT_TRUE(contains(defect(result("r", "bitmasklabels", R"("imageDataURL":"","bitmasklabels":["a"])")),
                       "shape_type_unknown: task 7, region r (bitmasklabels) has a type that is not read"));
  EXPECT_EQ(defect(result("r", "rectanglelabels", R"("x":1,"y":2,"width":1,"rectanglelabels":["a"])")),
            "shape_malformed: task 7, region r (rectanglelabels) has no finite number `height`");
  EXPECT_EQ(defect(result("r", "brushlabels", R"("rle":[0,0,0,9],"brushlabels":["a"])")),
            "brush_undecodable: task 7, region r (brushlabels) has brush data without a head");
  EXPECT_TRUE(contains(defect(result("r", "brushlabels", R"("rle":[256],"brushlabels":["a"])")), "not all bytes"));
  EXPECT_EQ(defect(result("r", "polygon", kTriangle)), ": task 7, region r (polygon) has no label");
}

TEST(LabelstudioReaderTest, TakesTheOrderOfClassesThatIsGiven) {
  const OneFile file("[" + task(annotation(polygon("q", "a") + "," + polygon("r", "b"))) + "]");
  const reading::Dataset dataset = file.read({{"classes", std::vector<atelier::testing::Value>{"c", "b"}}});
  ASSERT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.classes, (std::vector<std::string>{"c", "b"}));
  EXPECT_EQ(dataset.pictures[0].instances[0].label, 0u);
  EXPECT_TRUE(contains(dataset.pictures[0].instances[0].defect_text, "has the label `a`, which is no class"));
  EXPECT_EQ(dataset.pictures[0].instances[1].label, 2u);
}

TEST(LabelstudioReaderTest, FindsThePictureAmongTheDataOfATask) {
  const auto file = [](const std::string& data) {
    return OneFile(R"([{"data":{)" + data + R"(},"annotations":[)" + annotation(polygon("r", "a")) + "]}]");
  };
  EXPECT_EQ(file(R"("title":"x","photo":"https://h/a.JPG?x=1")").read().pictures[0].file_name, "a.JPG");
  EXPECT_TRUE(contains(file(R"("title":"x","photo":"y")").error(),
                       "none of the task's texts is a picture: `title`, `photo`; name the one that is with the option "
                       "`image_key`"));
  EXPECT_TRUE(contains(file(R"("a":"1.jpg","b":"2.jpg")").error(), "more than one of the task's texts is a picture"));
  EXPECT_EQ(file(R"("a":"1.jpg","b":"2.jpg")").read({{"image_key", "b"}}).pictures[0].file_name, "2.jpg");
  EXPECT_TRUE(contains(file(R"("images":["1.jpg"])").error(), "`images` is a list: tasks of several pictures"));
}

TEST(LabelstudioReaderTest, NamesPicturesThatAreNotThere) {
  const OneFile file("[" + task(annotation(polygon("r", "a"))) + "]");
  const std::string notes = notes_of({{"annotations", file.path()}, {"images", kFixtures + "/pictures"}});
  EXPECT_TRUE(contains(notes, "pictures_not_found 1 defect: 1 picture is not in")) << notes;
  const std::string matched =
      notes_of({{"annotations", kFixtures + "/tasks.json"}, {"images", kFixtures + "/pictures"}});
  EXPECT_TRUE(contains(matched, "names_matched 5: ")) << matched;
}

TEST(LabelstudioReaderTest, NamesTheFileAndPlaceOfWhatItCannotRead) {
  const auto error = [](const std::string& json) {
    const OneFile file(json);
    const std::string error = file.error();
    EXPECT_TRUE(contains(error, file.path() + ": byte ")) << error;
    return error;
  };
  EXPECT_TRUE(contains(error("[{\"data\": 1,\n,}]"), "(line 2, column 1)"));
  EXPECT_TRUE(contains(error(""), "the file is empty"));
  EXPECT_TRUE(contains(error("id,image\n1,a.jpg\n"), "expected a list of tasks; export the project as JSON"));
  EXPECT_TRUE(contains(error("[7]"), "expected a task, a JSON object"));
  EXPECT_TRUE(contains(error("[" + task("") + " " + task("") + "]"), "expected `,` or `]` after a task"));
  EXPECT_TRUE(contains(error("[" + task("") + "] x"), "expected the end of the file"));
  EXPECT_TRUE(contains(error("[" + task("")), "expected `,` or `]`"));
  EXPECT_TRUE(contains(error(R"([{"id":1,"result":[],"task":5}])"), "does not hold its task"));
  EXPECT_TRUE(contains(read_file("/nowhere").error, "cannot read /nowhere"));
}

TEST(LabelstudioReaderTest, TellsFilesOfOtherKinds) {
  EXPECT_TRUE(
      contains(OneFile(R"({"images":[{"id":1,"file_name":"a.jpg","height":1,"width":1}],"categories":[],)"
                       R"("annotations":[{"id":1,"image_id":1,"category_id":1,"segmentation":[[1,1,2,2,3,1]]}]})")
                   .error(),
               "`coco.reader`"));
}

TEST(LabelstudioReaderTest, AnyFileIsReadOrRefused) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  const std::string whole = atelier::read_file(kFixtures + "/tasks.json");
  for (int round = 0; round < 1000; ++round) {
    std::string json = whole.substr(0, random() % 10 ? whole.size() : random() % whole.size());
    for (int hit = static_cast<int>(random() % 4); hit >= 0 && !json.empty(); --hit) {
      constexpr std::string_view kBytes = "0123456789eE.-[]{},:\"\\ntfxx\0\xff";
      json[random() % json.size()] = kBytes[random() % kBytes.size()];
    }
    const OneFile file(json);
    for (const reading::Picture& picture : file.read({{"images", kFixtures + "/pictures"}}).pictures)
      for (const reading::Instance& each : picture.instances)
        if (!each.runs.empty()) {
          ASSERT_EQ(geometry::sum_of(each.runs), uint64_t{picture.height} * picture.width);
        }
  }
}

TEST(LabelstudioReaderTest, ABrokenFileFailsForEverybodyWhoAsks) {
  const OneFile file("[" + task("", R"(,"meta":")" + std::string(2000000, 'x') + "\"") + ",\n1,, 2]");
  reading::expect_broken<LabelstudioReader>({{"annotations", file.path()}}, "expected a task");
}

TEST(LabelstudioReaderTest, GivesTheSameToManyThreads) {
  atelier::testing::Bench bench(4);
  const auto part =
      bench.make<LabelstudioReader>({{"annotations", kFixtures + "/tasks.json"}, {"images", kFixtures + "/pictures"}});
  const atelier::DatasetRef dataset(part.object());
  std::vector<std::vector<uint8_t>> maps(50);
  atelier::for_each_index(maps.size(), 4, [&](unsigned, uint64_t i) {
    maps[i] = reading::paint(reading::read_picture(bench.call(), dataset, i % 5));
  });
  for (size_t i = 5; i < maps.size(); ++i) EXPECT_EQ(maps[i], maps[i - 5]) << i;
}

}  // namespace
