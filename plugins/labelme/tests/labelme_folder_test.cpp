#include <gtest/gtest.h>

#include "noting_host.hpp"
#include "one_file.hpp"
#include "places.hpp"

namespace {

namespace fs = std::filesystem;
using namespace labelme_test;

// In the order of their words.
std::vector<std::string> words_noticed(const OneFile& file) {
  std::vector<std::string> words;
  for (const auto& [word, note] : notice({{"annotations", file.folder.path().string()}}).notes) words.push_back(word);
  return words;
}

const std::string kShape = R"({"label":"a","points":[[0,0],[4,0],[4,4]],"shape_type":"polygon"})";

TEST(LabelmeFolderTest, RefusesTwoFilesOfOnePicture) {
  const OneFile file(kShape);
  fs::copy_file((test::source_dir() / "plugins/labelme/tests/fixtures").string() + "/round.jpg", file.folder / "a.jpg");
  fs::copy_file(file.file(), file.folder / "a2.json");
  EXPECT_EQ(file.read().error, file.file() + " and " + (file.folder / "a2.json").string() +
                                   " are of the same picture, " + (file.folder / "a.jpg").string() +
                                   ": correct `imagePath` of one, or take it out of the folder");
  fs::remove(file.folder / "a.jpg");
  EXPECT_EQ(file.read().error, "") << "nobody can tell of pictures that are not there";
}

TEST(LabelmeFolderTest, PassesOverHiddenFiles) {
  const OneFile file(kShape);
  atelier::write_file(file.folder / "._a.json", std::string("\0\x05\x16\x07", 4), false);
  fs::create_directories(file.folder / ".ipynb_checkpoints");
  fs::copy_file(file.file(), file.folder / ".ipynb_checkpoints/a-checkpoint.json");
  const reading::Dataset dataset = file.read();
  EXPECT_EQ(dataset.error, "");
  EXPECT_EQ(dataset.pictures.size(), 1u);
  EXPECT_EQ(words_noticed(file), std::vector<std::string>({"hidden_passed_over", "names_unmatched"}));
  fs::remove(file.file());
  EXPECT_TRUE(contains(file.read().error, "but hidden ones, such as "));
}

TEST(LabelmeFolderTest, NotesLabelsThatDifferInCaseOrBlanks) {
  const OneFile file(R"({"label":"Cat","points":[[0,0],[4,0],[4,4]]},{"label":"cat ","points":[[0,0],[4,0],[4,4]]})");
  EXPECT_EQ(file.read().classes.size(), 2u);
  EXPECT_EQ(words_noticed(file), std::vector<std::string>({"names_alike", "names_unmatched"}));
}

TEST(LabelmeFolderTest, NotesPicturesOutsideOfTheFolder) {
  OneFile file(kShape);
  const std::string annotations = file.folder.path().string();
  EXPECT_EQ(test::noted_by_dataset<LabelmeReader>({{"annotations", annotations}}), std::set<std::string>());
  const auto write = [&](const std::string& path) {
    file.write(R"({"version":"6.3.1","flags":{},"shapes":[)" + kShape + R"(],"imagePath":")" + path +
               R"(","imageData":null,"imageHeight":10,"imageWidth":20})");
  };
  write("../b.jpg");
  EXPECT_EQ(test::noted_by_dataset<LabelmeReader>({{"annotations", annotations}}),
            std::set<std::string>{file.folder.path().parent_path() / "b.jpg"});
  write("/nowhere/b.jpg");  // looked for beside the JSON file, and there as soon as it comes
  EXPECT_EQ(test::noted_by_dataset<LabelmeReader>({{"annotations", annotations}}),
            std::set<std::string>{"/nowhere/b.jpg"});
}

}  // namespace
