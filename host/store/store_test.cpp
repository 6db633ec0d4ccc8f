#include "store.hpp"

#include <gtest/gtest.h>

#include "manifest.hpp"
#include "system/exit_code.hpp"
#include "testing/format_page.hpp"
#include "testing/store_bench.hpp"
#include "verify.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test_bench::kKey;
using test_bench::kOther;
using test_bench::Stores;

TEST_F(Stores, KeepAndFind) {
  Store in = store();
  EXPECT_FALSE(in.find(kKey));
  const Result<Object> kept = keep(in);
  ASSERT_TRUE(kept) << kept.failure().reason;
  const std::optional<Object> found = store().find(kKey);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->folder, folder());
  EXPECT_EQ(found->record, (json{{"says", "so"}}));
  EXPECT_EQ(read(found->record_file("key.json")), "{}\n");
  EXPECT_EQ(read(found->output() / "below/b.txt"), "two");
  EXPECT_EQ(found->digest, kept->digest);
  EXPECT_EQ(found->files, 3u);
  EXPECT_EQ(found->size, 14u);
  EXPECT_TRUE(disk_.is_read_only(found->output() / "a.txt"));
  EXPECT_EQ(disk_.list("/work/store/tmp")->size(), 0u);
  EXPECT_EQ(warnings_, std::vector<std::string>());
  EXPECT_FALSE(store().find(kOther));
}

TEST_F(Stores, ReportsAreNotInTheDigest) {
  Store in = store();
  const auto digest = [&](const std::string& key, const std::string& a, const std::string& log) {
    Result<Work> work = in.begin(key);
    put(work->output() / "a.txt", a);
    put(work->output() / "log.txt", log);
    return in.commit(*work, about())->digest;
  };
  const Digest first = digest(std::string(32, '1'), "a", "1 s");
  EXPECT_EQ(digest(std::string(32, '2'), "a", "2 s"), first);
  EXPECT_NE(digest(std::string(32, '3'), "b", "1 s"), first);
}

TEST_F(Stores, EqualBytesAreOneFile) {
  Store in = store();
  ASSERT_TRUE(keep(in) && keep(in, kOther, "another"));
  EXPECT_EQ(disk_.facts(folder() / "output/below/b.txt").inode,
            disk_.facts(folder(kOther) / "output/below/b.txt").inode);
  EXPECT_EQ(disk_.facts(folder() / "output/below/b.txt").links, 3u) << "two results and the pool";
  EXPECT_TRUE(in.find(kKey) && in.find(kOther));
  EXPECT_EQ(warnings_, std::vector<std::string>());
}

TEST_F(Stores, AFolderFromElsewhereTakesThePlace) {
  Store in = store();
  put("/work/unfinished/x/a.txt", "one");
  Result<Work> work = in.begin(kKey);
  const Result<Object> kept = in.commit(*work, about(), "/work/unfinished/x");
  ASSERT_TRUE(kept) << kept.failure().reason;
  EXPECT_EQ(read(folder() / "output/a.txt"), "one");
  EXPECT_FALSE(disk_.facts("/work/unfinished/x").is_there());
}

TEST_F(Stores, WorkThatIsNotCommittedIsRemoved) {
  Store in = store();
  {
    const Result<Work> work = in.begin(kKey);
    put(work->output() / "a.txt", "half");
  }
  EXPECT_EQ(disk_.list("/work/store/tmp")->size(), 0u);
}

TEST_F(Stores, FilesWithOtherNamesBecomeCopies) {
  put("/pictures/a.txt", "mine");
  Store in = store();
  Result<Work> work = in.begin(kKey);
  put(work->output() / "one", "twice");
  ASSERT_TRUE(disk_.hard_link(work->output() / "one", work->output() / "two"));
  ASSERT_TRUE(disk_.hard_link("/pictures/a.txt", work->output() / "a.txt"));
  ASSERT_TRUE(in.commit(*work, about()));
  EXPECT_NE(disk_.facts("/pictures/a.txt").inode, disk_.facts(folder() / "output/a.txt").inode);
  EXPECT_FALSE(disk_.is_read_only("/pictures/a.txt"));
  EXPECT_EQ(disk_.facts(folder() / "output/one").inode, disk_.facts(folder() / "output/two").inode);
  EXPECT_TRUE(in.find(kKey));
}

