#include "data_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atelier/cpp/files.hpp>

#include "picture_list.hpp"
#include "sources/name_finder.hpp"
#include "test_data.hpp"

namespace {

namespace fs = std::filesystem;
using atelier::yolo_segments::DataFile;
using sources::Names;

class DataFileTest : public testing::Test {
 protected:
  DataFileTest() { fs::create_directories(folder / "set/images/train"); }
  DataFile read(const std::string& yaml, const std::string& set = "train", const fs::path& root = {},
                Names names = Names::kExact) {
    atelier::write_file(folder / "set/data.yaml", yaml, false);
    return atelier::yolo_segments::read_data_file(folder / "set/data.yaml", set, root, names);
  }
  std::string refusal(const std::string& yaml, const std::string& set = "train") {
    try {
      read(yaml, set);
    } catch (const atelier::Error& e) {
      const std::string what = e.what(), name = (folder / "set/data.yaml").string();
      EXPECT_EQ(what.compare(0, name.size(), name), 0) << what;
      return what.substr(std::min(what.size(), name.size()));
    }
    return "was not refused";
  }
  test::TemporaryFolder folder;
};

TEST_F(DataFileTest, ReadsNamesAsListMapOrCount) {
  EXPECT_EQ(read("train: images/train\nnames: [a, 'b c']\nnc: 2").names, (std::vector<std::string>{"a", "b c"}));
  EXPECT_EQ(read("train: images/train\nnames:\n  1: b\n  0: a\n").names, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(read("train: images/train\nnc: 2").names, (std::vector<std::string>{"class_0", "class_1"}));
}

TEST_F(DataFileTest, FindsTheFolderByPathBesideTheFileOrByRoot) {
  const fs::path images = folder / "set/images/train";
  EXPECT_EQ(read("path: .\ntrain: images/train\nnc: 1").from.at(0), images);
  EXPECT_EQ(read("path: ../set\ntrain: images/train\nnc: 1").from.at(0), images);
  EXPECT_EQ(read("path: " + (folder / "set").string() + "\ntrain: images/train\nnc: 1").from.at(0), images);
  EXPECT_EQ(read("path: coco8-seg\ntrain: images/train\nnc: 1").from.at(0), images) << "relative to Ultralytics' own";
  EXPECT_EQ(read("train: ../images/train\nnc: 1").from.at(0), images) << "one folder up too many";
  EXPECT_EQ(read("train: " + images.string() + "\nnc: 1").from.at(0), images);
  EXPECT_EQ(read("path: /elsewhere\ntrain: [images/train, images]\nnc: 1", "train", folder / "set").from.size(), 2u);
}

TEST_F(DataFileTest, TakesTheSetThatIsAskedFor) {
  EXPECT_EQ(read("train: x\nval: images\nnc: 1", "val").from.at(0), folder / "set/images");
  EXPECT_EQ(read("train: x\nvalidation: images\nnc: 1", "val").from.at(0), folder / "set/images");
  EXPECT_EQ(refusal("train: x\nval:\nnc: 1", "val"), ":1: there is no `val`; there is train");
}

TEST_F(DataFileTest, NamesTheLineThatIsWrong) {
  EXPECT_EQ(refusal("nc: 1\ntrain: photos"),
            ":2: `train` names " + (folder / "set/photos").string() +
                ", which is not there; set `root` to the dataset's folder, or correct `path`");
  EXPECT_EQ(refusal("train: images\nnames: [a]\nnc: 2"), ":3: `nc` is 2, but there are 1 names");
  EXPECT_EQ(refusal("train: images\nnames: {0: a, 2: b}"), ":2: `names` has no class 1; they go from 0 without gaps");
  EXPECT_EQ(refusal("train: images\nnames: {0: a, 0: b}").substr(0, 3), ":2:");
  EXPECT_NE(refusal("train: images\nnames: {x: a}"), "was not refused");
  EXPECT_NE(refusal("train: images\nnames: 7"), "was not refused");
  EXPECT_NE(refusal("train: {a: b}\nnc: 1"), "was not refused");
  EXPECT_NE(refusal("train: []\nnc: 1"), "was not refused");
  EXPECT_NE(refusal("train: images\nnc: -1"), "was not refused");
  EXPECT_NE(refusal("train: images\nnc: 1000000000000"), "was not refused");
  EXPECT_NE(refusal("- 1"), "was not refused");
  EXPECT_NE(refusal(""), "was not refused");
  EXPECT_NE(refusal(std::string(100000, '[')), "was not refused");
  EXPECT_EQ(refusal("a: [1\nb: 2").substr(0, 3), ":2:");
}

TEST_F(DataFileTest, RefusesWhatIsNoTextBeforeAParserDoes) {
  fs::create_directories(folder / "set");
  const std::string zip("PK\x03\x04\x14\0\0\0: \"\\\0\"", 17), png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
  for (const std::string& bytes : {zip, png}) {
    const std::string why = refusal(bytes);
    EXPECT_EQ(why.find(" is not the YAML file of a dataset; it looks like a"), 0u) << why;
  }
  const std::string pipe = (folder / "set/pipe.yaml").string();
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string& file : {pipe, std::string("/dev/zero")}) {
    try {
      atelier::yolo_segments::read_data_file(file, "train", {}, Names::kExact);
      ADD_FAILURE() << file;
    } catch (const atelier::Error& e) {
      EXPECT_EQ(std::string(e.what()).find(file), 0u) << e.what();
    }
  }
}

TEST_F(DataFileTest, NotesNamesThatAPersonTakesForOne) {
  EXPECT_TRUE(read("train: images/train\nnames: [a, b]").notes.empty());
  for (const char* names : {"[cat, dog, cat]", "[Cat, dog, 'cat ']"}) {
    const DataFile data = read(std::string("train: images/train\nnames: ") + names);
    ASSERT_EQ(data.notes.size(), 1u) << names;
    EXPECT_EQ(data.notes[0].word, "names_alike");
    EXPECT_EQ(data.notes[0].level, atelier::NoteLevel::kWarning);
  }
}

TEST_F(DataFileTest, KeepsNamesThatYamlTakesForSomethingElse) {
  EXPECT_EQ(read("train: images\nnames: [yes, no, on, null, 1.0, 007]").names,
            (std::vector<std::string>{"yes", "no", "on", "null", "1.0", "007"}));
}

TEST_F(DataFileTest, ReadsWhatOtherSystemsWrite) {
  const fs::path images = folder / "set/images/train";
  EXPECT_EQ(read("\xef\xbb\xbftrain: images\\train\r\nnc: 1\r\n").from.at(0), images);
  EXPECT_EQ(read("path: ..\\set\ntrain: .\\images\\train\nnc: 1").from.at(0), images);
  EXPECT_EQ(read("train: ..\\images\\train\nnc: 1").from.at(0), images);
  const DataFile elsewhere = read("path: 'C:\\data\\set'\ntrain: images/train\nnc: 1");
  EXPECT_EQ(elsewhere.from.at(0), images);
  EXPECT_EQ(elsewhere.notes.at(0).word, "path_not_there");
  EXPECT_NE(refusal("train: \"C:\\data\"\nnc: 1").find("a back-slash has a meaning: write /"), std::string::npos);
  EXPECT_NE(refusal("train: \"images\\train\"\nnc: 1").find("a back-slash has a meaning: write /"), std::string::npos);
  EXPECT_NE(refusal(std::string("t\0r\0a\0i\0", 8)).find("is in UTF-16"), std::string::npos);
}

TEST_F(DataFileTest, ReadsBytesThatAreNoUtf8AsWindows1252) {
  const DataFile data = read("train: images\nnames: [caf\xe9]\n");
  EXPECT_EQ(data.names.at(0), "caf\xc3\xa9");
  EXPECT_EQ(data.notes.at(0).word, "not_utf8");
}

TEST_F(DataFileTest, FindsASetOfAnotherMachineByTheEndOfItsPath) {
  const std::string yaml = "train: /home/anna/set/images/train\nnc: 1";
  EXPECT_NE(
      refusal(yaml).find("(" + (folder / "set/images/train").string() + " is there: names = \"lenient\" takes it)"),
      std::string::npos);
  const DataFile data = read(yaml, "train", {}, Names::kLenient);
  EXPECT_EQ(data.from.at(0), folder / "set/images/train");
  EXPECT_EQ(data.notes.at(0).word, "names_matched");
}

TEST_F(DataFileTest, SaysWhatSeemsToBeGivenInstead) {
  EXPECT_EQ(refusal("train: images\nnames: {1: a, 2: b}"),
            ":2: `names` has no class 0; they go from 0 without gaps, and seem to be counted from 1: begin with 0, in "
            "the label files as well");
  try {
    atelier::yolo_segments::read_data_file(folder / "set", "train", {}, Names::kExact);
    ADD_FAILURE() << "a folder was taken";
  } catch (const atelier::Error& e) {
    EXPECT_NE(std::string(e.what()).find("is a folder; `data` is the YAML file"), std::string::npos) << e.what();
  }
}

TEST_F(DataFileTest, ListsPicturesOfFoldersAndListsOnce) {
  const fs::path set = folder / "set";
  for (const char* name : {"images/train/b.jpg", "images/train/a.JPG", "images/train/x.txt", "images/train/.c.jpg"})
    atelier::write_file(set / name, "", false);
  atelier::write_file(set / "list.txt",
                      "\xef\xbb\xbf./images/train/a.JPG \r\n\nimages\\train\\b.jpg\r/" +
                          (set / "images/train/b.jpg").string() + "\nx.txt\n",
                      false);
  std::vector<atelier::DatasetNote> notes;
  const auto pictures =
      atelier::yolo_segments::list_pictures(read("train: [images, list.txt]\nnc: 1"), Names::kExact, notes);
  std::vector<std::string> paths, names;
  for (const auto& each : pictures) paths.push_back(each.path), names.push_back(each.name);
  EXPECT_EQ(paths,
            (std::vector<std::string>{(set / "images/train/a.JPG").string(), (set / "images/train/b.jpg").string()}));
  EXPECT_EQ(names, (std::vector<std::string>{"train/a.JPG", "train/b.jpg"}));
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].word, "list_line_passed_over");
  EXPECT_NE(notes[0].text.find("list.txt:5: `x.txt`"), std::string::npos) << notes[0].text;
}

