// Tests of tasks with several pictures, of shapes under one id, of pictures that are no files.
#include "labelstudio_reader.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atelier/cpp/files.hpp>

#include "noting_host.hpp"
#include "reading.hpp"
#include "task_json.hpp"

namespace {

using namespace task_json;

// A task of several pictures, and regions on tags.
std::string several(const std::string& results, const std::string& data = R"("image1":"a.jpg","image2":"b.jpg")") {
  return R"([{"id":7,"data":{)" + data + R"(},"annotations":[)" + annotation(results) + "]}]";
}
std::string on(const std::string& tag, const std::string& id, const std::string& label) {
  return polygon(id, label, R"(,"to_name":")" + tag + "\"");
}
const Options kFirst = {{"image_key", "image1"}};
Options with_to_name(const std::string& name) {
  return {{"image_key", "image1"}, {"to_name", std::vector<atelier::testing::Value>{name}}};
}

std::string defects_of(const reading::Dataset& dataset) {
  if (!dataset.error.empty()) return dataset.error;
  std::string out;
  for (const auto& each : dataset.pictures.at(0).instances) out += (each.defect.empty() ? "-" : each.defect) + " ";
  return out;
}

TEST(SeveralPicturesTest, RegionsOnOthersAreLeftOut) {
  const OneFile by_name(several(on("image1", "r", "a") + "," + on("image2", "s", "b")));
  EXPECT_EQ(defects_of(by_name.read(kFirst)), "- picture_other ");
  EXPECT_TRUE(contains(by_name.read(kFirst).pictures[0].instances[1].defect_text,
                       "region s (polygonlabels) is on `image2`, another picture of its task"));
  EXPECT_EQ(defects_of(by_name.read(with_to_name("image2"))), "picture_other - ");
  // Told by what the other tag is called.
  EXPECT_EQ(defects_of(OneFile(several(on("left", "r", "a") + "," + on("image2", "s", "b"))).read(kFirst)),
            "- picture_other ");
  EXPECT_EQ(defects_of(OneFile(several(on("image2", "s", "b"))).read(kFirst)), "picture_other ");
  EXPECT_EQ(defects_of(OneFile(several(on("img", "s", "b"))).read(kFirst)), "- ") << "nothing speaks for another";
  // The usual key beside another one.
  const std::string usual = R"("image":"a.jpg","image2":"b.jpg")";
  EXPECT_EQ(defects_of(OneFile(several(on("image", "r", "a") + "," + on("image2", "s", "b"), usual)).read()),
            "- picture_other ");
}

TEST(SeveralPicturesTest, TagsMustBeNamedWhereNothingTells) {
  const OneFile file(several(on("left", "r", "a") + "," + on("right", "s", "b")));
  const std::string error = file.error(kFirst);
  EXPECT_TRUE(contains(error, "tasks of several pictures (`image1`, `image2`), the first of them task 7 in ")) << error;
  EXPECT_TRUE(contains(error, "with regions on `left`, `right` (`to_name`)")) << error;
  EXPECT_TRUE(contains(error, "to_name = [\"left\"]")) << error;
  EXPECT_EQ(defects_of(file.read(with_to_name("right"))), "picture_other - ");
  EXPECT_TRUE(contains(file.error(with_to_name("rihgt")),
                       "no region is on `rihgt`, which the option `to_name` lists; "
                       "there are regions on `left`, `right`"));
}

TEST(SeveralPicturesTest, TasksOfOnePictureTakeAllTags) {
  const OneFile file(several(on("left", "r", "a") + "," + on("right", "s", "b"), R"("image1":"a.jpg","title":"x")"));
  EXPECT_EQ(defects_of(file.read(kFirst)), "- - ");
}

TEST(SeveralPicturesTest, JsonMinDoesNotTell) {
  const std::string shape = R"({"original_width":20,"original_height":10,"polygonlabels":["a"],)" + kTriangle + "}";
  const OneFile one(R"([{"id":7,"image1":"a.jpg","image2":"b.jpg","label":[)" + shape + "]}]");
  EXPECT_EQ(defects_of(one.read(kFirst)), "- ");
  EXPECT_TRUE(contains(notes_of({{"annotations", one.path()}, {"image_key", "image1"}}),
                       "picture_unknown 1: 1 task of JSON-MIN has several pictures"));
  const OneFile two(R"([{"id":7,"image1":"a.jpg","image2":"b.jpg","left":[)" + shape + R"(],"right":[)" + shape +
                    "]}]");
  EXPECT_TRUE(contains(two.error(kFirst), "with regions on `left`, `right`"));
  EXPECT_EQ(defects_of(two.read(with_to_name("left"))), "- picture_other ");
}

