#include "pictures/output_names.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/core.hpp>

using pictures::OutputNames;

namespace {

TEST(OutputNames, KeepFoldersAndTakeTheExtensionOff) {
  OutputNames names(".png", "mask");
  EXPECT_EQ(names.add("000000000139.jpg", 1), "000000000139.png");
  EXPECT_EQ(names.add("sub/folder/a.JPG", 2), "sub/folder/a.png");
  EXPECT_EQ(names.add("a.b.jpeg", 3), "a.b.png");
  EXPECT_EQ(names.add("./x//y.bmp", 4), "x/y.png");
  EXPECT_EQ(names.add("no_extension", 5), "no_extension.png");
  EXPECT_EQ(names.add("sub/000000000139.jpg", 6), "sub/000000000139.png");
}

TEST(OutputNames, RefuseWhatLeadsElsewhere) {
  OutputNames names(".png", "mask");
  for (const std::string name : {"/etc/a.jpg", "../a.jpg", "a/../../b.jpg", "a/..", "", ".", "..", "a/", "./"})
    EXPECT_THROW(names.add(name, 1), atelier::Error) << name;
  EXPECT_THROW(names.add(std::string("a\0.jpg", 6), 1), atelier::Error);
}

TEST(OutputNames, NameBothPicturesOfACollision) {
  OutputNames names(".png", "mask");
  names.add("sub/a.jpg", 7);
  try {
    names.add("sub/a.png", 8);
    FAIL();
  } catch (const atelier::Error& e) {
    EXPECT_STREQ(e.what(),
                 "the pictures `sub/a.jpg` (id 7) and `sub/a.png` (id 8) would both get the mask `sub/a.png`; rename "
                 "one of them");
  }
  try {
    names.add("./sub/a.jpg", 9);
    FAIL();
  } catch (const atelier::Error& e) {
    EXPECT_STREQ(e.what(),
                 "the file `./sub/a.jpg` is listed twice, as the pictures of the ids 7 and 9; keep one of the two "
                 "entries, with the annotations of both");
  }
}

}  // namespace
