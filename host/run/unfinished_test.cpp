#include "unfinished.hpp"

#include <sys/file.h>

#include <set>

#include "system/exit_code.hpp"
#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test_bench::Program;
using test_bench::Ran;
using test_bench::Running;

const std::string kKey = "0123456789abcdef0123456789abcdef";

class Workspace : public testing::Test {
 protected:
  Workspace() { fs::create_directories(workspace_ / "outputs"); }
  std::optional<Unfinished> take(const std::string& key = kKey) {
    return *Unfinished::take(System(), workspace_.path(), key, workspace_ / "outputs");
  }
  fs::path folder(const std::string& key = kKey) const { return workspace_ / "unfinished" / key; }
  fs::path lock(const std::string& key = kKey) const { return workspace_ / "unfinished" / (key + ".lock"); }
  static void age(const fs::path& path, int days) {
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(24 * days));
  }

  test::TemporaryFolder workspace_;
};

TEST_F(Workspace, KeepsCompleteFilesForTheNext) {
  {
    auto first = take();
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->continued());
    fs::create_directories(first->folder() / "a/b");
    write_file(first->folder() / "a/b/whole.txt", "whole");
    write_file(first->folder() / "a/half.txt.partial", "ha");
    EXPECT_TRUE(first->keep(Status::kInterrupted));
  }
  auto second = take();
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->continued());
  EXPECT_EQ(second->ended_before(), Status::kInterrupted);
  EXPECT_EQ(read_file(second->folder() / "a/b/whole.txt"), "whole");
  EXPECT_FALSE(fs::exists(second->folder() / "a/half.txt.partial"));
  second->drop();
  EXPECT_FALSE(fs::exists(workspace_ / "unfinished"));
}

TEST_F(Workspace, WhatAKilledRunLeftIsTakenUp) {
  take();  // the lock goes with its owner, the folder stays
  write_file(folder() / "whole.txt", "whole");
  write_file(folder() / "half.txt.partial", "ha");
  auto next = take();
  ASSERT_TRUE(next && next->continued());
  EXPECT_FALSE(fs::exists(folder() / "half.txt.partial"));
}

TEST_F(Workspace, NothingButPartsIsNothing) {
  auto first = take();
  fs::create_directories(first->folder() / "a");
  write_file(first->folder() / "a/half.txt.partial", "ha");
  EXPECT_FALSE(first->keep(Status::kInterrupted));
  EXPECT_FALSE(fs::exists(folder()));
  auto second = take();
  fs::create_directories(second->folder() / "a");
  second.reset();
  const auto third = take();
  EXPECT_FALSE(third->continued());
  EXPECT_TRUE(fs::is_empty(third->folder()));
}

TEST_F(Workspace, OneRunAtATime) {
  auto first = take();
  EXPECT_TRUE(first);
  EXPECT_FALSE(take());
  EXPECT_TRUE(take(std::string(32, 'f')));
  first->keep(Status::kInterrupted);
  EXPECT_TRUE(take());
}

TEST_F(Workspace, NeedsFoldersOfItsOwn) {
  fs::create_directories(workspace_ / "elsewhere");
  fs::create_directories(workspace_ / "unfinished");
  fs::create_directory_symlink(workspace_ / "elsewhere", folder());
  EXPECT_FALSE(take());
  write_file(workspace_ / "file", "");
  EXPECT_FALSE(*Unfinished::take(System(), workspace_ / "file", kKey, workspace_ / "outputs"));
  EXPECT_FALSE(*Unfinished::take(System(), workspace_.path(), std::string(32, 'a'), workspace_ / "no-such-folder"));
}

// Whatever stands in the way: what is there may be hours of work.
TEST_F(Workspace, RemovesNothingThatItCannotRead) {
  fs::create_directories(workspace_ / "unfinished");
  write_file(folder(), "no folder");
  EXPECT_EQ(Unfinished::take(System(), workspace_.path(), kKey, workspace_ / "outputs").failure().reason,
            "cannot go on from the unfinished work in " + folder().string() + ": cannot read the folder " +
                folder().string() + ": Not a directory; let it be read and written, or remove it to begin anew");
  EXPECT_EQ(read_file(folder()), "no folder");
}

