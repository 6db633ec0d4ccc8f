#include "journal/journal_file.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/core.hpp>
#include <atelier/cpp/files.hpp>

#include "test_data.hpp"

using journal::JournalFile;
namespace fs = std::filesystem;

namespace {

struct Journals : ::testing::Test {
  test::TemporaryFolder folder;
  const fs::path file = folder / "journal.jsonl";
};

TEST_F(Journals, AreThereFromTheFirstLineOn) {
  JournalFile journal(file, "head\n");
  journal.keep(0);
  EXPECT_FALSE(fs::exists(file));
  EXPECT_EQ(journal.append("one\n"), 5u);
  EXPECT_EQ(journal.append("two\n"), 9u);
  EXPECT_EQ(atelier::read_file(file), "head\none\ntwo\n");
  EXPECT_EQ(journal.read(5, 4), "one\n");
  journal.remove();
  EXPECT_FALSE(fs::exists(file));
}

TEST_F(Journals, GoOnAfterWhatIsKept) {
  atelier::write_file(file, "head\none\ntw");
  JournalFile journal(file, "head\n");
  journal.keep(9);
  EXPECT_EQ(journal.append("three\n"), 9u);
  EXPECT_EQ(atelier::read_file(file), "head\none\nthree\n");
}

TEST_F(Journals, OfWhichNothingIsKeptAreGoneAtOnce) {
  atelier::write_file(file, "another head\none\n");
  fs::create_symlink(file, folder / "link");
  JournalFile through(folder / "link", "head\n");
  through.keep(0);
  through.append("one\n");
  EXPECT_EQ(atelier::read_file(file), "another head\none\n");
  EXPECT_FALSE(fs::is_symlink(folder / "link"));
  JournalFile(file, "head\n").keep(0);
  EXPECT_FALSE(fs::exists(file));
}

TEST_F(Journals, SayWhatTheyCannotDo) {
  const auto complaint = [](auto&& work) -> std::string {
    try {
      work();
      return "";
    } catch (const atelier::Error& e) {
      return e.what();
    }
  };
  JournalFile journal(file, "head\n");
  EXPECT_EQ(complaint([&] { journal.keep(5); }), "cannot write " + file.string() + ": No such file or directory");
  fs::create_directories(file / "in the way");
  EXPECT_EQ(complaint([&] { journal.append("one\n"); }), "cannot write " + file.string() + ": Is a directory");
  EXPECT_EQ(complaint([&] { journal.keep(0); }), "cannot remove " + file.string() + ": Directory not empty");
  fs::remove_all(file);
  journal.append("one\n");
  EXPECT_EQ(complaint([&] { journal.read(9, 1); }), "cannot read " + file.string() + ": Input/output error");
}

}  // namespace
