// What a store holds when something fails, or the process ends, at any change to the disk: nothing old is lost, and
// nothing half-done is found.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "manifest.hpp"
#include "store.hpp"
#include "system/exit_code.hpp"
#include "test_data.hpp"
#include "testing/fake_system.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;

const std::string kOld(32, '1'), kNew(32, '2');

// An old result in the store; a new one, one of whose files has the same bytes, is to be kept: what the work left, or
// what an earlier run left elsewhere.
class Faults : public testing::TestWithParam<bool> {
 protected:
  Store store(fake::Machine& machine) {
    StoreOptions options;
    options.threads = 1;
    options.warn = [this](const std::string& text) { warnings_.push_back(text); };
    return Store(machine.system, "/work", options);
  }
  void keep_old(fake::Machine& machine) {
    Store in = store(machine);
    Result<Work> work = in.begin(kOld);
    machine.disk.put(work->output() / "shared", "same");
    machine.disk.put(work->output() / "below/own", "old");
    ASSERT_TRUE(in.commit(*work, {"old", {}, {{"key.json", "{}"}}, {}, {}}));
  }
  // Where the new files are in the end, if they are not in an object.
  Result<Object> keep_new(
      fake::Machine& machine, const std::function<void()>& before_commit = [] {}) {
    is_left_ = false;
    is_still_elsewhere_ = GetParam();
    Store in = store(machine);
    const fs::path elsewhere = "/work/unfinished/x";
    if (GetParam()) fill(machine, elsewhere);
    Result<Work> work = in.begin(kNew);
    if (!work) return work.failure();
    if (!GetParam()) fill(machine, work->output());
    before_commit();
    const Result<Object> kept = in.commit(*work, {"new", 7, {{"key.json", "{}"}}, {}, {}}, GetParam() ? elsewhere : "");
    if (!kept) {
      const bool is_in_work = machine.disk.facts(work->output() / "shared").is_there();
      EXPECT_TRUE(is_in_work || machine.disk.facts(elsewhere / "shared").is_there()) << kept.failure().reason;
    }
    is_left_ = work->is_left_to_be_finished();
    is_still_elsewhere_ = machine.disk.facts(elsewhere / "shared").is_there();
    return kept;
  }
  static void fill(fake::Machine& machine, const fs::path& folder) {
    machine.disk.put(folder / "shared", "same");
    machine.disk.put(folder / "own", "new");
    machine.disk.put(folder / "twin", "new");
  }
  static void expect_whole(fake::Machine& machine, const Object& object, const std::string& own) {
    EXPECT_EQ(*machine.disk.read(object.output() / own), own == "own" ? "new" : "old");
    EXPECT_EQ(*machine.disk.read(object.output() / "shared"), "same");
    EXPECT_EQ(*machine.disk.read(object.record_file("key.json")), "{}");
    const Result<std::vector<TreeEntry>> entries = read_tree(machine.disk, object.folder, Links::kKeep);
    for (const TreeEntry& entry : *entries)
      EXPECT_TRUE(entry.name.starts_with("output") || entry.name.starts_with("record") || entry.name == "used" ||
                  entry.name == "manifest.json")
          << entry.name;
  }

  std::vector<std::string> warnings_;
  bool is_left_ = false;             // whether keep_new could not commit, and left it to be finished
  bool is_still_elsewhere_ = false;  // whether what an earlier run left was still there after keep_new
};

INSTANTIATE_TEST_SUITE_P(Both, Faults, testing::Values(false, true),
                         [](const auto& info) { return info.param ? "FromElsewhere" : "FromWork"; });

TEST_P(Faults, AnyChangeMayFail) {
  size_t left = 0;
  for (const int error : {ENOSPC, EIO}) {
    for (size_t nth = 0;; ++nth) {
      fake::Machine machine;
      keep_old(machine);
      machine.disk.fail(nth, error);
      const Result<Object> kept = keep_new(machine);
      machine.disk.start_process();
      Store after = store(machine);
      warnings_.clear();
      after.clear_leftovers();
      const std::optional<Object> old = after.find(kOld), fresh = after.find(kNew);
      ASSERT_TRUE(old) << nth;
      expect_whole(machine, *old, "below/own");
      if (kept) {
        EXPECT_TRUE(fresh) << nth;
      }
      if (fresh) expect_whole(machine, *fresh, "own");
      EXPECT_EQ(is_left_, fresh && !kept) << nth << ": work that is whole is not lost";
      EXPECT_EQ(is_left_, warnings_.size() == 1) << nth << ": what is finished is told";
      left += is_left_;
      if (GetParam()) {
        EXPECT_TRUE(kept || is_left_ || is_still_elsewhere_) << nth;
      }
      EXPECT_EQ(machine.disk.list("/work/store/tmp")->size(), 0u) << nth;
      if (machine.disk.changes() < nth) break;
      ASSERT_LT(nth, 500u);
    }
  }
  EXPECT_GT(left, 10u);
}