TEST_F(Workspace, NotesWhoseWorkItIsAndHowItEnded) {
  const auto leave = [&](char digit, const std::string& stage, std::optional<Status> ended) {
    auto taken = take(std::string(32, digit));
    taken->note({{"workflow", "w"}, {"stage", stage}, {"made_from", digit}});
    write_file(taken->folder() / "page.txt", "page");
    if (ended) taken->keep(*ended);
  };
  const auto newest_note = [&] { return newest_note_once(real_disk(), workspace_.path(), "w", "s"); };
  EXPECT_FALSE(newest_note());
  leave('1', "s", Status::kFailed);
  EXPECT_EQ(take(std::string(32, '1'))->ended_before(), Status::kFailed);
  leave('2', "s", std::nullopt);  // as a kill leaves it
  EXPECT_EQ(take(std::string(32, '2'))->ended_before(), Status::kInterrupted);
  leave('3', "another", Status::kFailed);
  write_file(workspace_ / "unfinished" / (std::string(32, '4') + ".json"), "no note");
  const auto at = [&](char digit) { return workspace_ / "unfinished" / (std::string(32, digit) + ".json"); };
  age(at('1'), 1);
  const auto newest = newest_note();
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->made_from, '2');
  EXPECT_EQ(newest->ended, Status::kInterrupted);
  EXPECT_FALSE(newest_note()) << "that one has been given, and what is older is past";
  const auto working = take(std::string(32, '2'));
  const auto left = newest_note();
  ASSERT_TRUE(left) << "no run is in it";
  EXPECT_EQ(left->made_from, '1');
  EXPECT_EQ(left->ended, Status::kFailed);
  leave('1', "s", Status::kFailed);
  age(at('1'), -1);
  EXPECT_EQ(newest_note()->made_from, '1') << "left anew";
  auto done = take(std::string(32, '1'));
  done->drop();
  EXPECT_FALSE(fs::exists(at('1')));
}

TEST_F(Workspace, DropsWhatNobodyTookUp) {
  const auto leave = [&](char digit, int days) {
    const std::string key(32, digit);
    auto taken = take(key);
    taken->note({{"workflow", "w"}, {"stage", "s"}});
    write_file(taken->folder() / "page.txt", "page");
    age(taken->folder() / "page.txt", days);
    age(taken->folder(), days);
    taken.reset();
    age(lock(key), days);
    return key;
  };
  const std::string old = leave('1', 15), young = leave('2', 13), held = leave('3', 15), touched = leave('4', 15);
  write_file(folder(touched) / "new.txt", "new");
  age(folder(touched), 15);
  fs::create_directories(workspace_ / "unfinished/notes");
  age(workspace_ / "unfinished/notes", 100);
  const auto taken = take(held);
  age(lock(held), 15);
  drop_old_unfinished(System(), workspace_.path());
  EXPECT_FALSE(fs::exists(folder(old)));
  EXPECT_FALSE(fs::exists(lock(old)));
  EXPECT_FALSE(fs::exists(folder(old).string() + ".json"));
  EXPECT_TRUE(fs::exists(folder(young).string() + ".json"));
  EXPECT_TRUE(fs::exists(folder(young) / "page.txt"));
  EXPECT_TRUE(fs::exists(folder(held) / "page.txt"));
  EXPECT_TRUE(fs::exists(folder(touched) / "new.txt"));
  EXPECT_TRUE(fs::exists(workspace_ / "unfinished/notes")) << "not ours";
}

// With the program: what stays after each way to end, and what the next run makes of it.
class GoesOn : public Program {
 protected:
  fs::path unfinished() const { return folder_ / "work/unfinished"; }
  ChildResult pages(std::vector<std::string> set = {}) {
    std::vector<std::string> words = {"run", file_, "--workspace", workspace()};
    for (const std::string& s : set) words.insert(words.end(), {"--set", s});
    return with_stages(std::move(words));
  }
  Running start_pages(const std::vector<std::string>& set) {
    std::vector<std::string> words = {"run", file_, "--workspace", workspace()};
    for (const std::string& s : set) words.insert(words.end(), {"--set", s});
    return start(std::move(words));
  }
  size_t folders() const {
    std::error_code ec;
    return static_cast<size_t>(std::count_if(fs::directory_iterator(unfinished(), ec), fs::directory_iterator(),
                                             [](const auto& entry) { return entry.is_directory(); }));
  }
  void expect_whole(const ChildResult& r) {
    EXPECT_EQ(r.exit_code, 0) << r.err;
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_ / "work/runs/latest/outputs/p/pages"))
      names.insert(entry.path().filename().string());
    EXPECT_EQ(names, (std::set<std::string>{"0.txt", "1.txt", "2.txt", "3.txt"}));
    for (int i = 0; i < 4; ++i)
      EXPECT_EQ(read_file(folder_ / "work/runs/latest/outputs/p/pages" / (std::to_string(i) + ".txt")),
                "page " + std::to_string(i));
  }

  const std::string file_ = workflow("[stage.p]\nuse = \"test.pages\"\n");
};

