#include "width.hpp"

#include <gtest/gtest.h>

namespace atelier::host {
namespace {

TEST(Width, IsOfWhatIsDrawn) {
  EXPECT_EQ(width_of(""), 0u);
  EXPECT_EQ(width_of("train"), 5u);
  EXPECT_EQ(width_of("訓練"), 4u);
  EXPECT_EQ(width_of("한글"), 4u);
  EXPECT_EQ(width_of("e\u0301"), 1u) << "a letter and its accent";
  EXPECT_EQ(width_of("\u05E9\u05B8\u05DC\u05D5\u05DD"), 4u) << "Hebrew with a vowel";
  EXPECT_EQ(width_of("🚂"), 2u);
  EXPECT_EQ(width_of("\u2764\uFE0F"), 2u) << "a sign that is asked to be an emoji";
  EXPECT_EQ(width_of("a\u200Db"), 2u) << "a joiner";
  EXPECT_EQ(width_of("\xff"), 1u) << "a byte that is no UTF-8 is shown as U+FFFD";
}

TEST(Width, CutsBetweenLetters) {
  EXPECT_EQ(fit("train", 5), "train");
  EXPECT_EQ(fit("train", 4), "tra…");
  EXPECT_EQ(fit("train", 1), "…");
  EXPECT_EQ(fit("train", 0), "");
  EXPECT_EQ(fit("", 0), "");
  EXPECT_EQ(fit("訓練中", 6), "訓練中");
  EXPECT_EQ(fit("訓練中", 5), "訓練…");
  EXPECT_EQ(fit("訓練中", 4), "訓…") << "half a letter is none";
  EXPECT_EQ(fit("e\u0301e\u0301e\u0301", 2), "e\u0301…");
  EXPECT_EQ(fit("👩\u200D👩\u200D👧 family", 4), "…") << "is one letter";
}

TEST(Width, OfTheCutTextIsNeverMore) {
  const std::string text = "a訓e\u0301🚂👩\u200D👩\u200D👧\u05E9\u05B8🇩🇪\u2764\uFE0Fz\xffq";
  for (size_t columns = 0; columns < 30; ++columns) EXPECT_LE(width_of(fit(text, columns)), columns);
}

TEST(Rows, AreThoseOfATerminal) {
  EXPECT_EQ(rows_of("", 10), 1u);
  EXPECT_EQ(rows_of("a\n\nb", 10), 3u);
  EXPECT_EQ(rows_of(std::string(20, 'x') + "\ny", 10), 3u);
  EXPECT_EQ(rows_of(std::string(21, 'x'), 10), 3u);
}

TEST(Rows, AreClippedInTheMiddle) {
  EXPECT_EQ(clip_rows("a\nb\nc\nd", 4, 10, "more"), "a\nb\nc\nd");
  EXPECT_EQ(clip_rows("a\nb\nc\nd\ne\nf", 4, 10, "more"), "a\n… more\ne\nf");
  EXPECT_EQ(clip_rows("begin " + std::string(100, 'x') + " the end", 4, 10, "more"),
            "begin xxxx\n… more\nxxxxxx the end");
  std::string text = "where\n";
  for (int i = 0; i < 500; ++i) text += "訓練 " + std::string(static_cast<size_t>(i), 'y') + "\n";
  text += "why";
  for (const size_t columns : {1u, 2u, 10u, 80u}) {
    const std::string clipped = clip_rows(text, 12, columns, "all of it is in the log");
    if (columns > 2) {
      EXPECT_LE(rows_of(clipped, columns), 12u) << columns << "\n" << clipped;
    }
    EXPECT_TRUE(clipped.ends_with("why")) << clipped;
  }
}

}  // namespace
}  // namespace atelier::host
