// What people get wrong in TOML: each is told at its place, with what to write. Each place is checked to the column.
#include "toml_mistakes.hpp"

#include <gtest/gtest.h>

namespace atelier::host {
namespace {

struct Told {
  const char* text;  // a line, or more
  size_t at;         // byte of the mistake
  const char* message;
  const char* remedy = "";  // in label or help
};

const Told kTold[] = {
    // quotes
    {"name = \"tiny", 7, "the closing quote is missing", "write \"tiny\""},
    {"name = \"tiny # a comment", 7, "the closing quote is missing", "write \"tiny\""},
    {"name = \"tiny'", 7, "the closing quote is missing", "begins with \" and ends with '"},
    {"name = \"C:\\d\\e\"", 10, "`\\d` is no escape", ""},
    {"name = \"C:\\\"", 7, "the closing quote is missing", "write `\\\\`"},
    {"doc = \"\"\"a\nb", 6, "the closing \"\"\" is missing", ""},
    {"use = mask.writer", 6, "a text needs quotes", "write \"mask.writer\""},
    {"dataset = @coco", 10, "a text needs quotes", "write \"@coco\""},
    {"images = /data/val", 9, "a text needs quotes", "write \"/data/val\""},
    {"name = my first run", 7, "a text needs quotes", "write \"my first run\""},
    {"timeout = 90s", 10, "`90s` is no number; a text needs quotes", "write \"90s\""},
    {"train = 80%", 8, "`80%` is no number; a text needs quotes", "0.5 for 50 %"},
    {"use = “a.b”", 6, "`“` is no quote of TOML", "write a plain one"},
    {"images = \"C:\\data\"", 12, "`\\d` is no escape", "in single quotes: 'C:\\data'"},
    {"name = \"say \"hi\" now\"", 13, "the text ends at the quote before this", "written \\\""},
    // words
    {"aux = True", 6, "a bool is `true` or `false`", "write true"},
    {"aux = yes", 6, "a bool is `true` or `false`", "write true"},
    {"aux = OFF", 6, "a bool is `true` or `false`", "write false"},
    {"aux = flase", 6, "a text needs quotes; a bool is", "did you mean false?"},
    {"weights = None", 10, "TOML has no `None`", "leave the key out"},
    // numbers
    {"lr = .5", 5, "`.5` is no number as TOML writes it", "write 0.5"},
    {"lr = 5.", 5, "`5.` is no number as TOML writes it", "write 5.0"},
    {"seed = 007", 7, "`007` is no number", "write 7"},
    {"epochs = 1,000", 10, "a number has no comma in it", "1000"},
    {"lr = 0,5", 6, "a number has no comma in it", "0.5"},
    {"seed = 9223372036854775808", 7, "this number is too large", "9223372036854775807"},
    {"rate = 1e400", 7, "this number is too large or too small", "1.7e308"},
    {"rate = -1_0.5e-999", 7, "this number is too large or too small", "2.3e-308"},
    {"seed = 123_", 7, "`123_` is no number", "write 123"},
    {"when = 2026-13-01", 7, "this is no date or time", "no month 13"},
    {"when = 2026-02-29", 7, "this is no date or time", "no day 29"},
    // lists
    {"size = [64 64]", 11, "a comma is missing between two items", "a comma before"},
    {"size = [64; 64]", 10, "a comma is missing between two items", "in place of it"},
    {"size = [64,, 64]", 11, "an item is missing", ""},
    {"size = (64, 64)", 7, "a list stands in brackets", "[ … ]"},
    {"size = 64, 64", 9, "more than one value stands in brackets", "size = [a, b]"},
    {"size = [64,\nlr = 1", 7, "the closing `]` is missing", "begins here"},
    {"order = [a, b]", 9, "a text needs quotes", "write \"a\""},
    // tables
    {"o = { use = \"a\",\n lr = 1 }", 4, "a table in braces stands on one line", "[o]"},
    {"[stage.train]\no = {\n lr = 1 }", 18, "a table in braces stands on one line", "[stage.train.o]"},
    {"o = { lr = 1, }", 14, "no comma stands before the `}`", "take the comma out"},
    {"o = { lr: 1 }", 8, "have a `=` between them", "write lr = …"},
    {"o = { lr = 1 m = 2 }", 13, "a comma is missing between two keys", ""},
    {"o = { lr = 1", 4, "the closing `}` is missing", ""},
    {"[stage.train", 0, "the closing `]` is missing", "write [stage.train]"},
    {"[[stage.train]", 0, "the closing `]]` is missing", "write [[stage.train]]"},
    {"[stage.train]]", 0, "one `]` too many", "write [stage.train]"},
    {"[stage train]", 0, "the name of a table is one word", "_"},
    {"[stage.]", 6, "a name is missing beside a dot", ""},
    {"[a] x = 1", 4, "each key stands on a line of its own", ""},
    // keys
    {"name \"tiny\"", 0, "the `=` behind `name` is missing", ""},
    {"name: \"tiny\"", 4, "have a `=` between them", "write name = …"},
    {"name == 1", 5, "a single `=`", "write ="},
    {"name", 0, "`name` has no value", ""},
    {"name =", 0, "the value of `name` is missing", "\"\""},
    {"my name = 1", 0, "a key is one word", "_"},
    {"na!me = 1", 2, "`!` cannot stand in a key", "quotes"},
    {"= 1", 0, "a key is missing before the `=`", ""},
    {"a = 1 b = 2", 6, "each key stands on a line of its own", ""},
    {"a = 1,", 5, "no comma stands at the end of a line", "take it out"},
    {"// a comment", 0, "a comment begins with `#`", ""},
    {"; a comment", 0, "a comment begins with `#`", ""},
    {"- item", 0, "TOML has no such lists", "key = [a, b]"},
    {"{ \"name\": 1 }", 0, "looks like JSON", ""},
    {"}", 0, "closes nothing", ""},
    {"a\xC2\xA0= 1", 1, "U+00A0 looks like a blank", ""},
    {"a = \x01", 4, "U+0001 is a control character", ""},
};

TEST(FindMistakes, TellsEachAtItsPlaceWithTheRemedy) {
  for (const Told& told : kTold) {
    SCOPED_TRACE(told.text);
    for (const char* end : {"", "\n", "\r\n", "\n[part.x]\nuse = \"a\"\n"}) {
      const std::vector<Mistake> found = find_mistakes(std::string(told.text) + end);
      ASSERT_FALSE(found.empty());
      EXPECT_EQ(found[0].at.begin, told.at) << found[0].message;
      EXPECT_NE(found[0].message.find(told.message), std::string::npos) << found[0].message;
      EXPECT_NE((found[0].label + "\n" + found[0].help).find(told.remedy), std::string::npos) << found[0].label << "\n"
                                                                                              << found[0].help;
      EXPECT_EQ(found.size(), std::string_view(told.text) == "order = [a, b]" ? 2u : 1u) << found.back().message;
    }
  }
}

TEST(FindMistakes, ShowsTheFirstOfTwo) {
  const auto twice = [](const std::string& text) {
    const std::vector<Mistake> found = find_mistakes(text);
    EXPECT_EQ(found.size(), 1u) << text;
    EXPECT_STREQ(found[0].code, "E109");
    EXPECT_FALSE(found[0].other_label.empty());
    return std::pair(found[0].at.begin, found[0].other.begin);
  };
  EXPECT_EQ(twice("a = 1\nb = 2\na = 3\n"), std::pair(size_t{12}, size_t{0}));
  EXPECT_EQ(twice("[t]\nx = 1\n[u]\n[t]\n"), std::pair(size_t{15}, size_t{1}));
  EXPECT_EQ(twice("[s.t]\no = { use = 'a' }\n[s.t.o]\nlr = 1\n"), std::pair(size_t{25}, size_t{6}));
  EXPECT_EQ(twice("p.a = 1\n[p]\nb = 1\n"), std::pair(size_t{9}, size_t{0}));
}

TEST(FindMistakes, GoesOnBehindAMistake) {
  const auto found = find_mistakes("a = b\nc = \"d\ne = [1 2]\nf = True\n[g\nh = 1\n");
  EXPECT_EQ(found.size(), 5u);
  EXPECT_EQ(find_mistakes("o = {\n  n = 1,\n}\n[t\n").size(), 2u);
  EXPECT_LE(find_mistakes([] {
              std::string many;
              for (int i = 0; i < 1000; ++i) many += "k" + std::to_string(i) + " = word\n";
              return many;
            }())
                .size(),
            21u);
}

TEST(FindMistakes, OneCauseIsToldOnce) {
  for (const char* text :
       {"a = \"first line\nsecond line\"\nb = 1\n", "o = {\n  use = \"a\",\n  of = [1, 2],\n}\nb = 1\n",
        "a = [1,\n 2\n\n[t]\nb = 1\nc = 2\n", "a = [1,\n 2\n[s]\nb = 1\n", "a = '''x\nb = 1\nc = 2\n",
        "a = [\n  { use = \"x\", n = 1 },\n  { use = \"y\" n = 2 },\n  { use = \"z\" },\n]\nb = 1\n"})
    EXPECT_EQ(find_mistakes(text).size(), 1u) << text;
}

}  // namespace
}  // namespace atelier::host