TEST_F(GoesOn, AfterAnInterrupt) {
  for (const int number : {SIGINT, SIGTERM}) {
    Running first = start_pages({"p.stop=3"});
    wait_for_log("p", "asleep");
    first.signal(number);
    EXPECT_EQ(WEXITSTATUS(first.wait()), 128 + number);
    EXPECT_NE(first.err().find("p: interrupted; what is complete is kept for the next run: "), std::string::npos)
        << first.err();
    EXPECT_TRUE(fs::is_empty(folder_ / "work/runs/current/outputs"));
    EXPECT_EQ(folders(), 1u);
    const ChildResult second = pages();
    expect_whole(second);
    EXPECT_EQ(second.out, "found 3, wrote 1\n");
    EXPECT_NE(second.err.find("p: is given what an interrupted run left\n"), std::string::npos) << second.err;
    EXPECT_NE(second.err.find("p: done, 4 pages (3 of them before) in "), std::string::npos) << second.err;
    EXPECT_FALSE(fs::exists(unfinished()));
    EXPECT_EQ(pages().out, "found 3, wrote 1\n") << "what was said of the result that is there";
    fs::remove_all(folder_ / "work");
  }
}

TEST_F(GoesOn, AfterASecondInterruptWhichEndsAtOnce) {
  Running first = start_pages({"p.stop=3", "p.way=deaf"});
  wait_for_log("p", "asleep");
  const fs::path run = fs::canonical(folder_ / "work/runs/current");
  first.signal(SIGINT);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  first.signal(SIGINT);
  EXPECT_EQ(WTERMSIG(first.wait()), SIGINT);
  EXPECT_TRUE(fs::is_regular_file(run / "stopped_at_once"));
  const ChildResult second = pages();
  EXPECT_EQ(second.out, "found 3, wrote 1\n");
  EXPECT_EQ(second.err.find("without a word"), std::string::npos) << second.err;
  const json record = json::parse(read_file(run / "run.json"));
  EXPECT_EQ(record["status"], "interrupted");
  EXPECT_EQ(record["error"], "it was stopped at once, by a second Ctrl-C");
  EXPECT_EQ(record["stages"][0]["status"], "interrupted");
  EXPECT_FALSE(fs::exists(run / "stopped_at_once"));
}

// As on a disk that is full: what the stage has to say must not be lost with it.
TEST_F(GoesOn, AlsoWhenTheRunCannotBeRecorded) {
  Running first = start_pages({"p.stop=3"});
  wait_for_log("p", "asleep");
  const fs::path file = fs::canonical(folder_ / "work/runs/current") / "run.json";
  fs::remove(file);
  fs::create_directories(file / "in the way");
  first.signal(SIGINT);
  EXPECT_EQ(WEXITSTATUS(first.wait()), 128 + SIGINT);
  EXPECT_NE(first.err().find("p: interrupted; what is complete is kept for the next run: "), std::string::npos)
      << first.err();
  EXPECT_NE(first.err().find("error: how the run ended is not recorded: cannot "), std::string::npos) << first.err();
  EXPECT_EQ(pages().out, "found 3, wrote 1\n");
}

TEST_F(GoesOn, AfterACrashOrAKill) {
  const ChildResult crashed = pages({"p.stop=2", "p.way=crash"});
  EXPECT_EQ(crashed.signal, SIGABRT);
  EXPECT_NE(crashed.err.find("\n  what is complete is kept for the next run: " + unfinished().string() + "/"),
            std::string::npos)
      << crashed.err;
  EXPECT_EQ(pages({"p.stop=1", "p.way=crash"}).signal, SIGABRT);
  Running third = start_pages({"p.stop=0"});
  wait_for_log("p", "asleep");
  third.signal(SIGKILL);
  EXPECT_TRUE(WIFSIGNALED(third.wait()));
  const ChildResult last = pages();
  expect_whole(last);
  EXPECT_EQ(last.out, "found 3, wrote 1\n");
}

