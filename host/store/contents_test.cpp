#include "contents.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>

#include "store.hpp"
#include "test_data.hpp"
#include "testing/fake_system.hpp"
#include "testing/format_page.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;

// Files on a disk in memory, an hour old.
class FolderContents : public testing::Test {
 protected:
  FolderContents() {
    put("/data/b/two.txt", "two");
    put("/data/a.txt", "one");
    machine_.clock.advance(3600);
  }
  void put(const fs::path& file, const std::string& bytes) { disk_.put(file, bytes); }
  // With a stat cache that is read before and saved after.
  Result<Digest> of(const fs::path& path) {
    Contents contents(machine_.system, "/work/store/stat_cache", 1);
    reads_ = 0;
    disk_.while_reading = [this] { ++reads_; };
    Result<Digest> digest = contents.of(path);
    disk_.while_reading = {};
    EXPECT_TRUE(contents.save());
    return digest;
  }
  bool is_read_again(const fs::path& path) { return of(path) && reads_ > 0; }

  fake::Machine machine_;
  fake::Disk& disk_ = machine_.disk;
  int reads_ = 0;
};

TEST_F(FolderContents, AreNamesAndBytesWhereverItLies) {
  const Digest digest = *of("/data");
  EXPECT_EQ(*of("/data/a.txt"), digest_of("one"));
  put("/elsewhere/deep/a.txt", "one");
  put("/elsewhere/deep/b/two.txt", "two");
  EXPECT_EQ(*of("/elsewhere/deep"), digest);
  put("/elsewhere/deep/b/two.txt", "2");
  EXPECT_NE(*of("/elsewhere/deep"), digest);
  put("/elsewhere/deep/b/two.txt", "two");
  ASSERT_TRUE(disk_.rename("/elsewhere/deep/b", "/elsewhere/deep/c"));
  EXPECT_NE(*of("/elsewhere/deep"), digest);
  ASSERT_TRUE(disk_.rename("/elsewhere/deep/c", "/elsewhere/deep/b"));
  EXPECT_EQ(*of("/elsewhere/deep"), digest);
  ASSERT_TRUE(disk_.make_folder("/elsewhere/deep/empty"));
  EXPECT_NE(*of("/elsewhere/deep"), digest);
  EXPECT_EQ(of("/gone").failure().reason, "cannot read /gone: No such file or directory");
}

TEST_F(FolderContents, LinksAreFollowed) {
  put("/data/link", "one");
  const Digest as_file = *of("/data");
  ASSERT_TRUE(disk_.remove("/data/link") && disk_.make_link("/data/link", "a.txt"));
  EXPECT_EQ(*of("/data"), as_file);
  ASSERT_TRUE(disk_.remove("/data/link") && disk_.make_link("/data/link", "/gone"));
  const Digest nowhere = *of("/data");
  EXPECT_NE(nowhere, as_file);
  ASSERT_TRUE(disk_.remove("/data/link") && disk_.make_link("/data/link", "/gone/too"));
  EXPECT_EQ(*of("/data"), nowhere) << "no path is in it";
  ASSERT_TRUE(disk_.remove("/data/link") && disk_.make_link("/data/link", "/data"));
  EXPECT_NE(*of("/data"), nowhere);
  EXPECT_TRUE(of("/data/b"));
}

TEST_F(FolderContents, AnUnchangedFileIsNotReadTwice) {
  EXPECT_TRUE(is_read_again("/data"));
  EXPECT_FALSE(is_read_again("/data"));
  disk_.overwrite("/data/a.txt", "One");
  machine_.clock.advance(60);
  EXPECT_TRUE(is_read_again("/data"));
  EXPECT_FALSE(is_read_again("/data/a.txt"));
}

