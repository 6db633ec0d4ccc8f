#include "dead_runs.hpp"

#include <signal.h>

#include <nlohmann/json.hpp>

#include "run_record.hpp"
#include "testing/fake_system.hpp"
#include "testing/format_page.hpp"
#include "testing/one_stage.hpp"
#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class DeadRuns : public fake::OneStage {
 protected:
  // A run that works on its stage.
  RunFiles begin() {
    Result<RunFiles> files = begin_run_files(machine_.system, "/work", workflow_, 2, {"atelier"}, {});
    EXPECT_TRUE(files);
    files->record.add_stage(workflow_.nodes[0]);
    files->record.set_stage("s", Status::kRunning, 0);
    machine_.disk.put(files->folder.path() / "tmp/s/half", "ha");
    return *std::move(files);
  }
  // Likewise, but its process is gone.
  fs::path dead() { return begin().folder.path(); }
  json record(const fs::path& run) const { return json::parse(*machine_.disk.read(run / "run.json")); }
  std::vector<std::string> mark() { return mark_crashed_runs(machine_.system, "/work"); }

  fake::Machine machine_;
};

TEST_F(DeadRuns, AreMarkedAsCrashed) {
  const fs::path run = dead();
  const json before = record(run);
  const int64_t changed = machine_.disk.facts(run / "run.json").changed;
  machine_.clock.advance(3600);
  EXPECT_EQ(mark(), std::vector<std::string>{run.filename()});
  json wanted = before;
  wanted.update({{"status", "crashed"},
                 {"error", "it ended without a word: killed, or the machine stopped"},
                 {"last_sign", "2026-11-28T01:45:07.123Z"}});
  wanted["stages"][0]["status"] = "crashed";
  EXPECT_EQ(record(run), wanted);
  EXPECT_EQ(machine_.disk.facts(run / "run.json").changed, changed) << "the time is the run's";
  EXPECT_FALSE(machine_.disk.facts(run / "tmp").is_there());
  EXPECT_FALSE(machine_.disk.facts(run / kRunLock).is_there());
  EXPECT_TRUE(mark().empty()) << "once";
  test_bench::expect_documented("run/run_record.md", "## Fields of a crashed run", {[&] {
                                  json added = record(run);
                                  for (const auto& [key, value] : before.items()) added.erase(key);
                                  return added;
                                }()});
}

TEST_F(DeadRuns, AreNotThoseThatWorkOrEnded) {
  const RunFiles alive = begin();
  RunFiles done = begin();
  done.record.finish(Status::kDone, 0);  // and the process was killed before it let go of its folder
  const fs::path ended = done.folder.path();
  { const RunFiles gone = std::move(done); }
  EXPECT_TRUE(mark().empty());
  EXPECT_EQ(record(alive.folder.path())["status"], "running");
  EXPECT_TRUE(machine_.disk.facts(alive.folder.path() / "tmp/s/half").is_file());
  EXPECT_EQ(record(ended)["status"], "done");
  EXPECT_FALSE(machine_.disk.facts(ended / kRunLock).is_there());
}

TEST_F(DeadRuns, AreNotJudgedWhereNobodyCanTell) {
  machine_.disk.knows_locks = false;
  const fs::path run = dead();
  EXPECT_TRUE(mark().empty());
  machine_.disk.put(run / kRunLock, "");  // of a disk that knew them once
  EXPECT_TRUE(mark().empty());
  EXPECT_EQ(record(run)["status"], "running");
}

TEST_F(DeadRuns, WithBrokenRecordsDoNoHarm) {
  for (const char* text : {"", "{", "[]", "null", "{\"status\": 5}", "{\"status\": \"running\", \"stages\": 7}",
                           "{\"status\": \"running\", \"stages\": [3, null]}"}) {
    const fs::path run = dead();
    machine_.disk.put(run / "run.json", text);
    mark();
    EXPECT_FALSE(machine_.disk.facts(run / kRunLock).is_there()) << text;
  }
  machine_.disk.put("/work/runs/mine/running.lock", "");
  machine_.disk.put("/work/runs/mine/run.json", "{\"status\": \"running\"}");
  EXPECT_TRUE(mark().empty()) << "no run of ours is called so";
}

// Whatever fails, the record is the old one or the new one, and the next time does the rest.
TEST_F(DeadRuns, AreMarkedTheNextTimeIfNotNow) {
  for (size_t nth = 0; nth < 8; ++nth) {
    const fs::path run = dead();
    machine_.disk.fail(nth, EIO);
    mark();
    const json now = record(run);
    EXPECT_TRUE(now["status"] == "running" || now["status"] == "crashed") << nth;
    machine_.disk.fail(1'000'000, EIO);
    mark();
    EXPECT_EQ(record(run)["status"], "crashed") << nth;
    EXPECT_FALSE(machine_.disk.facts(run / "tmp").is_there()) << nth;
    EXPECT_FALSE(machine_.disk.facts(run / kRunLock).is_there()) << nth;
  }
}

TEST_F(DeadRuns, AreToldOnce) {
  const fs::path run = dead();
  const RunFiles next = begin();
  ASSERT_EQ(next.notes.size(), 1u);
  EXPECT_EQ(next.notes[0], "run " + run.filename().string() +
                               " had ended without a word: killed, or the machine stopped; it is marked as crashed");
  EXPECT_TRUE(begin().notes.empty());
}

TEST_F(DeadRuns, OfATimeToComeAreTold) {
  machine_.disk.put("/work/runs/20990101-000000-w-7f3a/run.json", "{}");
  const RunFiles next = begin();
  ASSERT_EQ(next.notes.size(), 1u);
  EXPECT_NE(next.notes[0].find("20990101-000001-w-"), std::string::npos) << next.notes[0];
}

using Killed = test_bench::Program;

TEST_F(Killed, RunsAreMarkedByTheNext) {
  const std::string file = workflow("[stage.p]\nuse = \"test.pages\"\nstop = 2\n");
  test_bench::Running first = start({"run", file, "--workspace", workspace()});
  wait_for_log("p", "asleep");
  const fs::path run = fs::canonical(folder_ / "work/runs/current");
  const auto status = [&] { return json::parse(read_file(run / "run.json"))["status"]; };
  const std::vector<std::string> next = {"run",   file,        "--workspace", workspace(),
                                         "--set", "p.pages=3", "--set",       "p.stop=9"};
  EXPECT_EQ(with_stages(next).err.find("without a word"), std::string::npos);
  EXPECT_EQ(status(), "running") << "it is at work";
  EXPECT_EQ(fs::canonical(folder_ / "work/runs/current"), run);
  first.signal(SIGKILL);
  first.wait();
  const ChildResult told = with_stages(next);
  EXPECT_NE(told.err.find("run " + run.filename().string() + " had ended without a word"), std::string::npos)
      << told.err;
  EXPECT_EQ(status(), "crashed");
  EXPECT_FALSE(fs::exists(run / "tmp"));
}

}  // namespace
}  // namespace atelier::host
