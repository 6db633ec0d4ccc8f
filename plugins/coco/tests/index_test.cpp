// The reader as an index of its file: several threads and batches, the first fault, and a file that changes.
#include <sys/stat.h>

#include <fstream>
#include <random>

#include "annotation_file.hpp"
#include "reading.hpp"

using atelier::coco::AnnotationFile;

namespace {

std::string ring_of(unsigned numbers) {
  std::string out = "0.5,0";
  for (unsigned i = 2; i < numbers; ++i) out += ", " + std::to_string(i % 640) + "." + std::to_string(i % 100);
  return out;
}

// Pictures 1..4 (named by their ids) and annotations of many batches, one of them longer than a batch.
std::vector<std::string> many_annotations(size_t count) {
  std::vector<std::string> out;
  for (size_t i = 0; i < count; ++i)
    out.push_back("{\"id\":" + std::to_string(i) + ",\"image_id\":" + std::to_string(1 + i % 5) +
                  ",\"category_id\":7,\"area\":" + std::to_string(i) + ".5,\"segmentation\":[[" +
                  ring_of(i == count / 2 ? 80000 : 6 + 2 * (i % 300)) + "]]}");
  return out;
}

std::string file_of(const std::vector<std::string>& annotations, bool pictures_last) {
  std::string images = "\"images\":[", list = "\"annotations\":[";
  for (int i = 1; i <= 4; ++i)
    images += (i > 1 ? "," : "") + ("{\"id\":" + std::to_string(i)) + ",\"file_name\":\"" + std::to_string(i) +
              ".jpg\",\"width\":640,\"height\":480}";
  for (size_t i = 0; i < annotations.size(); ++i) list += (i ? ",\n" : "") + annotations[i];
  const std::string categories = R"("categories":[{"id":7,"name":"cat"}])";
  images += "]";
  list += "]";
  return "{" + (pictures_last ? list + "," + categories + "," + images : images + "," + list + "," + categories) + "}";
}

std::string outcome(const std::filesystem::path& path, unsigned threads) {
  std::string out;
  try {
    const AnnotationFile file(path, {false, "", threads});
    const auto take = [&out](const atelier::coco::Annotation& a, uint32_t label, uint64_t offset) {
      out += atelier::text(a.id, ' ', a.area, ' ', label, ' ', offset, ' ', a.shape.xy.size(), ' ', a.shape.xy.back(),
                           '\n');
    };
    for (size_t i = 0; i < file.pictures().size(); ++i) {
      out += atelier::text("picture ", file.pictures()[i].file_name(), '\n');
      file.of_picture(i, take);
    }
    out += "orphans\n";
    file.orphans(take);
  } catch (const atelier::Error& e) {
    out += e.what();
  }
  return out;
}

TEST(Index, AnswersTheSameForAnyNumberOfThreads) {
  const test::TemporaryFolder folder;
  const auto annotations = many_annotations(3000);
  for (const bool pictures_last : {false, true}) {
    const std::string json = file_of(annotations, pictures_last);
    ASSERT_GT(json.size(), size_t{3} << 20);
    atelier::write_file(folder / "a.json", json, false);
    const std::string once = outcome(folder / "a.json", 1);
    EXPECT_EQ(std::count(once.begin(), once.end(), '\n'), 3000 + 4 + 1);
    const size_t orphans = once.find("orphans\n");
    EXPECT_EQ(std::count(once.begin() + static_cast<std::ptrdiff_t>(orphans), once.end(), '\n'), 600 + 1);
    EXPECT_NE(once.find(atelier::text("\n1500 1500.5 1 ", json.find("{\"id\":1500,"), " 80000 ")), std::string::npos);
    for (const unsigned threads : {2u, 3u, 8u}) EXPECT_EQ(outcome(folder / "a.json", threads), once);
  }
}

TEST(Index, TheFirstFaultOfTheFileIsTold) {
  const test::TemporaryFolder folder;
  for (const size_t faulty : {size_t{100}, size_t{1500}, size_t{2900}}) {
    auto annotations = many_annotations(3000);
    // Faults of other sorts follow, some found by other threads, some by the one that cuts.
    annotations[faulty].insert(1, "\"x\":01,");
    annotations[2950].insert(1, "\"x\":tru,");
    annotations[2970] += " 5";
    const std::string json = file_of(annotations, false);
    atelier::write_file(folder / "a.json", json, false);
    const std::string expected =
        atelier::text(": byte ", json.find("\"x\":01") + 5, " (line ", faulty + 1, ", column 7): ");
    for (const unsigned threads : {1u, 2u, 8u}) {
      const std::string told = outcome(folder / "a.json", threads);
      EXPECT_NE(told.find(expected), std::string::npos) << told << " not" << expected;
    }
  }
}

TEST(Index, AnIdGivenTwiceBeforeAFaultComesFirst) {
  const std::string picture = R"({"id":1,"file_name":"a","width":8,"height":8})";
  const auto error_of = [](const std::string& images) {
    return reading::read_text("{\"annotations\":[],\"categories\":[],\"images\":[" + images + "]}").error;
  };
  EXPECT_NE(error_of(picture + "," + picture + ",3").find("given twice"), std::string::npos);
  EXPECT_NE(error_of(picture + ",3," + picture).find("must be a JSON object"), std::string::npos);
}

TEST(Index, AFileThatChangesIsNamed) {
  const test::TemporaryFolder folder;
  const auto path = folder / "a.json";
  const std::string json = file_of(many_annotations(50), false);
  for (const bool shorter : {false, true}) {
    atelier::write_file(path, json, false);
    const AnnotationFile file(path, {});
    size_t seen = 0;
    const auto take = [&seen](const atelier::coco::Annotation&, uint32_t, uint64_t) { ++seen; };
    file.of_picture(0, take);
    EXPECT_EQ(seen, 10u);
    // In place, so that the open file is the one that changes.
    if (shorter)
      std::filesystem::resize_file(path, 300);
    else
      std::ofstream(path, std::ios::in | std::ios::out | std::ios::binary).seekp(400) << "@@@@@@@@@@@@";
    // A clock of coarse steps may give the same time twice.
    const timespec times[2] = {{1, 0}, {1, 0}};
    utimensat(AT_FDCWD, path.c_str(), times, 0);
    try {
      file.of_picture(0, take);
      ADD_FAILURE() << "no error";
    } catch (const atelier::Error& e) {
      EXPECT_NE(std::string(e.what()).find(path.string() + " was changed while it was in use"), std::string::npos);
    }
  }
}

TEST(Index, AFileThatIsReplacedStaysTheOneThatWasRead) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "a.json", file_of(many_annotations(50), false), false);
  const AnnotationFile file(folder / "a.json", {});
  atelier::write_file(folder / "b.json", "{}", false);
  std::filesystem::rename(folder / "b.json", folder / "a.json");
  size_t seen = 0;
  file.of_picture(3, [&seen](const atelier::coco::Annotation&, uint32_t, uint64_t) { ++seen; });
  EXPECT_EQ(seen, 10u);
}