TEST_F(Stores, WhereAFileHasFewNamesOrOne) {
  disk_.most_links = 3;
  Store in = store();
  Result<Work> work = in.begin(kKey);
  for (int i = 0; i < 7; ++i) put(work->output() / std::to_string(i), "same");
  ASSERT_TRUE(in.commit(*work, about()));
  std::map<uint64_t, int> names;
  for (int i = 0; i < 7; ++i) ++names[disk_.facts(folder() / "output" / std::to_string(i)).inode];
  EXPECT_EQ(names.size(), 4u) << "the pool has one of the three";
  EXPECT_TRUE(in.find(kKey));
  disk_.has_hard_links = false;
  ASSERT_TRUE(keep(in, kOther));
  EXPECT_TRUE(in.find(kOther));
  EXPECT_EQ(warnings_, std::vector<std::string>());
}

TEST_F(Stores, APoolThatWasTamperedWithHarmsNobody) {
  Store in = store();
  put("/work/store/files/" + digest_of("two").text().substr(0, 2) + "/" + digest_of("two").text(), "TWO");
  ASSERT_TRUE(keep(in));
  EXPECT_EQ(read(folder() / "output/below/b.txt"), "two");
  EXPECT_TRUE(in.find(kKey));
}

TEST_F(Stores, LinksStayAndCountByWhatTheyLeadTo) {
  Store in = store();
  const auto digest = [&](const std::string& key, const fs::path& picture) {
    Result<Work> work = in.begin(key);
    put(work->output() / "a.txt", "one");
    EXPECT_TRUE(disk_.make_link(work->output() / "within", "a.txt"));
    EXPECT_TRUE(disk_.make_link(work->output() / "out", picture.string()));
    return in.commit(*work, about())->digest;
  };
  put("/pictures/1.jpg", "picture");
  put("/elsewhere/2.jpg", "picture");
  put("/elsewhere/3.jpg", "another");
  const Digest first = digest(kKey, "/pictures/1.jpg");
  EXPECT_EQ(digest(kOther, "/elsewhere/2.jpg"), first);
  EXPECT_NE(digest(std::string(32, '3'), "/elsewhere/3.jpg"), first);
  EXPECT_EQ(read(folder() / "output/within"), "one");
  EXPECT_TRUE(in.find(kKey));
  disk_.overwrite("/pictures/1.jpg", "PICTURE");
  machine_.clock.advance(1);
  ASSERT_TRUE(disk_.set_changed("/pictures/1.jpg", 1));
  EXPECT_FALSE(in.find(kKey)) << "what it leads to is another";
}

TEST_F(Stores, WhatCannotBeKeptIsRefusedByName) {
  Store in = store();
  Result<Work> work = in.begin(kKey);
  ASSERT_TRUE(disk_.make_folder(work->output() / "b") && disk_.make_link(work->output() / "b/link", "../../x"));
  const Result<Object> kept = in.commit(*work, about());
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.failure().status, kExitStageFailed);
  EXPECT_TRUE(kept.failure().reason.starts_with("`b/link` is a link out of the stage's folder by a relative path"));
  EXPECT_TRUE(disk_.facts(work->output() / "b").is_folder()) << "the caller has it still";
}

TEST_F(Stores, FindingIsUsing) {
  Store in = store();
  ASSERT_TRUE(keep(in));
  machine_.clock.advance(100);
  const int64_t before = disk_.facts(folder() / "used").changed;
  EXPECT_TRUE(in.find(kKey, FindFor::kLook));
  EXPECT_EQ(disk_.facts(folder() / "used").changed, before);
  EXPECT_TRUE(in.find(kKey));
  EXPECT_EQ(disk_.facts(folder() / "used").changed, machine_.clock.now());
}

TEST_F(Stores, AReadOnlyStoreIsReadAndNotWritten) {
  Store in = store();
  ASSERT_TRUE(keep(in));
  disk_.end_process(0);  // every change fails
  EXPECT_TRUE(in.find(kKey));
  EXPECT_TRUE(in.enter("the run of w"));
  in.clear_leftovers();
  const Result<Work> work = in.begin(kOther);
  ASSERT_FALSE(work);
  EXPECT_EQ(work.failure().status, kExitStore);
  EXPECT_TRUE(work.failure().reason.starts_with("cannot create /work/store/tmp/" + kOther)) << work.failure().reason;
}