TEST_F(FolderContents, AFileOfTheSameSizeAndTimeIsSeen) {
  const Digest old = *of("/data");
  const int64_t changed = disk_.facts("/data/a.txt").changed;
  disk_.overwrite("/data/a.txt", "ONE");
  ASSERT_TRUE(disk_.set_changed("/data/a.txt", changed));
  machine_.clock.advance(60);
  const Digest overwritten = *of("/data");
  EXPECT_NE(overwritten, old);
  put("/data/fresh", "EON");
  ASSERT_TRUE(disk_.set_changed("/data/fresh", changed) && disk_.rename("/data/fresh", "/data/a.txt"));
  machine_.clock.advance(60);
  EXPECT_NE(*of("/data"), overwritten);
}

TEST_F(FolderContents, AChangeWithinATickOfTheClockIsSeen) {
  disk_.overwrite("/data/a.txt", "1");
  const Digest first = *of("/data/a.txt");  // read in the very moment of the change
  disk_.overwrite("/data/a.txt", "2");      // the size and all times are the same
  machine_.clock.advance(3600);
  EXPECT_NE(*of("/data/a.txt"), first);
}

TEST_F(FolderContents, AChangeAfterTheClockWasSetBackIsSeen) {
  disk_.overwrite("/data/a.txt", "1");
  machine_.clock.advance(60);
  const Digest first = *of("/data/a.txt");
  EXPECT_FALSE(is_read_again("/data/a.txt"));
  machine_.clock.advance(-60);
  disk_.overwrite("/data/a.txt", "2");
  EXPECT_NE(*of("/data/a.txt"), first);
  EXPECT_TRUE(is_read_again("/data/a.txt")) << "nothing is sure until the clock is past that time";
}

TEST_F(FolderContents, AFileThatChangesWhileItIsReadIsTold) {
  int changes = 0;
  Contents contents(machine_.system, "/work/store/stat_cache", 1);
  disk_.while_reading = [&] {
    machine_.clock.advance(1);
    if (++changes <= 2) disk_.overwrite("/data/a.txt", "now " + std::to_string(changes));
  };
  EXPECT_EQ(*contents.of("/data/a.txt"), digest_of("now 2")) << "it came to rest";
  disk_.while_reading = [&] {
    machine_.clock.advance(1);
    disk_.overwrite("/data/a.txt", "now " + std::to_string(++changes));
  };
  const Result<Digest> digest = contents.of("/data");
  ASSERT_FALSE(digest);
  EXPECT_EQ(digest.failure().reason,
            "cannot read /data/a.txt: another program writes to it; try again when that is done");
}

TEST_F(FolderContents, ADamagedCacheIsNone) {
  ASSERT_TRUE(of("/data"));
  const std::string bytes = *disk_.read("/work/store/stat_cache");
  EXPECT_EQ(bytes.size(), 32u + 2 * 64u);
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    put("/work/store/stat_cache", damaged);
    EXPECT_TRUE(is_read_again("/data")) << "byte " << i;
    put("/work/store/stat_cache", bytes.substr(0, i));
    EXPECT_TRUE(is_read_again("/data")) << i << " bytes of it";
  }
}

TEST_F(FolderContents, WhatTwoHaveReadIsMerged) {
  Contents one(machine_.system, "/work/store/stat_cache", 1), other(machine_.system, "/work/store/stat_cache", 1);
  ASSERT_TRUE(one.of("/data/a.txt") && other.of("/data/b") && one.save() && other.save());
  EXPECT_FALSE(is_read_again("/data"));
  machine_.clock.advance(50 * 24 * 3600);
  EXPECT_FALSE(is_read_again("/data/a.txt"));
  machine_.clock.advance(50 * 24 * 3600);
  put("/data/c.txt", "new");
  machine_.clock.advance(60);
  ASSERT_TRUE(of("/data/c.txt"));
  EXPECT_EQ(disk_.read("/work/store/stat_cache")->size(), 32u + 2 * 64u) << "what nobody asks for is forgotten";
  EXPECT_FALSE(is_read_again("/data/a.txt"));
}

