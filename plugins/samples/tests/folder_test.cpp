#include "../folder.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "atelier/cpp/files.hpp"
#include "atelier/testing.hpp"
#include "pictures/picture_file.hpp"
#include "test_data.hpp"

namespace {

using atelier::Tensor;
using atelier::testing::Value;
using Options = atelier::testing::Bench::Options;

class FolderTest : public testing::Test {
 protected:
  FolderTest() {
    for (const char* name : {"images/sub", "masks/sub"}) std::filesystem::create_directories(folder / name);
    for (const char* key : {"c", "a", "sub/b"}) add(key);
  }
  void add_picture(const std::string& file) {
    Tensor picture = Tensor::make<uint8_t>({2, 2, 3});
    std::memset(picture.data<uint8_t>(), 7, 12);
    atelier::write_file(folder / ("images/" + file), pictures::encode_jpeg(picture, 90));
  }
  void add(const std::string& key) {
    add_picture(key + ".jpg");
    Tensor labels = Tensor::make<uint8_t>({2, 2});
    std::memset(labels.data<uint8_t>(), 1, 4);
    atelier::write_file(folder / ("masks/" + key + ".png"), pictures::encode_png(labels));
  }
  Options options(Options more = {}, bool with_classes = true) {
    more.emplace_back("images", (folder / "images").string());
    more.emplace_back("masks", (folder / "masks").string());
    if (with_classes) more.emplace_back("classes", std::vector<Value>{"background", "thing"});
    return more;
  }
  std::vector<std::string> keys(const atelier::testing::Part& part) {
    const atelier::SamplesRef samples(part.object());
    std::vector<std::string> out;
    for (uint64_t i = 0; i < samples.describe(bench.call()).count; ++i) out.emplace_back(samples.key(bench.call(), i));
    return out;
  }
  std::string refusal(const Options& with) {
    try {
      bench.make<atelier::samples::Folder>(with);
    } catch (const std::runtime_error& e) {
      return e.what();
    }
    ADD_FAILURE() << "was not refused";
    return "";
  }
  static bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }

  test::TemporaryFolder folder;
  atelier::testing::Bench bench;
};

TEST_F(FolderTest, PairsByNameInTheOrderOfKeys) {
  const auto part = bench.make<atelier::samples::Folder>(options());
  EXPECT_EQ(keys(part), (std::vector<std::string>{"a", "c", "sub/b"}));
  const atelier::SamplesRef samples(part.object());
  EXPECT_EQ(samples.describe(bench.call()).class_count, 2u);
  const atelier::Sample sample = samples.load(bench.call(), 2);
  EXPECT_EQ(sample.labels.data<uint8_t>()[3], 1);
  EXPECT_TRUE(bench.lines().empty());
}

TEST_F(FolderTest, LinksInCirclesEndNoWalk) {
  std::filesystem::create_directory_symlink(".", folder / "images/circle");
  std::filesystem::create_directory_symlink("..", folder / "masks/sub/circle");
  std::filesystem::create_symlink("itself.jpg", folder / "images/itself.jpg");
  EXPECT_EQ(keys(bench.make<atelier::samples::Folder>(options())), (std::vector<std::string>{"a", "c", "sub/b"}));
  EXPECT_TRUE(bench.lines().empty()) << bench.lines()[0];  // no picture of the circle is told of
}

TEST_F(FolderTest, TakesTheOrderOfAList) {
  atelier::write_file(folder / "list.txt", "sub/b\r\n\n  a  \n");
  const auto part = bench.make<atelier::samples::Folder>(options({{"list", (folder / "list.txt").string()}}));
  EXPECT_EQ(keys(part), (std::vector<std::string>{"sub/b", "a"}));
}

TEST_F(FolderTest, TakesListsAndClassesThatWereWrittenOnWindows) {
  const std::string list = (folder / "list.txt").string(), classes = (folder / "classes.txt").string();
  atelier::write_file(classes,
                      "\xef\xbb\xbf"
                      "background\r\nthing \t\r\n\r\n");
  for (const char* lines : {"\xef\xbb\xbf"
                            "c\r\nsub\\b \t\r\n\r\n",
                            "c.jpg\rsub\\b\r", "c 1\nsub\\b 1\n"}) {
    atelier::write_file(list, lines);
    const auto part = bench.make<atelier::samples::Folder>(options({{"list", list}, {"classes_file", classes}}, false));
    EXPECT_EQ(keys(part), (std::vector<std::string>{"c", "sub/b"})) << lines;
    const atelier_samples_info info = atelier::SamplesRef(part.object()).describe(bench.call());
    ASSERT_EQ(info.class_count, 2u);
    EXPECT_EQ(atelier::str(info.class_names[0]), "background");
    EXPECT_EQ(atelier::str(info.class_names[1]), "thing");
  }
  atelier::write_file(list, std::string("\xff\xfe"
                                        "c\0\n\0",
                                        6));
  EXPECT_TRUE(contains(refusal(options({{"list", list}})), list + ": the file is in UTF-16; save it as UTF-8"));
  atelier::write_file(list, "sub\\none\n");
  EXPECT_TRUE(contains(refusal(options({{"list", list}})), list + ":1: there is no picture named sub/none"));
}

