// What a run leaves on a disk that fails, and what it takes up of earlier ones, with no real file.
#include "run_record.hpp"

#include <gtest/gtest.h>

#include "stage_folder.hpp"
#include "testing/fake_system.hpp"
#include "testing/one_stage.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const std::string kNoSpace = "No space left on device";

class OnABadDisk : public fake::OneStage {
 protected:
  OnABadDisk() {
    workflow_.source = "as given";
    workflow_.resolved_toml = "as resolved";
  }
  Result<RunFiles> begin(fake::Machine& machine) {
    return begin_run_files(machine.system, "/work", workflow_, 2, {"atelier", "run"}, {});
  }
  // Whatever has its final name is complete.
  static void expect_whole(const fake::Machine& machine, size_t nth) {
    for (const std::string& path : machine.disk.paths()) {
      const fs::path file = path;
      const std::string text = machine.disk.read(file) ? *machine.disk.read(file) : "";
      if (file.extension() == ".json") {
        EXPECT_TRUE(json::accept(text)) << nth << ": " << path << ": " << text;
      }
      if (file.filename() == "workflow.toml") {
        EXPECT_EQ(text, "as given") << nth;
      }
      if (file.filename() == "resolved.toml") {
        EXPECT_EQ(text, "as resolved") << nth;
      }
      if (file.parent_path().filename() == "outputs") {
        EXPECT_TRUE(machine.disk.facts(file / "page.txt").is_file()) << nth << ": " << path;
      }
    }
  }
};

TEST_F(OnABadDisk, ARunBeginsWholeOrSaysWhyNot) {
  size_t begun_anyway = 0;
  for (size_t nth = 0;; ++nth) {
    fake::Machine machine;
    ASSERT_TRUE(machine.disk.make_folder("/work"));
    machine.disk.fail(nth, ENOSPC);
    const Result<RunFiles> files = begin(machine);
    expect_whole(machine, nth);
    if (files) {
      for (const char* file : {"workflow.toml", "resolved.toml", "run.json", "events.jsonl", "log.txt"})
        EXPECT_TRUE(machine.disk.facts(files->folder.path() / file).is_file()) << file << " after failure " << nth;
      const bool did_not_fail = machine.disk.changes() <= nth + 1;
      if (did_not_fail) {
        EXPECT_EQ(begun_anyway, 1u) << "a run does without its lock, and without nothing else";
        EXPECT_GT(nth, 10u);
        return;
      }
      ++begun_anyway;
      continue;
    }
    EXPECT_TRUE(!machine.disk.facts("/work/runs").is_there() || machine.disk.list("/work/runs")->empty())
        << nth << ": nothing of it stays";
    EXPECT_NE(files.failure().reason.find(": " + kNoSpace), std::string::npos) << files.failure().reason;
    EXPECT_NE(files.failure().reason.find("/work/runs"), std::string::npos) << files.failure().reason;
  }
}

// The last writing that went well stands, and the next is of the whole.
TEST_F(OnABadDisk, TheRecordIsAsItWasOrNew) {
  for (size_t nth = 0; nth < 3; ++nth) {
    fake::Machine machine;
    Result<RunFiles> files = begin(machine);
    ASSERT_TRUE(files);
    const auto recorded = [&] { return json::parse(*machine.disk.read(files->record.file())); };
    files->record.add_stage(workflow_.nodes[0]);
    machine.disk.fail(nth, EIO);
    files->record.set_stage("s", Status::kRunning, 0);
    ASSERT_FALSE(files->record.written());
    EXPECT_NE(files->record.written().failure().reason.find("/run.json"), std::string::npos);
    EXPECT_EQ(recorded()["stages"], json::array());
    machine.clock.advance(5);
    files->record.finish(Status::kFailed, 1, "why");
    EXPECT_TRUE(files->record.written());
    EXPECT_EQ(recorded()["stages"][0]["status"], "running");
    EXPECT_EQ(recorded()["seconds"], 5.0);
    EXPECT_EQ(recorded()["finished"], "2026-11-28T01:45:12.123Z");
  }
}