TEST_F(FolderContents, ACacheThatCannotBeSavedIsToldAndHarmless) {
  for (size_t nth = 0; nth < 8; ++nth) {
    Contents contents(machine_.system, "/work/store/stat_cache", 1);
    ASSERT_TRUE(contents.of("/data"));
    disk_.fail(nth, ENOSPC);
    const Result<void> saved = contents.save();
    disk_.start_process();
    EXPECT_EQ(static_cast<bool>(saved), nth > 5) << nth;
    EXPECT_EQ(is_read_again("/data"), !saved);
    ASSERT_TRUE(disk_.remove_all("/work"));
  }
}

TEST_F(FolderContents, StopsWhenItIsTold) {
  Contents contents(machine_.system, "/work/store/stat_cache", 1);
  Watch watch;
  uint64_t done = 0, of = 0;
  watch.progress = [&](uint64_t bytes, uint64_t all) {
    done = bytes;
    of = all;
  };
  ASSERT_TRUE(contents.of("/data", watch));
  EXPECT_EQ(done, 6u);
  EXPECT_EQ(of, 6u);
  watch.cancelled = [] { return true; };
  EXPECT_EQ(contents.of("/data", watch).failure().status, ECANCELED);
  Contents another(machine_.system, "/work/store/stat_cache", 1);
  EXPECT_EQ(another.of("/data/a.txt", watch).failure().status, ECANCELED);
}

TEST_F(FolderContents, ThePageSaysWhatIsInTheCache) {
  ASSERT_TRUE(of("/data"));
  EXPECT_TRUE(disk_.read("/work/store/stat_cache")->starts_with("ATSTACH1"));
  EXPECT_EQ(test_bench::documented("store/stat_cache.md", "## Layout"), (std::set<std::string>{"0", "8", "16", "32"}));
  const auto at = [](auto member) {
    static const StatCache::Entry entry{};
    return std::to_string(reinterpret_cast<const char*>(&(entry.*member)) - reinterpret_cast<const char*>(&entry));
  };
  using Entry = StatCache::Entry;
  EXPECT_EQ(test_bench::documented("store/stat_cache.md", "## Entry"),
            (std::set<std::string>{at(&Entry::device), at(&Entry::inode), at(&Entry::size), at(&Entry::changed),
                                   at(&Entry::status_changed), at(&Entry::digest), at(&Entry::used)}));
}

// What only a real disk has.
TEST(RealContents, SpecialFilesAreRefusedByName) {
  const test::TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  Contents contents(System(), folder / "cache");
  const std::string pipe = (folder / "pipe").string();
  const std::string reason = "cannot read " + pipe + ": it is a pipe, a socket or a device, not a file";
  EXPECT_EQ(contents.of(folder.path()).failure().reason, reason);
  EXPECT_EQ(contents.of(folder / "pipe").failure().reason, reason);
  EXPECT_FALSE(contents.of("/dev/null"));
}

TEST(RealContents, AHundredThousandFiles) {
  if (!fs::is_directory("/dev/shm")) GTEST_SKIP() << "takes minutes to make on a busy disk";
  const fs::path folder = "/dev/shm/" + unique_word();
  const std::shared_ptr<void> removed(nullptr, [&](void*) { fs::remove_all(folder); });
  constexpr size_t kFiles = 100'000;
  fs::create_directories(folder / "data");
  for_each_of(kFiles, all_cores(), [&](size_t i) {
    std::FILE* file = std::fopen((folder / "data" / std::to_string(i)).c_str(), "w");
    std::fprintf(file, "%zu", i);
    std::fclose(file);
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto measure = [&](uint64_t& read) {
    Contents contents(System(), folder / "cache");
    Watch watch;
    watch.progress = [&](uint64_t done, uint64_t) { read = done; };
    const double start = real_clock().seconds();
    const Result<Digest> digest = contents.of(folder / "data", watch);
    RecordProperty("seconds", std::to_string(real_clock().seconds() - start));
    EXPECT_TRUE(digest && contents.save());
    return *digest;
  };
  uint64_t first = 0, second = 0;
  const Digest digest = measure(first);
  EXPECT_EQ(measure(second), digest);
  EXPECT_GT(first, kFiles);
  EXPECT_EQ(second, 0u) << "nothing is read again";
}

}  // namespace
}  // namespace atelier::host