TEST_P(Faults, TheProcessMayEndAtAnyChange) {
  size_t finished = 0;
  for (size_t nth = 0;; ++nth) {
    fake::Machine machine;
    keep_old(machine);
    machine.disk.end_process(nth);
    const Result<Object> kept = keep_new(machine);
    const bool is_done = machine.disk.changes() < nth;
    machine.disk.start_process();
    machine.clock.advance(1);
    Store after = store(machine);
    const std::optional<Object> before_clearing = after.find(kNew);
    if (before_clearing) expect_whole(machine, *before_clearing, "own");
    warnings_.clear();
    after.clear_leftovers();
    const std::optional<Object> fresh = after.find(kNew), old = after.find(kOld);
    ASSERT_TRUE(old) << nth;
    expect_whole(machine, *old, "below/own");
    if (fresh) expect_whole(machine, *fresh, "own");
    EXPECT_EQ(fresh && !before_clearing, warnings_.size() == 1) << nth << ": what is finished is told";
    finished += fresh && !before_clearing;
    EXPECT_EQ(machine.disk.list("/work/store/tmp")->size(), 0u) << nth;
    // Without it, whoever makes it again keeps it.
    if (!fresh) {
      const Result<Object> again = keep_new(machine);
      ASSERT_TRUE(again) << again.failure().reason;
      expect_whole(machine, *again, "own");
    }
    if (is_done) break;
    ASSERT_LT(nth, 500u);
  }
  EXPECT_GT(finished, 5u) << "work that was whole is not lost";
}

// Of the real disk: the process is killed at each numbered step.
TEST(KilledAtAStep, LosesNothingAndFinishesWhatIsWhole) {
  for (int step = 1; step <= 7; ++step) {
    const test::TemporaryFolder folder;
    const auto keep = [&](const std::function<void(int)>& at_step) {
      StoreOptions options;
      options.at_step = at_step;
      Store in(System(), folder.path(), options);
      Result<Work> work = in.begin(kNew);
      std::ofstream(work->output() / "file") << "bytes";
      return in.commit(*work, {"new", {}, {}, {}, {}});
    };
    const pid_t child = ::fork();
    if (child == 0) {
      (void)keep([&](int at) {
        if (at == step) ::kill(::getpid(), SIGKILL);
      });
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << step;
    std::vector<std::string> warnings;
    StoreOptions options;
    options.warn = [&](const std::string& text) { warnings.push_back(text); };
    Store after(System(), folder.path(), options);
    EXPECT_FALSE(after.find(kNew)) << step;
    after.clear_leftovers();
    EXPECT_EQ(after.find(kNew).has_value(), step >= 3) << step;
    EXPECT_EQ(warnings.size(), step >= 3 ? 1u : 0u) << step;
    EXPECT_TRUE(fs::is_empty(folder / "store/tmp")) << step;
    ASSERT_TRUE(keep([](int) {})) << step;
    EXPECT_TRUE(after.find(kNew)) << step;
  }
}

TEST(TwoProcesses, MayCommitOneKey) {
  const test::TemporaryFolder folder;
  constexpr int kProcesses = 6;
  for (int i = 0; i < kProcesses; ++i) {
    if (::fork() != 0) continue;
    const auto keep = [&] {
      Store in(System(), folder.path());
      Result<Work> work = in.begin(kNew);
      for (int n = 0; n < 40; ++n) std::ofstream(work->output() / std::to_string(n)) << "bytes " << n / 2;
      return in.commit(*work, {"new", {}, {}, {}, {}});
    };
    const Result<Object> kept = keep();
    ::_exit(kept && kept->files == 40 ? 0 : 1);
  }
  for (int i = 0; i < kProcesses; ++i) {
    int status = 0;
    ::wait(&status);
    EXPECT_EQ(status, 0);
  }
  Store after(System(), folder.path());
  EXPECT_TRUE(after.find(kNew));
  EXPECT_TRUE(fs::is_empty(folder / "store/tmp"));
}

TEST(Locks, DieWithTheirProcess) {
  const test::TemporaryFolder folder;
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    Store in(System(), folder.path());
    const Result<HeldLock> lock = in.take(kNew);
    const Result<Work> work = in.begin(kNew);
    [[maybe_unused]] const ssize_t n = ::write(ready[1], "x", 1);
    for (;;) ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  int waited = 0;
  bool cancelled = false;
  StoreOptions options;
  options.cancelled = [&] { return cancelled; };
  Store in(System(), folder.path(), options);
  in.clear_leftovers();
  EXPECT_FALSE(fs::is_empty(folder / "store/tmp")) << "of a process that lives";
  EXPECT_TRUE(fs::exists(folder / "store/locks" / (kNew + ".lock")));
  cancelled = true;
  EXPECT_FALSE(in.take(kNew, [&] { ++waited; }));
  cancelled = false;
  const Result<HeldLock> lock = in.take(kNew, [&] {
    ++waited;
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  });
  EXPECT_TRUE(lock && *lock);
  EXPECT_EQ(waited, 1) << "who is cancelled does not begin to wait";
  in.clear_leftovers();
  EXPECT_TRUE(fs::is_empty(folder / "store/tmp"));
  std::ofstream(folder / "store/locks" / (kOld + ".lock")).close();  // of one that was killed
  in.clear_leftovers();
  EXPECT_FALSE(fs::exists(folder / "store/locks" / (kOld + ".lock")));
}

}  // namespace
}  // namespace atelier::host