TEST_F(FolderTest, TakesClassesFromAModelsPage) {
  const std::string file = (folder / "model.toml").string();
  atelier::write_file(file, "component = 'x'\nclasses = [\n  \"background\",\n  'thing',\n]\n[options]\nclasses = 2\n");
  const auto part = bench.make<atelier::samples::Folder>(options({{"classes_file", file}}, false));
  const atelier_samples_info info = atelier::SamplesRef(part.object()).describe(bench.call());
  ASSERT_EQ(info.class_count, 2u);
  EXPECT_EQ(atelier::str(info.class_names[1]), "thing");
  for (const char* wrong : {"classes = 2", "classes = ['a', 3]", "classes = []", "a = 1"}) {
    atelier::write_file(file, wrong);
    const std::string told = refusal(options({{"classes_file", file}}, false));
    EXPECT_TRUE(contains(told, file) && contains(told, "`classes`")) << told;
  }
  atelier::write_file(file, "\nclasses = [");
  EXPECT_TRUE(contains(refusal(options({{"classes_file", file}}, false)), "line 2"));
}

TEST_F(FolderTest, NamesTheLineOfAListThatIsWrong) {
  const std::string list = (folder / "list.txt").string();
  atelier::write_file(list, "a\n\nnone\n");
  EXPECT_TRUE(contains(refusal(options({{"list", list}})), list + ":3: there is no picture named none"));
  atelier::write_file(list, "a\nc\na");
  EXPECT_TRUE(contains(refusal(options({{"list", list}})), list + ":3: a is listed twice"));
}

TEST_F(FolderTest, WarnsOfAPictureWithoutLabelsOrRefusesIt) {
  add_picture("alone.jpg");
  const auto part = bench.make<atelier::samples::Folder>(options());
  EXPECT_EQ(keys(part).size(), 3u);
  ASSERT_EQ(bench.lines().size(), 1u);
  EXPECT_TRUE(contains(bench.lines()[0], "1 picture has no label map"));
  EXPECT_TRUE(contains(bench.lines()[0], (folder / "images/alone.jpg").string()));
  EXPECT_TRUE(contains(refusal(options({{"strict", true}})), "alone.jpg"));
}

TEST_F(FolderTest, RefusesTwoFilesOfOneName) {
  add_picture("a.PNG");
  const std::string why = refusal(options());
  EXPECT_TRUE(contains(why, (folder / "images/a.jpg").string()) && contains(why, (folder / "images/a.PNG").string()))
      << why;
}

TEST_F(FolderTest, LeavesOtherFilesOut) {
  atelier::write_file(folder / "images/notes.txt", "x");
  atelier::write_file(folder / "images/.hidden.jpg", "x");
  EXPECT_EQ(keys(bench.make<atelier::samples::Folder>(options())).size(), 3u);
}

TEST_F(FolderTest, ReadsClassNamesFromAFile) {
  const std::string file = (folder / "names.txt").string();
  atelier::write_file(file, "background\nbig thing\nother\n");
  const auto part = bench.make<atelier::samples::Folder>(options({{"classes_file", file}}, false));
  const atelier_samples_info info = atelier::SamplesRef(part.object()).describe(bench.call());
  ASSERT_EQ(info.class_count, 3u);
  EXPECT_EQ(atelier::view(info.class_names[1]), "big thing");
  EXPECT_TRUE(contains(refusal(options({{"classes_file", file}})), "either"));
  EXPECT_TRUE(contains(refusal(options({}, false)), "either"));
  atelier::write_file(file, "\n");
  EXPECT_TRUE(contains(refusal(options({{"classes_file", file}}, false)), file));
}

TEST_F(FolderTest, RefusesEmptyFolders) {
  std::filesystem::remove_all(folder / "masks");
  std::filesystem::create_directories(folder / "masks");
  EXPECT_TRUE(contains(refusal(options()), "there is no pair: 3 pictures"));
}

TEST_F(FolderTest, RefusesAVoidThatIsAClass) { EXPECT_TRUE(contains(refusal(options({{"void", 1}})), "void = 1")); }

}  // namespace
