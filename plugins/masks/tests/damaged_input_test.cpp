// Input that must stop the writer, and what it leaves then.
#include <gtest/gtest.h>

#include "pictures/picture_file.hpp"
#include "writing.hpp"

using nlohmann::json;

namespace {

class Damaged : public ::testing::Test {
 protected:
  json dataset = writing::dataset_json();
  test::TemporaryFolder folder;
  writing::Options options;

  void add_picture(int64_t id, const std::string& name, int64_t height = 8, int64_t width = 8) {
    dataset["images"].push_back({{"id", id}, {"file_name", name}, {"height", height}, {"width", width}});
  }
  // The error; the folder must then hold nothing.
  std::string fail() {
    atelier::write_file(folder / "a.json", dataset.dump(), false);
    const auto outcome = writing::write_masks(folder / "a.json", folder / "out", options);
    EXPECT_NE(outcome.status, ATELIER_OK);
    EXPECT_EQ(writing::files_of(folder / "out").size(), 0u);
    return outcome.error;
  }
};

TEST_F(Damaged, MissingPicturesAreNamedBeforeAnyWork) {
  std::filesystem::create_directories(folder / "images/sub");
  atelier::write_file(folder / "images/there.jpg", "", false);
  add_picture(1, "there.jpg");
  add_picture(2, "sub/gone.jpg");
  add_picture(3, "gone.jpg");
  options.images = folder / "images";
  const std::string error = fail();
  EXPECT_EQ(error.find("the picture file " + (folder / "images/sub/gone.jpg").string() +
                       " (picture 2) is missing: no file of that base name is in "),
            0u)
      << error;
  EXPECT_NE(error.find(". 2 of 3 picture files are missing. "), std::string::npos) << error;
  options.check_pictures = false;
  atelier::write_file(folder / "a.json", dataset.dump(), false);
  EXPECT_EQ(writing::write_masks(folder / "a.json", folder / "out", options).status, ATELIER_OK);
}

TEST_F(Damaged, StrictWantsPicturesThatFit) {
  const auto write = [&](const char* content) {
    dataset = writing::dataset_json();
    add_picture(1, "a.png", 5, 5);
    std::filesystem::create_directories(folder / "images");
    atelier::write_file(folder / "images/a.png", content, false);
    atelier::write_file(folder / "a.json", dataset.dump(), false);
  };
  options.images = folder / "images";
  write("<html>");
  EXPECT_EQ(writing::write_masks(folder / "a.json", folder / "lenient", options).status, ATELIER_OK);
  options.more = {{"strict", true}};
  EXPECT_NE(fail().find("refused when it is loaded. Take the right files, or set strict = false"), std::string::npos);
  const auto size = pictures::encode_png(atelier::Tensor::make<uint8_t>({2, 3, 3}));
  atelier::write_file(folder / "images/a.png", size, false);
  const std::string error = fail();
  EXPECT_NE(error.find("(3 x 2 pixels, and said to be 5 x 5), has another size than its annotations say"),
            std::string::npos)
      << error;
}

TEST_F(Damaged, FileNamesThatCollideOrLeadElsewhere) {
  add_picture(1, "a.jpg");
  add_picture(2, "a.png");
  EXPECT_NE(fail().find("`a.jpg` (id 1) and `a.png` (id 2)"), std::string::npos);
  dataset = writing::dataset_json();
  add_picture(1, "a/b.jpg");
  add_picture(2, "A.JPG");
  add_picture(3, "./x/../A.png");
  EXPECT_NE(fail().find("`./x/../A.png`, which holds `..`"), std::string::npos);
  dataset = writing::dataset_json();
  add_picture(1, "a.png/b/c.jpg");
  add_picture(2, "a.jpg");
  EXPECT_NE(fail().find("the mask of picture `a.jpg` would be the file `a.png`, but picture `a.png/b/c.jpg` needs a "
                        "folder of that name"),
            std::string::npos);
  for (const char* name : {"/tmp/a.jpg", "../a.jpg", "sub/../../a.jpg", "..", ".", "", "sub/"}) {
    dataset = writing::dataset_json();
    add_picture(1, name);
    EXPECT_NE(fail().find(name), std::string::npos);
  }
}

TEST_F(Damaged, PicturesOfImpossibleSize) {
  add_picture(1, "wide.jpg", 10, 65536);
  EXPECT_NE(fail().find("picture 1 (wide.jpg) is said to be 65536 x 10 pixels"), std::string::npos);
  dataset = writing::dataset_json();
  add_picture(1, "large.jpg", 65535, 65535);
  EXPECT_NE(fail().find("at most 268435456 pixels"), std::string::npos);
}

TEST_F(Damaged, ABrokenAnnotationFileNamesTheByte) {
  dataset["images"] = 3;
  const std::string error = fail();
  EXPECT_EQ(error.find((folder / "a.json").string() + ": byte "), 0u) << error;
  EXPECT_NE(error.find("`images` must be a list"), std::string::npos) << error;
}

TEST_F(Damaged, AnInterruptionLeavesNoMasks) {
  add_picture(1, "a.jpg");
  options.cancel = true;
  EXPECT_EQ(fail(), "interrupted");
}

TEST_F(Damaged, TooManyClasses) {
  dataset["categories"].clear();
  for (int i = 0; i < 65535; ++i) dataset["categories"].push_back({{"id", i}, {"name", "c"}});
  EXPECT_EQ(fail(), "the dataset has 65535 classes; label maps hold at most 65534");
}

}  // namespace
