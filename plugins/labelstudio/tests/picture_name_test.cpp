#include "picture_name.hpp"

#include <gtest/gtest.h>

namespace {

TEST(PictureNameTest, IsWhatATaskSaysWithoutItsAddress) {
  using atelier::labelstudio::file_name_of;
  EXPECT_EQ(file_name_of("a b.jpg"), "a b.jpg");
  EXPECT_EQ(file_name_of("100%25.jpg"), "100%25.jpg");
  EXPECT_EQ(file_name_of("/data/upload/1/5c2f1a3b-a%20b.jpg"), "5c2f1a3b-a b.jpg");
  EXPECT_EQ(file_name_of("https://host/x/a.jpg?w=1#top"), "a.jpg");
  EXPECT_EQ(file_name_of("s3://bucket/x/a.jpg"), "a.jpg");
  EXPECT_EQ(file_name_of("/data/local-files/?d=x%2Fa.jpg&v=1"), "x/a.jpg");
  EXPECT_EQ(file_name_of("C:\\x\\a.jpg"), "a.jpg");
  EXPECT_EQ(file_name_of("https://host/"), "");
  EXPECT_EQ(file_name_of("/%zz%4"), "%zz%4");
  EXPECT_EQ(file_name_of(""), "");
}

TEST(PictureNameTest, OfAPictureInsideTheJson) {
  using namespace atelier::labelstudio;
  EXPECT_TRUE(is_inside_json("data:image/png;base64,AAAA"));
  EXPECT_FALSE(is_inside_json("/data/upload/a.png"));
  EXPECT_EQ(name_for_inside("data:image/png;base64,AAAA", "task 7"), "task-7.png");
  EXPECT_EQ(name_for_inside("data:image/jpeg;base64,AAAA", "byte 900"), "byte-900.jpg");
}

}  // namespace