TEST_F(DataFileTest, RefusesOrMatchesListedPicturesThatAreNotThere) {
  const fs::path set = folder / "set";
  atelier::write_file(set / "images/train/gear.jpg", "", false);
  atelier::write_file(set / "list.txt", "images/train/gear.jpg\nC:\\shots\\gear.jpg\n", false);
  const DataFile data = read("train: list.txt\nnc: 1");
  std::vector<atelier::DatasetNote> notes;
  try {
    atelier::yolo_segments::list_pictures(data, Names::kExact, notes);
    ADD_FAILURE() << "was not refused";
  } catch (const atelier::Error& e) {
    const std::string what = e.what();
    EXPECT_NE(what.find("list.txt: 1 of its 2 pictures are not there"), std::string::npos) << what;
    EXPECT_NE(what.find("line 2: `C:\\shots\\gear.jpg`"), std::string::npos) << what;
    EXPECT_NE(what.find("names = \"lenient\""), std::string::npos) << what;
  }
  const auto pictures = atelier::yolo_segments::list_pictures(data, Names::kLenient, notes);
  ASSERT_EQ(pictures.size(), 1u);
  EXPECT_EQ(pictures[0].path, (set / "images/train/gear.jpg").string());
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].word, "names_matched");
  EXPECT_EQ(notes[0].count, 1u);
}

}  // namespace
