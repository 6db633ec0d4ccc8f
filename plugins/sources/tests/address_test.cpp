#include "sources/address.hpp"

#include <gtest/gtest.h>

namespace {

using sources::last_part;
using sources::without_escapes;
using namespace std::string_literals;

TEST(Address, EndsWithTheFile) {
  EXPECT_EQ(last_part("https://a/b/c.jpg"), "c.jpg");
  EXPECT_EQ(last_part("https://a/c.jpg?from=/d/e.jpg#/f"), "c.jpg") << "a query may hold slashes";
  EXPECT_EQ(last_part("c.jpg"), "c.jpg");
  EXPECT_EQ(last_part("https://a/b/"), "");
}

TEST(Address, EscapesStandForBytes) {
  EXPECT_EQ(without_escapes("a%20b%c3%BC"), "a b\xc3\xbc");
  EXPECT_EQ(without_escapes("100%"), "100%");
  EXPECT_EQ(without_escapes("%2"), "%2");
  EXPECT_EQ(without_escapes("%zz%00"), "%zz%00");
}

}  // namespace