TEST_F(GoesOn, AfterAFailure) {
  const ChildResult first = pages({"p.stop=2", "p.way=fail"});
  EXPECT_EQ(first.exit_code, kExitStageFailed);
  EXPECT_NE(first.err.find("failed\n  log: "), std::string::npos) << first.err;
  const std::string where = "\n  what is complete is kept for the next run: " + unfinished().string() + "/";
  EXPECT_NE(first.err.find(where), std::string::npos) << first.err;
  EXPECT_TRUE(first.err.ends_with("\n  out of ink\n")) << "the cause is what is read last: " << first.err;
  EXPECT_EQ(record()["status"], "failed");
  EXPECT_TRUE(fs::is_empty(folder_ / "work/runs/current/outputs"));
  for (int i = 0; i < 2; ++i) {  // on the very same thing: nothing grows
    const ChildResult again = pages({"p.stop=0", "p.way=fail"});
    EXPECT_EQ(again.exit_code, kExitStageFailed);
    EXPECT_NE(again.err.find(where), std::string::npos) << again.err;
    EXPECT_EQ(folders(), 1u);
  }
  const ChildResult last = pages();
  expect_whole(last);
  EXPECT_NE(last.err.find("p: is given what a failed run left\n"), std::string::npos) << last.err;
  EXPECT_EQ(last.out, "found 2, wrote 2\n");
  EXPECT_FALSE(fs::exists(unfinished()));
}

TEST_F(GoesOn, NotFromNothing) {
  const ChildResult failed = pages({"p.stop=0", "p.way=fail"});
  EXPECT_EQ(failed.exit_code, kExitStageFailed);
  EXPECT_EQ(failed.err.find("is kept"), std::string::npos) << failed.err;
  EXPECT_FALSE(fs::exists(unfinished()));
}

TEST_F(GoesOn, NotWithOtherOptions) {
  EXPECT_EQ(pages({"p.stop=2", "p.way=crash", "p.pages=5"}).signal, SIGABRT);
  const ChildResult four = pages();
  expect_whole(four);
  EXPECT_NE(four.err.find("p: starts anew: pages was 5 in the interrupted run, now 4\n"), std::string::npos)
      << four.err;
  EXPECT_EQ(folders(), 1u) << "for whoever wants five";
  for (const char* other : {"p.pages=3", "p.pages=6"}) {
    const ChildResult again = pages({other});
    EXPECT_EQ(again.err.find("starts anew"), std::string::npos) << "said once: " << again.err;
  }
  EXPECT_EQ(pages({"p.pages=5"}).out, "found 2, wrote 3\n");
}

// One makes it, the other takes it; and goes on with it when the first cannot.
TEST_F(GoesOn, ASecondRunAtTheSameTimeWaits) {
  const auto says = [](const Running& run, const char* words) {
    for (int i = 0; i < 3000; ++i, std::this_thread::sleep_for(std::chrono::milliseconds(10)))
      if (run.err().find(words) != std::string::npos) return true;
    return false;
  };
  Running first = start_pages({"p.stop=3"});
  wait_for_log("p", "asleep");
  const fs::path first_run = fs::canonical(folder_ / "work/runs/current");
  Running second = start_pages({"p.pause=300"});
  EXPECT_TRUE(says(second, "p: waits for another run that makes the same\n")) << second.err();
  first.signal(SIGINT);
  first.wait();
  EXPECT_TRUE(fs::is_empty(first_run / "outputs"));
  EXPECT_TRUE(says(second, "p: is given what an interrupted run left\n")) << second.err();
  Running third = start_pages({});
  EXPECT_TRUE(says(third, "p: waits for another run that makes the same\n")) << third.err();
  EXPECT_EQ(second.wait(), 0);
  EXPECT_EQ(third.wait(), 0);
  EXPECT_TRUE(says(third, "p: reused, made by run ")) << third.err();
}

TEST_F(GoesOn, ASecondSignalEndsAtOnceAndLosesNothing) {
  Running first = start_pages({"p.pages=6", "p.pause=400"});
  for (int i = 0; i < 3000 && folders() == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const auto page = [&] {
    std::error_code ec;
    for (fs::recursive_directory_iterator it(unfinished(), ec), end; !ec && it != end; it.increment(ec))
      if (it->path().filename() == "1.txt") return true;
    return false;
  };
  for (int i = 0; i < 3000 && !page(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  first.signal(SIGINT);
  first.signal(SIGTERM);  // pending together they may be handled in either order
  const int status = first.wait();
  EXPECT_TRUE(WIFSIGNALED(status)) << status;
  EXPECT_EQ(pages({"p.pages=6"}).out.substr(0, 7), "found 2");
}

}  // namespace
}  // namespace atelier::host
