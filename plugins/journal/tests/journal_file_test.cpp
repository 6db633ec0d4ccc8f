#include "journal/journal_file.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/core.hpp>
#include <atelier/cpp/files.hpp>
#include <set>
#include <sstream>

#include "test_data.hpp"

using journal::JournalFile;
namespace fs = std::filesystem;

namespace {

const std::string kDepends = R"({"plan":"5"})";
const std::string kHead = R"({"journal":1,"depends":{"plan":"5"}})"
                          "\n";

// The page beside the code, up to `end`, from the first `begin` on.
std::string page(const std::string& begin, const std::string& end) {
  const std::string text = atelier::read_file(test::source_dir() / "plugins/journal/journal.md");
  const size_t from = text.find(begin);
  EXPECT_NE(from, std::string::npos) << begin;
  return text.substr(from, text.find(end, from) - from);
}

struct Journals : ::testing::Test {
  test::TemporaryFolder folder;
  const fs::path file = folder / "journal.jsonl";
};

TEST_F(Journals, AreThereFromTheFirstLineOn) {
  JournalFile journal(file, kDepends);
  journal.keep(0);
  EXPECT_FALSE(fs::exists(file));
  EXPECT_EQ(journal.append("one\n"), kHead.size());
  EXPECT_EQ(journal.append("two\n"), kHead.size() + 4);
  EXPECT_EQ(atelier::read_file(file), kHead + "one\ntwo\n");
  EXPECT_EQ(journal.read(kHead.size(), 4), "one\n");
  journal.remove();
  EXPECT_FALSE(fs::exists(file));
}

TEST_F(Journals, BeginAsTheirPageSays) {
  EXPECT_EQ(page("**Version:** ", ","), "**Version:** 1");
  std::set<std::string> fields;
  std::istringstream lines(page("## Fields of the first line", "## How"));
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("| `")) fields.insert(line.substr(3, line.find('`', 3) - 3));
  EXPECT_EQ(fields, (std::set<std::string>{"journal", "depends"}));
  EXPECT_NE(page("| `journal` |", "\n").find("| 1 |"), std::string::npos);
  EXPECT_EQ(JournalFile(file, kDepends).header(), kHead) << "a change needs another version, here and on the page";
}

TEST_F(Journals, GoOnAfterWhatIsKept) {
  atelier::write_file(file, kHead + "one\ntw");
  JournalFile journal(file, kDepends);
  journal.keep(kHead.size() + 4);
  EXPECT_EQ(journal.append("three\n"), kHead.size() + 4);
  EXPECT_EQ(atelier::read_file(file), kHead + "one\nthree\n");
}

TEST_F(Journals, OfWhichNothingIsKeptAreGoneAtOnce) {
  atelier::write_file(file, "another head\none\n");
  fs::create_symlink(file, folder / "link");
  JournalFile through(folder / "link", kDepends);
  through.keep(0);
  through.append("one\n");
  EXPECT_EQ(atelier::read_file(file), "another head\none\n");
  EXPECT_FALSE(fs::is_symlink(folder / "link"));
  JournalFile(file, kDepends).keep(0);
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
  JournalFile journal(file, kDepends);
  EXPECT_EQ(complaint([&] { journal.keep(5); }), "cannot write " + file.string() + ": No such file or directory");
  fs::create_directories(file / "in the way");
  EXPECT_EQ(complaint([&] { journal.append("one\n"); }), "cannot write " + file.string() + ": Is a directory");
  EXPECT_EQ(complaint([&] { journal.keep(0); }), "cannot remove " + file.string() + ": Directory not empty");
  fs::remove_all(file);
  journal.append("one\n");
  EXPECT_EQ(complaint([&] { journal.read(kHead.size() + 4, 1); }),
            "cannot read " + file.string() + ": Input/output error");
}

}  // namespace
