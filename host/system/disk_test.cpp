// What Disk promises, of the real one and of the one that other tests use in its place.
#include "disk.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <thread>

#include "test_data.hpp"
#include "testing/fake_system.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;

class Disks : public testing::TestWithParam<bool> {
 protected:
  Disks() { EXPECT_TRUE(make_folders(disk_, root_)); }
  std::string read(const std::string& below) { return *disk_.read(root_ / below); }
  void write(const std::string& below, const std::string& bytes) {
    EXPECT_TRUE(disk_.write(root_ / below, bytes, Sync::kYes));
  }
  std::vector<std::string> names(const std::string& below = "") {
    std::vector<std::string> out = *disk_.list(root_ / below);
    std::sort(out.begin(), out.end());
    return out;
  }

  test::TemporaryFolder folder_;
  fake::Machine fake_;
  const bool real_ = GetParam();
  Disk& disk_ = real_ ? real_disk() : fake_.disk;
  const fs::path root_ = real_ ? folder_.path() : "/test/root";
};

INSTANTIATE_TEST_SUITE_P(Both, Disks, testing::Values(true, false),
                         [](const auto& info) { return info.param ? "real" : "fake"; });

TEST_P(Disks, FilesAreWrittenWhole) {
  write("a", "one");
  write("a", "another");
  EXPECT_EQ(read("a"), "another");
  EXPECT_EQ(*disk_.read(root_ / "a", 3), "ano");
  EXPECT_EQ(names(), std::vector<std::string>{"a"}) << "no temporary file stays";
  const FileFacts facts = disk_.facts(root_ / "a");
  EXPECT_TRUE(facts.is_file());
  EXPECT_EQ(facts.size, 7u);
  EXPECT_FALSE(disk_.facts(root_ / "b").is_there());
}

TEST_P(Disks, FailuresNameThePathAndTheReason) {
  const std::string root = root_.string();
  const auto gone = disk_.read(root_ / "gone");
  EXPECT_EQ(gone.failure().reason, "cannot read " + root + "/gone: No such file or directory");
  EXPECT_EQ(gone.failure().status, ENOENT);
  EXPECT_EQ(disk_.read(root_).failure().status, EISDIR);
  EXPECT_EQ(disk_.write(root_ / "no/file", "x", Sync::kNo).failure().reason,
            "cannot create " + root + "/no/file: No such file or directory");
  EXPECT_EQ(disk_.append(root_ / "no/file").failure().status, ENOENT);
  write("file", "");
  EXPECT_EQ(disk_.list(root_ / "file").failure().status, ENOTDIR);
  EXPECT_EQ(disk_.make_folder(root_ / "file/below").failure().reason,
            "cannot create the folder " + root + "/file/below: Not a directory");
  EXPECT_EQ(make_folders(disk_, root_ / "file/a/b").failure().reason,
            "cannot create the folder " + root + "/file/a/b: Not a directory");
  EXPECT_FALSE(disk_.rename(root_ / "gone", root_ / "x"));
}

TEST_P(Disks, LinesAreAdded) {
  write("log", "first\n");
  const auto lines = disk_.append(root_ / "log");
  ASSERT_TRUE(lines);
  EXPECT_TRUE((*lines)->write("second"));
  EXPECT_EQ(read("log"), "first\nsecond\n");
}

TEST_P(Disks, FoldersAreMadeMovedAndRemoved) {
  EXPECT_TRUE(make_folders(disk_, root_ / "a/b"));
  EXPECT_FALSE(*disk_.make_folder(root_ / "a"));
  write("a/b/file", "x");
  EXPECT_FALSE(disk_.remove(root_ / "a")) << "it is not empty";
  EXPECT_TRUE(disk_.rename(root_ / "a", root_ / "c"));
  EXPECT_EQ(read("c/b/file"), "x");
  EXPECT_TRUE(make_folders(disk_, root_ / "full/one"));
  EXPECT_FALSE(disk_.rename(root_ / "c", root_ / "full"));
  EXPECT_EQ(*files_below(disk_, root_ / "c"), std::vector<fs::path>{root_ / "c/b/file"});
  EXPECT_TRUE(disk_.remove_all(root_ / "c"));
  EXPECT_TRUE(disk_.remove(root_ / "c")) << "it need not be there";
  EXPECT_EQ(names(), std::vector<std::string>{"full"});
}