TEST(ShapesOfOneIdTest, AreUnitedOrEachItsOwn) {
  const auto rectangle = [](const std::string& label, double x) {
    return result(
        "r", "rectanglelabels",
        R"("x":)" + std::to_string(x) + R"(,"y":0,"width":10,"height":20,"rectanglelabels":[")" + label + "\"]");
  };
  const auto other = instances_of(polygon("r", "a") + "," + rectangle("a", 60));
  ASSERT_EQ(other.size(), 1u);
  EXPECT_EQ(other[0].rings.size(), 2u);
  const auto alike = instances_of(rectangle("a", 0) + "," + rectangle("a", 60) + "," + rectangle("a", 60));
  ASSERT_EQ(alike.size(), 1u);
  EXPECT_EQ(alike[0].rings.size(), 2u) << "the same one twice is one";
  const auto own = instances_of(rectangle("a", 0) + "," + rectangle("b", 60));
  ASSERT_EQ(own.size(), 2u);
  EXPECT_NE(own[0].label, own[1].label);
  EXPECT_NE(own[0].rings, own[1].rings);
  const auto unlabelled = instances_of(result("r", "polygon", kTriangle) + "," + rectangle("a", 60));
  ASSERT_EQ(unlabelled.size(), 1u);
  EXPECT_EQ(unlabelled[0].label, 1u);
  EXPECT_EQ(unlabelled[0].rings.size(), 2u);
  const auto about = instances_of(polygon("r", "a") + "," + result("r", "choices", R"("x":1,"y":2,"choices":["c"])"));
  ASSERT_EQ(about.size(), 1u);
  EXPECT_EQ(about[0].defect, "");
}

TEST(ShapesOfOneIdTest, ABrushBesideARectangle) {
  // The first four pixels of 20 x 10.
  const std::string brush = R"("rle":[0,0,3,32,57,27,255,0,15,255,224,97,224,0],"brushlabels":["a"])";
  const auto instances =
      instances_of(result("r", "rectanglelabels", R"("x":50,"y":0,"width":10,"height":20,"rectanglelabels":["a"])") +
                   "," + result("r", "brushlabels", brush));
  ASSERT_EQ(instances.size(), 1u);
  EXPECT_EQ(instances[0].defect, "") << instances[0].defect_text;
  uint64_t pixels = 0;
  for (size_t i = 1; i < instances[0].runs.size(); i += 2) pixels += instances[0].runs[i];
  EXPECT_EQ(pixels, 4u + 4u);
}

TEST(OddPicturesTest, OneInsideTheJsonIsCalledThat) {
  const OneFile file(R"([{"id":7,"data":{"image":"data:image/png;base64,AAAA"},"annotations":[)" +
                     annotation(polygon("r", "a")) + "]}]");
  const std::string folder = file.folder.path().string();
  EXPECT_EQ(file.read().pictures.at(0).file_name, "task-7.png");
  const std::string why =
      "1 picture stands inside the JSON (a `data:` address) and in no file, the first of task 7: save it in the folder "
      "`images`, as task-7.png";
  const std::string notes = notes_of({{"annotations", file.path()}});
  EXPECT_TRUE(contains(notes, "pictures_inside 1 defect: " + why)) << notes;
  EXPECT_TRUE(contains(file.error({{"images", folder}}), file.path() + ": " + why));
  std::filesystem::copy_file(kFixtures + "/pictures/turned.jpg", file.folder / "task-7.png");
  EXPECT_EQ(file.error({{"images", folder}}), "");
}

TEST(OddPicturesTest, AnotherSizeIsADefect) {
  const auto notes = [](int width, int height) {
    const OneFile file(R"([{"id":7,"data":{"image":"turned.jpg"},"annotations":[{"result":[{"type":"polygonlabels",)"
                       R"("original_width":)" +
                       std::to_string(width) + R"(,"original_height":)" + std::to_string(height) + R"(,"value":{)" +
                       kTriangle + R"(,"polygonlabels":["a"]}}]}]}])");
    return notes_of({{"annotations", file.path()}, {"images", kFixtures + "/pictures"}});
  };
  EXPECT_EQ(notes(30, 50), "");
  EXPECT_TRUE(contains(notes(60, 100),
                       "sizes_differ 1 defect: 1 picture has another size than the tasks say, the first "
                       "of task 7: turned.jpg is 30 x 50 pixels and not 60 x 100"))
      << notes(60, 100);
}

TEST(OtherFilesTest, AreNamedBeforeAnyAdvice) {
  const std::string create_ml =
      OneFile(R"([{"image":"a.png","annotations":[{"label":"cat","coordinates":{"x":1,"y":2,"width":3,"height":4}}]}])")
          .error();
  EXPECT_TRUE(contains(create_ml, "CreateML")) << create_ml;
  const std::string results = OneFile(R"([{"image_id":1,"category_id":1,"bbox":[1,2,3,4],"score":0.5}])").error();
  EXPECT_TRUE(contains(results, "a results file of COCO")) << results;
  EXPECT_FALSE(contains(results, "image_key")) << results;
}

TEST(OtherFilesTest, APipeIsRefused) {
  const test::TemporaryFolder folder;
  const std::string pipe = folder / "a.json";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_TRUE(contains(read_file(pipe).error, "is a pipe or a device"));
}

TEST(OddTasksTest, NotesPicturesOutsideOfTheFolder) {
  const OneFile one(R"([{"id":7,"data":{"image":"/data/local-files/?d=../b.jpg"},"annotations":[)" +
                    annotation(polygon("r", "cat")) + "]}]");
  EXPECT_EQ(test::noted_by_dataset<LabelstudioReader>(
                {{"annotations", one.path()}, {"images", (one.folder / "pictures").string()}}),
            std::set<std::string>{(one.folder / "b.jpg").string()});
}

}  // namespace
