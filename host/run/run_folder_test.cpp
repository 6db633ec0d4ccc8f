#include "run_folder.hpp"

#include <algorithm>
#include <set>

#include "run_name.hpp"
#include "testing/fake_system.hpp"
#include "testing/host_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;

std::string target(const fs::path& link) { return fs::read_symlink(link).string(); }

TEST(RunFolder, NamesAreNotUsedTwice) {
  const test::TemporaryFolder workspace;
  std::vector<std::string> ids;
  for (int i = 0; i < 50; ++i) {
    RunFolder folder = *RunFolder::create(System(), workspace / "a/b", "Coco 21");
    ids.push_back(folder.id());
    EXPECT_TRUE(is_run_name(folder.id())) << folder.id();
    EXPECT_NE(folder.id().find("-coco-21-"), std::string::npos) << folder.id();
    EXPECT_TRUE(folder.close(Status::kFailed));
  }
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 50u);
}

TEST(RunFolder, LinksLeadToTheRunAtWorkAndTheOneDoneLast) {
  const test::TemporaryFolder workspace;
  const fs::path current = workspace / "runs/current", latest = workspace / "runs/latest";
  RunFolder first = *RunFolder::create(System(), workspace.path(), "w");
  ASSERT_TRUE(first.make_current());
  EXPECT_EQ(target(current), first.id());
  EXPECT_FALSE(fs::exists(fs::symlink_status(latest)));
  RunFolder second = *RunFolder::create(System(), workspace.path(), "w");
  ASSERT_TRUE(second.make_current());
  EXPECT_EQ(target(current), second.id());
  EXPECT_TRUE(second.close(Status::kDone));
  EXPECT_EQ(target(latest), second.id());
  EXPECT_EQ(target(current), first.id()) << "which is still at work";
  EXPECT_TRUE(first.close(Status::kFailed));
  EXPECT_EQ(target(latest), second.id());
  EXPECT_EQ(target(current), first.id()) << "the last one, when none is at work";
  EXPECT_FALSE(fs::exists(first.path() / kRunLock));
  const auto names = real_disk().list(workspace / "runs");
  EXPECT_EQ(names->size(), 4u) << "nothing but two runs and two links";
}

TEST(RunFolder, WorksWhereTheDiskKnowsNoLocks) {
  fake::Machine machine;
  machine.disk.knows_locks = false;
  RunFolder run = *RunFolder::create(machine.system, "/work", "w");
  EXPECT_TRUE(run.make_current());
  EXPECT_FALSE(machine.disk.facts(run.path() / kRunLock).is_there()) << "it would say that the run is dead";
  EXPECT_TRUE(run.close(Status::kDone));
}

// Each change that fails leaves both links leading somewhere.
TEST(RunFolder, LinksAlwaysLeadSomewhere) {
  size_t refused = 0;
  for (size_t nth = 0; nth < 20; ++nth) {
    fake::Machine machine;
    const auto leads = [&](const char* link) {
      const fs::path path = fs::path("/work/runs") / link;
      return machine.disk.facts(path, Links::kKeep).is_there() ? machine.disk.facts(path).is_folder() : false;
    };
    RunFolder old = *RunFolder::create(machine.system, "/work", "old");
    ASSERT_TRUE(old.make_current() && old.close(Status::kDone));
    machine.disk.fail(nth, EIO);
    Result<RunFolder> run = RunFolder::create(machine.system, "/work", "new");
    Result<void> done = run ? run->make_current() : Result<void>(run.failure());
    if (done) done = run->close(Status::kDone);
    refused += !done;
    EXPECT_TRUE(leads("latest") && leads("current")) << nth;
    if (!run) {
      EXPECT_EQ(machine.disk.list("/work/runs")->size(), 3u) << nth << ": nothing of it stays";
    }
  }
  EXPECT_GE(refused, 6u);
}

TEST(RunFolder, OutputHasItsNameOnlyWhenComplete) {
  const test::TemporaryFolder workspace;
  const RunFolder run = *RunFolder::create(System(), workspace.path());
  const fs::path folder = *run.begin_output("a");
  write_file(folder / "x", "x");
  EXPECT_FALSE(fs::exists(run.output("a")));
  EXPECT_TRUE(run.commit_output("a", folder));
  EXPECT_EQ(read_file(run.output("a") / "x"), "x");
  fs::create_directories(workspace / "store/objects/b/output");
  write_file(workspace / "store/objects/b/output/x", "y");
  EXPECT_TRUE(run.link_output("b", workspace / "store/objects/b/output"));
  EXPECT_EQ(fs::read_symlink(run.output("b")).string(), "../../../store/objects/b/output");
  EXPECT_EQ(read_file(run.output("b") / "x"), "y");
  run.tidy();
  EXPECT_FALSE(fs::exists(run.path() / "tmp"));
}

TEST(RunFolder, SaysWhereItCannotWrite) {
  const test::TemporaryFolder workspace;
  const auto complaint = [&](const char* below) {
    const Result<RunFolder> run = RunFolder::create(System(), workspace / below);
    return (run ? run->make_current().failure() : run.failure()).reason;
  };
  write_file(workspace / "file", "");
  EXPECT_EQ(complaint("file"), "cannot create the folder " + (workspace / "file/runs").string() + ": Not a directory");
  fs::create_directories(workspace / "work/runs/latest");
  EXPECT_EQ(complaint("work"),
            "cannot make the link " + (workspace / "work/runs/latest").string() + ": Is a directory; move it away");
  fs::create_directories(workspace / "other/runs/current");
  EXPECT_EQ(complaint("other"),
            "cannot make the link " + (workspace / "other/runs/current").string() + ": Is a directory; move it away");
}

}  // namespace
}  // namespace atelier::host
