#include "sources/base64.hpp"

#include <gtest/gtest.h>

namespace {

using sources::decode_base64;

std::string decoded(std::string_view text) { return decode_base64(text).value_or("refused"); }

TEST(Base64Test, DecodesTheVectorsOfTheStandard) {
  EXPECT_EQ(decoded(""), "");
  EXPECT_EQ(decoded("Zg=="), "f");
  EXPECT_EQ(decoded("Zm8="), "fo");
  EXPECT_EQ(decoded("Zm9v"), "foo");
  EXPECT_EQ(decoded("Zm9vYg=="), "foob");
  EXPECT_EQ(decoded("Zm9vYmE="), "fooba");
  EXPECT_EQ(decoded("Zm9vYmFy"), "foobar");
  EXPECT_EQ(decoded("/+8A"), std::string("\xff\xef\0", 3));
}

TEST(Base64Test, TakesLineBreaksAndMissingPadding) {
  EXPECT_EQ(decoded("Zm9v\r\nYmFy\n"), "foobar");
  EXPECT_EQ(decoded("Zm8"), "fo");
}

TEST(Base64Test, RefusesWhatIsNone) {
  for (const char* text : {"Zm9vY", "Zm9v!", "Zm=9", "Zm9vYg===", "Zm9v-_"})
    EXPECT_EQ(decoded(text), "refused") << text;
}

}  // namespace
