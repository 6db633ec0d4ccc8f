#include "json_text.hpp"

#include <gtest/gtest.h>

namespace atelier::host {
namespace {

TEST(ExactText, IsUtf8AndBringsBackAnyBytes) {
  for (const std::string bytes : {"", "a.txt", "caf\xc3\xa9", "\xff", "a\xc3", "new\nline", "hex:", "hex:61", "hex:6"})
    EXPECT_EQ(exact_bytes(exact_text(bytes)), bytes);
  EXPECT_EQ(exact_text("caf\xc3\xa9"), "caf\xc3\xa9");
  EXPECT_EQ(exact_text("a\xff"), "hex:61ff");
  EXPECT_EQ(exact_text("hex:61"), "hex:6865783a3631");
  for (const char* text : {"hex:", "hex:6", "hex:6g", "hex:FF"}) EXPECT_EQ(exact_bytes(text), text);
}

}  // namespace
}  // namespace atelier::host
