#include "label_files.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>

#include "test_data.hpp"

namespace {

namespace fs = std::filesystem;
using atelier::DatasetNote;
using atelier::yolo_segments::label_path;

constexpr const char* kLine = "0 0.1 0.1 0.5 0.1 0.5 0.5\n";

class LabelFilesTest : public testing::Test {
 protected:
  LabelFilesTest() {
    for (const char* each : {"images", "labels"}) fs::create_directories(folder / each);
  }
  void write(const std::string& name, const std::string& text = kLine) {
    fs::create_directories((folder / name).parent_path());
    atelier::write_file(folder / name, text, false);
  }
  // Of pictures of the folder `images`, by their names in it. An error is in `error`.
  std::vector<std::string> find(const std::vector<std::string>& names) {
    atelier::yolo_segments::DataFile data;
    data.root = folder.path();
    data.from = {folder / "images"};
    std::vector<atelier::yolo_segments::PictureFile> pictures;
    for (const std::string& name : names) pictures.push_back({(folder / "images" / name).string(), name});
    notes.clear();
    error.clear();
    try {
      return atelier::yolo_segments::find_label_files(bench.call(), data, "train", pictures, notes);
    } catch (const atelier::Error& e) {
      error = e.what();
      return {};
    }
  }
  std::string path(const char* name) const { return (folder / name).string(); }

  test::TemporaryFolder folder;
  atelier::testing::Bench bench{2};
  std::vector<DatasetNote> notes;
  std::string error;
};

TEST_F(LabelFilesTest, ReplacesTheLastFolderOfImages) {
  EXPECT_EQ(label_path("/d/images/x/images/sub/a.b.jpg"), "/d/images/x/labels/sub/a.b.txt");
  EXPECT_EQ(label_path("/d/photos/a.jpg"), "/d/photos/a.txt");
}

TEST_F(LabelFilesTest, CountsAndNamesPicturesWithoutOne) {
  write("labels/a.txt", "");
  EXPECT_EQ(find({"a.jpg", "b.jpg", "sub/c.jpg"}), (std::vector<std::string>{path("labels/a.txt"), "", ""}));
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].word, "label_file_missing");
  EXPECT_EQ(notes[0].count, 2u);
  EXPECT_NE(notes[0].level, atelier::NoteLevel::kDefect) << "a picture of background, as in Ultralytics";
  EXPECT_EQ(notes[0].text,
            "2 of 3 pictures have no label file and are taken as background, as in Ultralytics; the first is " +
                path("images/b.jpg") + ", whose labels should be " + path("labels/b.txt"));
}

TEST_F(LabelFilesTest, CallsItADefectWhereLabelsLieElsewhere) {
  write("labels/a.txt");
  write("labels/b.jpg.txt");
  write("labels/classes.txt", "bolt\nnut\n");
  write("images/c.txt");
  find({"a.jpg", "b.jpg", "c.jpg"});
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].level, atelier::NoteLevel::kDefect);
  EXPECT_EQ(notes[0].count, 2u);
  EXPECT_NE(notes[0].text.find("; of these, 1 have one beside the picture, which is not read; label files there of no "
                               "picture of the set: 1, such as " +
                               path("labels/b.jpg.txt")),
            std::string::npos)
      << notes[0].text;
}

TEST_F(LabelFilesTest, TakesThoseBesideThePicturesWhereThereIsNoOther) {
  write("images/a.txt");
  EXPECT_EQ(find({"a.jpg", "b.jpg"}), (std::vector<std::string>{path("images/a.txt"), ""}));
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_EQ(notes[0].word, "labels_beside_pictures");
  EXPECT_NE(notes[0].level, atelier::NoteLevel::kDefect);
  EXPECT_NE(notes[0].text.find("where Ultralytics looks for it"), std::string::npos);
  EXPECT_EQ(notes[1].word, "label_file_missing");
}

TEST_F(LabelFilesTest, RefusesASetWithoutAny) {
  find({"a.jpg", "b.jpg"});
  EXPECT_EQ(error, "there is no label file for any of the 2 pictures of `train`: that of " + path("images/a.jpg") +
                       " should be " + path("labels/a.txt") + " (there is none beside the picture either)");
  write("labels/x.txt");
  write("images/a.xml", "<annotation><object/></annotation>");
  find({"a.jpg", "b.jpg"});
  EXPECT_NE(error.find("; label files there of no picture of the set: 1, such as " + path("labels/x.txt") +
                       "; there is " + path("images/a.xml")),
            std::string::npos)
      << error;
}

TEST_F(LabelFilesTest, NamesThoseThatAreWrittenOtherwiseOrLieElsewhere) {
  const auto told = [&](const std::string& file) {
    write(file);
    find({"train/a.jpg", "train/b.jpg"});
    const std::string wanted = "; of 1 picture a label file lies elsewhere or is written otherwise, such as " +
                               (folder / file).string() + ": it should be " + path("labels/train/a.txt");
    EXPECT_NE(error.find(wanted), std::string::npos) << error;
    fs::remove(folder / file);
  };
  told("labels/train/a.TXT");
  told("labels/a.txt");
  told("Labels/train/a.txt");
  told("labels/train/x/A.txt");
  write("labels/train/a.TXT");
  write("labels/train/b.txt");
  find({"train/a.jpg", "train/b.jpg"});
  ASSERT_EQ(notes.size(), 1u) << error;
}

}  // namespace