TEST_P(Disks, LinksLeadOn) {
  EXPECT_TRUE(make_folders(disk_, root_ / "a"));
  write("a/file", "x");
  EXPECT_TRUE(disk_.make_link(root_ / "to", "a"));
  EXPECT_EQ(read("to/file"), "x");
  EXPECT_TRUE(disk_.facts(root_ / "to").is_folder());
  EXPECT_EQ(disk_.facts(root_ / "to", Links::kKeep).kind, FileKind::kLink);
  EXPECT_EQ(disk_.facts(root_ / "to/file").inode, disk_.facts(root_ / "a/file").inode);
  EXPECT_EQ(files_below(disk_, root_)->size(), 2u) << "the link and the file";
  EXPECT_TRUE(disk_.make_link(root_ / "fresh", "gone"));
  EXPECT_TRUE(disk_.rename(root_ / "fresh", root_ / "to")) << "takes the place of the other link";
  EXPECT_FALSE(disk_.facts(root_ / "to").is_there());
  EXPECT_EQ(disk_.rename(root_ / "to", root_ / "a").failure().status, EISDIR);
}

TEST_P(Disks, TimesAreSet) {
  write("a", "x");
  EXPECT_TRUE(disk_.set_changed(root_ / "a", 1'000'000'007));
  EXPECT_EQ(disk_.facts(root_ / "a").changed, 1'000'000'007);
  EXPECT_FALSE(disk_.set_changed(root_ / "gone", 1));
}

TEST_P(Disks, ALockIsHeldByOne) {
  const fs::path file = root_ / "x.lock";
  EXPECT_FALSE(disk_.is_locked(file));
  {
    const auto held = disk_.lock(file);
    ASSERT_TRUE(held && *held);
    EXPECT_TRUE(disk_.is_locked(file));
    for (const LockKind kind : {LockKind::kExclusive, LockKind::kShared}) {
      const auto other = disk_.lock(file, kind);
      ASSERT_TRUE(other) << other.failure().reason;
      EXPECT_EQ(*other, nullptr) << "held, which is no failure";
    }
  }
  EXPECT_FALSE(disk_.is_locked(file));
  EXPECT_TRUE(*disk_.lock(file));
  const auto failed = disk_.lock(root_ / "no/x.lock");
  EXPECT_EQ(failed.failure().reason, "cannot create " + root_.string() + "/no/x.lock: No such file or directory");
  EXPECT_FALSE(lacks_locks(failed.failure()));
}

TEST_P(Disks, ASharedLockIsHeldByMany) {
  const fs::path file = root_ / "x.lock";
  auto one = *disk_.lock(file, LockKind::kShared);
  auto other = *disk_.lock(file, LockKind::kShared);
  ASSERT_TRUE(one && other);
  EXPECT_FALSE(*disk_.lock(file));
  one.reset();
  EXPECT_FALSE(*disk_.lock(file));
  other.reset();
  EXPECT_TRUE(*disk_.lock(file));
}

TEST_P(Disks, AFileMayHaveManyNames) {
  write("a", "one");
  EXPECT_TRUE(disk_.hard_link(root_ / "a", root_ / "b"));
  EXPECT_EQ(disk_.hard_link(root_ / "a", root_ / "b").failure().status, EEXIST);
  EXPECT_EQ(disk_.facts(root_ / "a").inode, disk_.facts(root_ / "b").inode);
  EXPECT_EQ(disk_.facts(root_ / "a").links, 2u);
  EXPECT_TRUE(disk_.copy(root_ / "a", root_ / "c"));
  EXPECT_EQ(read("c"), "one");
  EXPECT_EQ(disk_.facts(root_ / "c").links, 1u);
  EXPECT_EQ(disk_.facts(root_ / "c").changed, disk_.facts(root_ / "a").changed);
  EXPECT_TRUE(disk_.remove(root_ / "a"));
  EXPECT_EQ(read("b"), "one");
  EXPECT_EQ(disk_.facts(root_ / "b").links, 1u);
}

TEST_P(Disks, FactsOfAllInAFolder) {
  EXPECT_TRUE(make_folders(disk_, root_ / "below"));
  write("file", "four");
  EXPECT_TRUE(disk_.make_link(root_ / "link", "file"));
  EXPECT_TRUE(disk_.make_link(root_ / "nowhere", "gone"));
  const auto by_name = [&](Links links) {
    const Result<std::vector<NamedFacts>> found = disk_.list_facts(root_, links);
    std::map<std::string, FileFacts> out;
    for (const auto& [name, facts] : *found) out[name] = facts;
    return out;
  };
  std::map<std::string, FileFacts> followed = by_name(Links::kFollow), kept = by_name(Links::kKeep);
  EXPECT_EQ(followed.size(), 4u);
  EXPECT_TRUE(followed["below"].is_folder());
  EXPECT_EQ(followed["link"].inode, followed["file"].inode);
  EXPECT_FALSE(followed["nowhere"].is_there());
  EXPECT_EQ(kept["link"].kind, FileKind::kLink);
  EXPECT_EQ(kept["nowhere"].kind, FileKind::kLink);
  EXPECT_EQ(kept["file"].size, 4u);
  EXPECT_EQ(kept["file"].status_changed, disk_.facts(root_ / "file").status_changed);
  EXPECT_EQ(*disk_.read_link(root_ / "link"), "file");
  EXPECT_EQ(disk_.list_facts(root_ / "gone", Links::kKeep).failure().status, ENOENT);
}

TEST_P(Disks, AnOpenFileStaysTheSame) {
  write("a", "one two");
  const auto opened = disk_.open(root_ / "a");
  ASSERT_TRUE(opened);
  write("a", "another");
  char bytes[16];
  EXPECT_EQ(*(*opened)->read(bytes, 3), 3u);
  EXPECT_EQ(*(*opened)->read(bytes + 3, 13), 4u);
  EXPECT_EQ(*(*opened)->read(bytes, 16), 0u);
  EXPECT_EQ(std::string(bytes, 7), "one two");
  EXPECT_NE((*opened)->facts().inode, disk_.facts(root_ / "a").inode);
  EXPECT_FALSE(disk_.open(root_ / "gone"));
}

TEST_P(Disks, WhatIsChangedSaysSoInATimeThatNobodySets) {
  write("a", "x");
  fake_.clock.advance(1);
  std::this_thread::sleep_for(std::chrono::milliseconds(real_ ? 20 : 0));
  const int64_t before = disk_.facts(root_ / "a").status_changed;
  EXPECT_TRUE(disk_.set_changed(root_ / "a", 1'000'000'007));
  EXPECT_GT(disk_.facts(root_ / "a").status_changed, before);
  EXPECT_TRUE(disk_.make_read_only(root_ / "a"));
  EXPECT_TRUE(disk_.sync(root_ / "a"));
  EXPECT_TRUE(disk_.sync(root_));
  EXPECT_TRUE(disk_.sync_all(root_));
  EXPECT_FALSE(disk_.sync(root_ / "gone"));
}

TEST(FakeDisk, FailsWhenItIsTold) {
  fake::Machine machine;
  fake::Disk& disk = machine.disk;
  disk.put("/a/file", "old");
  for (size_t nth = 0; nth < 3; ++nth) {
    disk.fail(nth, EIO);
    EXPECT_EQ(disk.write("/a/file", "new", Sync::kYes).failure().status, EIO);
    EXPECT_EQ(*disk.read("/a/file"), "old");
  }
  disk.fail(3, EIO);
  EXPECT_TRUE(disk.write("/a/file", "new", Sync::kYes));
  disk.fill();
  for (int i = 0; i < 2; ++i) EXPECT_EQ(disk.make_folder("/b").failure().status, ENOSPC);
}

TEST(UtcText, IsOfTheTime) { EXPECT_EQ(utc_text(1'795'830'307'123'456'789), "2026-11-28T01:45:07.123Z"); }

}  // namespace
}  // namespace atelier::host