TEST(Index, APipeIsRefused) {
  const test::TemporaryFolder folder;
  const auto path = folder / "pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_NE(reading::read(path).error.find("save it as a file"), std::string::npos);
}

// A shape asked for while another is being looked at.
TEST(Index, TakingMayAskAgain) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "a.json", file_of(many_annotations(20), false), false);
  const AnnotationFile file(folder / "a.json", {});
  std::vector<double> outer, inner;
  file.of_picture(0, [&](const atelier::coco::Annotation& a, uint32_t, uint64_t) {
    const auto before = a.shape.xy;
    file.of_picture(
        1, [&](const atelier::coco::Annotation& b, uint32_t, uint64_t) { inner.push_back(static_cast<double>(b.id)); });
    EXPECT_EQ(a.shape.xy, before);
    outer.push_back(static_cast<double>(a.id));
  });
  EXPECT_EQ(outer, (std::vector<double>{0, 5, 10, 15}));
  EXPECT_EQ(inner.size(), 16u);
}

TEST(Index, NamesMayBeAbsoluteOrInFolders) {
  const test::TemporaryFolder folder;
  const std::string json =
      R"({"images":[{"id":1,"file_name":"/far/a.jpg","width":1,"height":1},{"id":2,"file_name":"b/c.jpg","width":1,)"
      R"("height":1}],"annotations":[],"categories":[]})";
  atelier::write_file(folder / "a.json", json, false);
  for (const char* images : {"/pictures", "/pictures/"}) {
    const auto dataset = reading::read(folder / "a.json", images);
    EXPECT_EQ(dataset.paths, (std::vector<std::string>{"/far/a.jpg", "/pictures/b/c.jpg"}));
    EXPECT_EQ(dataset.file_names, (std::vector<std::string>{"/far/a.jpg", "b/c.jpg"}));
  }
}

