#include "sources/match_names.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>

#include "sources/remedy.hpp"
#include "test_data.hpp"

namespace {

using atelier::DatasetNote;
using sources::MatchedNames;
using sources::NameFinder;

struct Folder {
  explicit Folder(const std::vector<std::string>& files) : finder(folder.path()) {
    for (const std::string& file : files) atelier::write_file(folder / file, "x");
  }
  MatchedNames match(const std::vector<std::string>& names) const {
    return sources::match_names(
        finder, names.size(), [&](uint64_t i) { return std::string_view(names[i]); }, 2);
  }
  std::string missing(const std::vector<std::string>& names) const {
    std::string out;
    sources::note_missing(
        finder, names.size(), [&](uint64_t i) { return std::string_view(names[i]); }, "pictures", 2,
        [&](const DatasetNote& note) { out += note.word + " " + note.text; });
    return out;
  }
  test::TemporaryFolder folder;
  NameFinder finder;
};

std::string notes_of(const MatchedNames& names) {
  std::string out;
  sources::note_matched(names, "pictures", [&](const DatasetNote& note) { out += note.word + " " + note.text + "; "; });
  return out;
}

TEST(MatchNames, TakesWhatIsMeantOnce) {
  const Folder folder({"a.jpg", "b.jpg", "c.jpg"});
  EXPECT_TRUE(folder.match({"a.jpg", "no.jpg"}).names.empty());
  const MatchedNames names = folder.match({"x/a.JPG", "b.jpg", "B.jpg", "C.jpg", "x/c.jpg", "no.jpg"});
  EXPECT_EQ(names.names, (std::vector<std::string>{"a.jpg", "", "", "", "", ""}));
  EXPECT_EQ(notes_of(names),
            "names_matched names = \"lenient\" took 1 of 6 pictures from files of other names: `x/a.JPG`, which "
            "differs in case and has a folder too many, is `a.jpg`; names_clash left as written, since several seem to "
            "mean one file: 3 of 6 names of pictures, the first `B.jpg`, which differs in case, might be `b.jpg`; ");
}

TEST(MatchNames, NamesTheFirstThatIsMissing) {
  const Folder folder({"a.jpg", "b.jpg"});
  EXPECT_EQ(folder.missing({"a.jpg", "b.jpg"}), "");
  EXPECT_EQ(
      folder.missing({"a.jpg", "x/b.jpg", "no.jpg"}),
      "names_unmatched there is no file for 2 of 3 pictures, the first `x/b.jpg`: its name has a folder too many, and "
      "`b.jpg` in the folder seems meant; names = \"lenient\" takes it");
}

TEST(Remedy, WordsOfAShellAreQuotedWhereNeeded) {
  EXPECT_EQ(sources::doctor_command("a.json", ""),
            "atelier run coco-doctor --set params.annotations=a.json --set params.fix=true");
  EXPECT_EQ(sources::doctor_command("/my set/it's.json", "p"),
            "atelier run coco-doctor --set 'params.annotations=/my set/it'\\''s.json' --set "
            "params.images=p --set params.fix=true");
}

}  // namespace
