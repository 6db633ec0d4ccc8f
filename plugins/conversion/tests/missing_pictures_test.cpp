#include "conversion/missing_pictures.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>

#include "test_data.hpp"

namespace fs = std::filesystem;

namespace {

// Of whose pictures nothing is asked; its reader may have found that names clash.
class Source : public atelier::Dataset, public atelier::DatasetNotes {
 public:
  bool clash = false;
  atelier::DatasetCounts describe(const atelier::Call&) const override { return {1, 0}; }
  atelier_class class_at(const atelier::Call&, uint64_t) const override { return {}; }
  atelier_picture picture_at(const atelier::Call&, uint64_t) const override { return {}; }
  void instances(const atelier::Call&, uint64_t, const Take&) const override {}
  void notes(const atelier::Call&, const atelier::TakeNote& take) const override {
    if (clash) take({"names_clash", 1, atelier::NoteLevel::kWarning, "1 name was left"});
  }
  std::string_view remedy(const atelier::Call&) const override { return ""; }
};

struct Missing : ::testing::Test {
  test::TemporaryFolder folder;
  atelier::testing::Bench bench;
  Source source;
  std::string here = (folder / "").string();

  // What is said of pictures of these names, counted from 1.
  std::string complaint(const std::vector<std::string>& names) {
    conversion::MissingPictures missing;
    int64_t id = 0;
    for (const std::string& name : names) {
      const std::string path = here + name;
      auto picture = atelier::blank<atelier_picture>();
      picture.id = ++id;
      picture.file_name = atelier::c_str(name);
      picture.path = atelier::c_str(path);
      missing.look_for(picture);
    }
    try {
      missing.refuse(bench.call(), atelier::DatasetRef(atelier::object_of(source)), "go without");
    } catch (const atelier::Error& e) {
      EXPECT_EQ(e.code(), ATELIER_E_IO);
      return e.what();
    }
    return "";
  }
  void make(const std::string& name) {
    fs::create_directories((folder / name).parent_path());
    atelier::write_file(folder / name, "", false);
  }
};

TEST_F(Missing, NothingIsSaidOfFilesThatAreThere) {
  make("sub/a.jpg");
  EXPECT_EQ(complaint({"sub/a.jpg"}), "");
  EXPECT_EQ(complaint({}), "");
  conversion::MissingPictures missing;
  missing.look_for(atelier::blank<atelier_picture>());  // no path
  EXPECT_NO_THROW(missing.refuse(bench.call(), atelier::DatasetRef(atelier::object_of(source)), ""));
}

TEST_F(Missing, TheFirstIsNamedWithTheFileThatSeemsMeant) {
  make("there.jpg");
  make("gear.jpg");
  EXPECT_EQ(complaint({"there.jpg", "https://example.org/files/gear.jpg?x=1", "gone.jpg"}),
            "the picture file " + here +
                "https://example.org/files/gear.jpg?x=1 (picture 2) is missing: its name is an address (URL), and "
                "`gear.jpg` in the folder seems meant; names = \"lenient\" takes it. 2 of 3 picture files are missing. "
                "Check the folder of the pictures, or go without");
}

TEST_F(Missing, WhatLenientHasLeftItWillNotTake) {
  make("a.png");
  EXPECT_NE(complaint({"A.png"}).find("seems meant; names = \"lenient\" takes it. "), std::string::npos);
  source.clash = true;
  EXPECT_NE(complaint({"A.png"}).find("seems meant; names = \"lenient\" leaves it, since another entry means that file "
                                      "too. "),
            std::string::npos)
      << complaint({"A.png"});
}

TEST_F(Missing, WhenAllAreTheFolderIsSuspected) {
  make("other.jpg");
  const std::string said = complaint({"sub/a.jpg", "sub/b.jpg"});
  EXPECT_EQ(
      said.find("the picture file " + here + "sub/a.jpg (picture 1) is missing: no file of that base name is in "), 0u)
      << said;
  EXPECT_NE(said.find(". 2 of 2 picture files are missing: the folder " + here +
                      " is probably wrong, or the names are. Check the folder of the pictures, or go without"),
            std::string::npos)
      << said;
  here += "nowhere/";
  EXPECT_NE(complaint({"a.jpg"}).find("there is no folder " + here), std::string::npos) << complaint({"a.jpg"});
}

}  // namespace