// Written in every odd way the same annotation is the same.
TEST(Index, OddWritingsGiveTheSameShape) {
  const auto ring = [](const std::string& json) {
    return reading::read_text(reading::with_annotations(json)).instances.at(0).at(0);
  };
  const auto plain =
      ring(R"({"id":5,"image_id":1,"category_id":7,"iscrowd":1,"area":2.5,"segmentation":[[0,-0,4.5,0,4,4.25]]})");
  EXPECT_FALSE(std::signbit(plain.rings.at(0).at(1))) << "-0 is an integer";
  for (
      const char* odd :
      {R"({"id":5.0,"image_id":1e0,"category_id":7.0,"iscrowd":true,"area":25e-1,"segmentation":[[0,0,45e-1,0,4,4.25]]})",
       R"({"\u0069d":5,"image_id":1,"category_id":7,"iscrowd":1,"area":2.5,"segmentation":[[ 0 ,0,4.50,0.000,4,4.25 ]  ]})",
       R"({"segmentation":null,"id":4,"id":5,"image_id":2,"image_id":1,"category_id":7,"iscrowd":1,"area":2.5,"segmentation":[[0,0,4.5,0,4,4.25]]})",
       "{\"id\":5,\"image_id\":1,\"category_id\":7,\"iscrowd\":1,\"area\":2.5,\"note\":\"\xc3\xa4\",\"segmentation\":[["
       "0,\n"
       "          0,\n          4.5,\r\n\t0,4,4.25]]}"}) {
    const auto instance = ring(odd);
    EXPECT_EQ(instance.id, plain.id) << odd;
    EXPECT_EQ(instance.label, plain.label) << odd;
    EXPECT_EQ(instance.crowd, plain.crowd) << odd;
    EXPECT_EQ(instance.area, plain.area) << odd;
    EXPECT_EQ(instance.rings, plain.rings) << odd;
    EXPECT_EQ(instance.defect, "") << odd;
  }
}

TEST(Index, RunsAsTextMayHoldBackslashes) {
  const auto dataset = reading::read_text(
      R"({"images":[{"id":1,"file_name":"a","width":100,"height":100}],"categories":[],"annotations":[)"
      R"({"image_id":1,"segmentation":{"size":[100,100],"counts":"09k2000000000000000\\l8"}},)"
      R"({"image_id":1,"segmentation":{"size":[100,100],"counts":"09k2000000000000000\\l8\u0030"}}]})");
  ASSERT_EQ(dataset.error, "");
  const auto& instances = dataset.instances.at(0);
  ASSERT_EQ(instances.size(), 2u);
  EXPECT_EQ(instances[0].runs.size(), 19u);
  EXPECT_EQ(instances[0].runs.at(3), 9u);
  EXPECT_EQ(instances[0].runs.back(), 9191u);
  EXPECT_EQ(instances[1].defect_text, "the runs do not add up to height times width");
}

}  // namespace
