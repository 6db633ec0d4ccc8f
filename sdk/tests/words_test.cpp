// Numbers in sentences.
#include <gtest/gtest.h>
#include <atelier/cpp/words.hpp>

#include <cstdint>

namespace {

TEST(Words, GroupThousands) {
  EXPECT_EQ(atelier::grouped(0), "0");
  EXPECT_EQ(atelier::grouped(999), "999");
  EXPECT_EQ(atelier::grouped(1389), "1,389");
  EXPECT_EQ(atelier::grouped(UINT64_MAX), "18,446,744,073,709,551,615");
}

TEST(Words, AgreeWithTheirNumber) {
  EXPECT_EQ(atelier::counted(0, "picture", "pictures"), "0 pictures");
  EXPECT_EQ(atelier::counted(1, "picture is", "pictures are"), "1 picture is");
  EXPECT_EQ(atelier::counted(1001, "picture is", "pictures are"), "1,001 pictures are");
  EXPECT_EQ(atelier::one_or_many(1, "it", "them"), "it");
  EXPECT_EQ(atelier::one_or_many(0, "it", "them"), "them");
}

}  // namespace