TEST_F(OnABadDisk, WhatIsRecordedOfAnEndIsTheSameDocument) {
  fake::Machine machine;
  Result<RunFiles> files = begin(machine);
  files->record.add_stage(workflow_.nodes[0]);
  files->record.set_stage("s", Status::kRunning, 0);
  std::string text;
  for (const LastWords::Piece& piece : files->record.if_ended("s"))
    text += piece.kind == LastWords::Piece::kText    ? piece.text
            : piece.kind == LastWords::Piece::kError ? "\"it \\\"crashed\\\"\""
                                                     : "139";
  json wanted = json::parse(*machine.disk.read(files->record.file()));
  wanted.update({{"status", "failed"}, {"error", "it \"crashed\""}, {"exit_code", 139}});
  wanted["stages"][0].update({{"status", "failed"}, {"error", "it \"crashed\""}});
  EXPECT_EQ(text, wanted.dump(2) + "\n");
}

TEST_F(OnABadDisk, AStageHasItsNameWhenItIsDoneOrSaysWhyNot) {
  size_t failed = 0;
  for (size_t nth = 0; nth < 40; ++nth) {
    fake::Machine machine;
    const Result<RunFiles> files = begin(machine);
    machine.disk.fail(nth, EIO);
    Result<void> done;
    if (Result<StageFolder> folder = begin_stage(files->folder); !folder) {
      done = folder.failure();
    } else {
      machine.disk.put(folder->path() / "page.txt", "page");
      done = commit(files->folder, *folder);
      if (!done) folder->give_up(Status::kFailed);
    }
    expect_whole(machine, nth);
    EXPECT_EQ(machine.disk.facts(files->folder.output("s")).is_folder(), static_cast<bool>(done)) << nth;
    if (done) continue;
    ++failed;
    EXPECT_NE(done.failure().reason.find(": Input/output error"), std::string::npos) << done.failure().reason;
    EXPECT_TRUE(begin_stage(files->folder)) << nth << ": the next one can work";
  }
  EXPECT_GE(failed, 5u);
}

TEST_F(OnABadDisk, AFullDiskKeepsWhatIsComplete) {
  fake::Machine machine;
  const Result<RunFiles> files = begin(machine);
  Result<StageFolder> folder = begin_stage(files->folder);
  machine.disk.put(folder->path() / "page.txt", "page");
  machine.disk.put(folder->path() / "half.txt.partial", "ha");
  machine.disk.fill();
  EXPECT_FALSE(files->events->write("lost"));
  const Result<void> done = commit(files->folder, *folder);
  ASSERT_FALSE(done);
  EXPECT_NE(done.failure().reason.find("lineage.json: " + kNoSpace), std::string::npos) << done.failure().reason;
  EXPECT_TRUE(folder->give_up(Status::kFailed));
  EXPECT_TRUE(machine.disk.facts(folder->path() / "page.txt").is_file());
}

TEST_F(OnABadDisk, UnfinishedWorkIsDroppedAfterFourteenDays) {
  constexpr int64_t kDay = 24 * 3600;
  fake::Machine machine;
  ASSERT_TRUE(make_folders(machine.disk, "/work/outputs"));
  const std::vector<std::string> before = machine.disk.paths();
  const auto take = [&](char digit) {
    return *Unfinished::take(machine.system, "/work", std::string(32, digit), "/work/outputs");
  };
  auto old = take('1');
  old->note({{"workflow", "w"}, {"stage", "s"}});
  machine.disk.put(old->folder() / "page.txt", "page");
  ASSERT_TRUE(old->keep(Status::kInterrupted));
  machine.clock.advance(13 * kDay);
  drop_old_unfinished(machine.system, "/work");
  EXPECT_TRUE(machine.disk.facts(old->folder() / "page.txt").is_file());
  auto young = take('2');
  machine.disk.put(young->folder() / "page.txt", "page");
  young->keep(Status::kFailed);
  machine.clock.advance(2 * kDay);
  drop_old_unfinished(machine.system, "/work");
  EXPECT_FALSE(machine.disk.facts(old->folder()).is_there());
  EXPECT_TRUE(machine.disk.facts(young->folder() / "page.txt").is_file());
  machine.clock.advance(14 * kDay);
  {
    const auto held = take('2');
    machine.clock.advance(15 * kDay);
    drop_old_unfinished(machine.system, "/work");
    EXPECT_TRUE(machine.disk.facts(young->folder() / "page.txt").is_file()) << "a run is in it";
  }
  drop_old_unfinished(machine.system, "/work");
  std::vector<std::string> wanted = before;
  wanted.push_back("/work/unfinished");
  EXPECT_EQ(machine.disk.paths(), wanted);
}

}  // namespace
}  // namespace atelier::host
