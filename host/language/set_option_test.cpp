#include "set_option.hpp"

#include <gtest/gtest.h>

namespace atelier::host {
namespace {

std::optional<SetOption> parse(const std::string& text) {
  Report report;
  std::optional<SetOption> option = parse_set(text, "/w", report);
  EXPECT_EQ(option.has_value(), !report.has_errors()) << text;
  return option;
}

TEST(ParseSet, SplitsPathAndValue) {
  const auto option = parse("train.augment[resize].size = [128, 128]");
  ASSERT_TRUE(option);
  ASSERT_EQ(option->path.size(), 3u);
  EXPECT_EQ(option->path[0].key, "train");
  EXPECT_FALSE(option->path[0].item);
  EXPECT_EQ(option->path[1].key, "augment");
  EXPECT_EQ(option->path[1].item, "resize");
  EXPECT_EQ(option->path[1].at.column, 7u);
  EXPECT_EQ(option->path[1].at.end_column, 22u);
  EXPECT_EQ(option->path[2].key, "size");
  EXPECT_EQ(option->value, "[128, 128]");
  EXPECT_EQ(option->column, 30u);
  EXPECT_EQ(option->source->name, "--set train.augment[resize].size = [128, 128]");
  EXPECT_EQ(option->source->folder, "/w");
}

TEST(ParseSet, TakesAnyValue) {
  EXPECT_EQ(parse("a.b=x=y.z[0]")->value, "x=y.z[0]");
  EXPECT_EQ(parse("a.b=")->value, "");
  EXPECT_EQ(parse("a-b_c.d[0]=1")->path[1].item, "0");
}

TEST(ParseSet, RefusesWhatIsNoPath) {
  for (const char* text : {"", "=", "a", "a.", ".a=1", "a..b=1", "a[=1", "a[]=1", "a[0=1", "a[0]b=1", "a b=1", "ä=1",
                           "a.b\xff=1", "a.b=\xff"})
    EXPECT_FALSE(parse(text)) << text;
}

}  // namespace
}  // namespace atelier::host
