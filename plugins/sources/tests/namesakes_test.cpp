#include "sources/namesakes.hpp"

#include <gtest/gtest.h>

namespace {

std::vector<atelier::DatasetNote> notes_of(const std::vector<std::string>& names) {
  std::vector<atelier::DatasetNote> notes;
  sources::note_namesakes("labels.txt", names, notes);
  return notes;
}

TEST(NamesakesTest, NamesWhatAPersonTakesForOne) {
  EXPECT_TRUE(notes_of({"cat", "cats", "dog", "", "d\xc3\xb6g"}).empty());
  const auto notes =
      notes_of({"Cat", "cat ", "dog", "traffic light", "trafficlight", "b\xc3\xb6", "bo\xcc\x88", "dog"});
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].word, "names_alike");
  EXPECT_EQ(notes[0].count, 4u);
  EXPECT_EQ(notes[0].level, atelier::NoteLevel::kWarning);
  EXPECT_EQ(
      notes[0].text,
      "labels.txt: names that are the same, or differ in case or blanks only, are classes of their own: `Cat` and "
      "`cat `, `traffic light` and `trafficlight`, `b\xc3\xb6` and `bo\xcc\x88` and 1 more");
}

}  // namespace
