#include "size.hpp"

#include <gtest/gtest.h>

namespace atelier::host {
namespace {

TEST(Sizes, InWords) {
  EXPECT_EQ(size_text(0), "0 bytes");
  EXPECT_EQ(size_text(1), "1 byte");
  EXPECT_EQ(size_text(999), "999 bytes");
  EXPECT_EQ(size_text(1000), "1.0 KB");
  EXPECT_EQ(size_text(999'600), "1.0 MB");
  EXPECT_EQ(size_text(12'345'678), "12 MB");
  EXPECT_EQ(size_text(6'300'000'000), "6.3 GB");
  EXPECT_EQ(size_text(4'000'000'000'000'000), "4000 TB");
}

TEST(Sizes, AreRead) {
  EXPECT_EQ(read_size("20G"), 20'000'000'000u);
  EXPECT_EQ(read_size("20 gb"), 20'000'000'000u);
  EXPECT_EQ(read_size("1.5MiB"), 1'572'864u);
  EXPECT_EQ(read_size("2Ki"), 2048u);
  EXPECT_EQ(read_size("800000"), 800'000u);
  EXPECT_EQ(read_size("0"), 0u);
  for (const char* text : {"", "G", "-1G", "1X", "1GG", "1 G B", "nan", "inf", "1e400", "99999999T"})
    EXPECT_FALSE(read_size(text)) << text;
}

}  // namespace
}  // namespace atelier::host