TEST_F(Stores, WithoutLocksItWorksAndSaysSoOnce) {
  disk_.knows_locks = false;
  Store in = store();
  EXPECT_TRUE(in.enter("the run of w"));
  const Result<HeldLock> lock = in.take(kKey);
  EXPECT_TRUE(lock);
  ASSERT_TRUE(keep(in));
  EXPECT_TRUE(in.find(kKey));
  EXPECT_EQ(warnings_, std::vector<std::string>{
                           "/work/store is on a file system without locks: two runs at once may do the same work"});
  put("/work/store/tmp/" + kOther + "-1/output/half", "half");
  in.clear_leftovers();
  EXPECT_TRUE(disk_.facts("/work/store/tmp/" + kOther + "-1").is_there()) << "somebody may be at work there";
  machine_.clock.advance(15 * 24 * 3600);
  in.clear_leftovers();
  EXPECT_FALSE(disk_.facts("/work/store/tmp/" + kOther + "-1").is_there());
}

TEST_F(Stores, TheirsIsTakenWhenItCameFirst) {
  Store in = store();
  Result<Work> ours = in.begin(kKey);
  put(ours->output() / "a.txt", "ours");
  const Result<Object> theirs = keep(in, kKey, "theirs");
  const Result<Object> got = in.commit(*ours, about());
  ASSERT_TRUE(got);
  EXPECT_EQ(got->digest, theirs->digest);
  EXPECT_EQ(read(got->output() / "a.txt"), "theirs");
}

TEST_F(Stores, TheWaitForAKeyEndsWhenItIsTold) {
  Store in = store(), other = store();
  const Result<HeldLock> held = in.take(kKey);
  ASSERT_TRUE(held && *held);
  int waited = 0;
  const Result<HeldLock> second = other.take(kKey, [&] {
    ++waited;
    cancelled_ = true;
  });
  EXPECT_FALSE(second);
  EXPECT_EQ(waited, 1);
}

TEST(Reports, AreNamesAndFolders) {
  const std::vector<std::string> reports = {"report.json", "logs/*", "deep/**"};
  for (const char* name : {"report.json", "logs/a", "deep/a", "deep/b/c"})
    EXPECT_TRUE(is_report(name, reports)) << name;
  for (const char* name : {"report", "x/report.json", "logs", "logs/a/b", "logs2/a", "deeper/a"})
    EXPECT_FALSE(is_report(name, reports)) << name;
}

TEST_F(Stores, ThePageSaysWhatIsInAManifest) {
  Store in = store();
  ASSERT_TRUE(keep(in));
  const json manifest = json::parse(read(folder() / "manifest.json"));
  EXPECT_EQ(manifest.at("format"), 1);
  NewObject variant = about();
  variant.variant_of = kKey;
  variant.inputs = {{"/noted", "digest"}};
  Result<Work> work = in.begin(kOther);
  ASSERT_TRUE(in.commit(*work, variant));
  const json other = json::parse(read(folder(kOther) / "manifest.json"));
  test_bench::expect_documented("store/store.md", "## Fields", {manifest, other});
  const std::set<std::string> files = test_bench::documented("store/store.md", "## Files");
  const std::vector<std::string> names = *disk_.list(folder());
  for (const std::string& name : names)
    EXPECT_TRUE(files.count("objects/ab/<key>/" + name) || files.count("objects/ab/<key>/" + name + "/")) << name;
}

// A folder that is not kept is told from others by the same digest.
TEST_F(Stores, AFolderOfTheSameFilesHasTheDigestOfTheObject) {
  Store in = store();
  const Result<Object> kept = keep(in);
  ASSERT_TRUE(kept);
  put("/elsewhere/a.txt", "one");
  put("/elsewhere/below/b.txt", "two");
  put("/elsewhere/log.txt", "at 13:00");
  const Result<Manifest> same = describe_folder(machine_.disk, "/elsewhere", 1, about().reports);
  ASSERT_TRUE(same);
  EXPECT_EQ(same->digest, kept->digest);
  put("/elsewhere/a.txt", "two");
  EXPECT_NE(describe_folder(machine_.disk, "/elsewhere", 1, about().reports)->digest, kept->digest);
}

}  // namespace
}  // namespace atelier::host
