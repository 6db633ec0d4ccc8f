// Sweeps, driven through the whole program.
#include "sweep.hpp"

#include <signal.h>

#include <nlohmann/json.hpp>

#include "system/exit_code.hpp"
#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const char kWriting[] = R"(
[params]
times = 1
[stage.first]
use = "test.write"
text = "same"
[stage.second]
use = "test.write"
text = "@first.note"
times = "@params.times"
[matrix]
params.times = [1, 2, 3]
)";

class SweepProgram : public test_bench::Program {
 protected:
  ChildResult sweep(const std::string& file, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"sweep", file, "--workspace", workspace(), "--name", "s"};
    words.insert(words.end(), more.begin(), more.end());
    return with_stages(std::move(words));
  }
  fs::path folder() const { return folder_ / "work/sweeps/s"; }
  json document() const { return json::parse(read_file(folder() / "sweep.json")); }
  std::vector<std::string> statuses() const {
    std::vector<std::string> out;
    const json whole = document();
    for (const json& job : whole["jobs"]) out.push_back(job["status"]);
    return out;
  }
  size_t runs() const {
    std::error_code ec;
    size_t count = 0;
    for (fs::directory_iterator entry(folder_ / "work/runs", ec), end; entry != end; ++entry)
      count += entry->is_directory() && !entry->is_symlink();
    return count;
  }
  void wait_for(const std::function<bool()>& is_so) {
    for (int i = 0; i < 3000 && !is_so(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_TRUE(is_so());
  }
  // That so many runs have a stage that sleeps.
  size_t asleep() const {
    std::error_code ec;
    size_t count = 0;
    for (fs::directory_iterator entry(folder_ / "work/runs", ec), end; entry != end; ++entry) {
      const fs::path log = entry->path() / "stages/s/log.txt";
      count += !entry->is_symlink() && fs::exists(log) && read_file(log).find("asleep") != std::string::npos;
    }
    return count;
  }
  using Statuses = std::vector<std::string>;
};

const char kSleeping[] = "[stage.s]\nuse = \"test.pages\"\nstop = 1\nway = \"sleep\"\n[matrix]\ns.pages = [8, 9, 10]\n";

TEST_F(SweepProgram, RunsEachJobAndTellsTheirNumbers) {
  const ChildResult ran = sweep(workflow(kWriting), {"--jobs", "2", "--sort", "second.length"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(statuses(), (Statuses{"done", "done", "done"}));
  EXPECT_EQ(runs(), 3u);
  EXPECT_EQ(ran.out.substr(0, 3), "job");
  EXPECT_NE(ran.out.find("\ntimes=3  done"), std::string::npos) << ran.out;
  EXPECT_LT(ran.out.find("* 12"), ran.out.find("times=2")) << "the largest first" << ran.out;
  const json job = document()["jobs"][1];
  EXPECT_EQ(job["settings"]["params.times"], "2");
  EXPECT_EQ(job["numbers"]["second.length"], 8.0);
  EXPECT_EQ(job["exit_code"], 0);
  const json run = json::parse(read_file(folder_ / "work/runs" / job["run"] / "run.json"));
  EXPECT_NE(std::find(run["argv"].begin(), run["argv"].end(), "times=2"), run["argv"].end());
  EXPECT_NE(read_file(folder() / "sweep.csv").find("\ntimes=2,2,done,"), std::string::npos);
}

TEST_F(SweepProgram, ListsItsJobsWithoutRunningThem) {
  const ChildResult listed = sweep(workflow(kWriting), {"--dry-run", "--over", "first.text=[a, b]"});
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  EXPECT_EQ(listed.out.substr(0, 62), "times=1,text=a\n  params.times = 1\n  first.text = a\ntimes=1,tex")
      << listed.out;
  EXPECT_FALSE(fs::exists(folder_ / "work"));
}

TEST_F(SweepProgram, ANumberThatNoJobLeavesIsToldBeforeTheFirst) {
  const std::string file = workflow("[stage.s]\nuse = \"trial.moody\"\n[matrix]\nrun.seed = [1, 2]\n");
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.end(), {"--plugin", test_bench::plugin_file("test_trial").string(), "--dry-run"});
    return sweep(file, more);
  };
  for (const char* right : {"s.level", "level", "s.moody/level", "moody/level"})
    EXPECT_EQ(with({"--sort", right}).exit_code, 0) << right;
  const ChildResult near = with({"--sort", "s.levl"});
  EXPECT_EQ(near.exit_code, kExitCommandLine);
  EXPECT_NE(near.err.find("no job leaves a number `s.levl`\ndid you mean `s.level`?"), std::string::npos) << near.err;
  const ChildResult other = with({"--show", "other.thing"});
  EXPECT_EQ(other.exit_code, kExitCommandLine);
  EXPECT_NE(other.err.find("there are s.moody/level"), std::string::npos) << other.err;
}

TEST_F(SweepProgram, IsCheckedAsAWholeBeforeTheFirstJob) {
  const std::string file = workflow(std::string(kWriting) + "second.tims = [1]\nrun.seed = [1, 2, \"x\"]\n");
  for (const bool check : {false, true}) {
    const ChildResult ran = check ? with_stages({"check", file}) : sweep(file);
    EXPECT_EQ(ran.exit_code, kExitWorkflow);
    const size_t unknown = ran.err.find("`test.write` has no option `tims`");
    EXPECT_NE(unknown, std::string::npos) << ran.err;
    EXPECT_EQ(ran.err.find("`test.write` has no option `tims`", unknown + 1), std::string::npos) << "once, not 9 times";
    EXPECT_NE(ran.err.find("in 3 of 9 jobs, first in times=1,tims=1,seed=x"), std::string::npos) << ran.err;
  }
  EXPECT_EQ(runs(), 0u);
  EXPECT_EQ(sweep(workflow("[stage.a]\nuse = \"test.write\"\n")).exit_code, kExitCommandLine) << "no jobs";
  EXPECT_EQ(sweep(workflow(kWriting), {"third"}).exit_code, kExitCommandLine) << "no such stage";
}

TEST_F(SweepProgram, GoesOnWhenAJobFails) {
  const std::string file = workflow(
      "[stage.s]\nuse = \"test.fail\"\n[stage.ok]\nuse = \"test.write\"\n"
      "[matrix]\ns.way = [\"fail\", \"crash\"]\ns.enabled = [true, false]\n");
  const ChildResult ran = sweep(file);
  EXPECT_EQ(ran.exit_code, kExitStageFailed);
  EXPECT_EQ(statuses(), (Statuses{"failed", "done", "failed", "done"}));
  EXPECT_NE(ran.err.find("error: [1/4] way=fail,enabled=true failed: "), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find((folder() / "jobs/way=fail,enabled=true.log").string()), std::string::npos);
  EXPECT_NE(read_file(folder() / "jobs/way=fail,enabled=true.log").find("the note ends too early"), std::string::npos);
  EXPECT_EQ(document()["jobs"][2]["exit_code"], exit_code_of_signal(SIGABRT));
  EXPECT_EQ(sweep(file, {"--max-failures", "1"}).exit_code, kExitStageFailed);
  EXPECT_EQ(statuses(), (Statuses{"failed", "waiting", "waiting", "waiting"}));
}

TEST_F(SweepProgram, AFailedGateIsTold) {
  const ChildResult ran = sweep(workflow(std::string(kWriting) + "[check]\nshort = \"@second.length < 10\"\n"));
  EXPECT_EQ(ran.exit_code, kExitGate);
  EXPECT_EQ(statuses(), (Statuses{"done", "done", "gate failed"}));
  EXPECT_NE(ran.err.find("gate failed: check `short` failed: second.length is 12, and must be < 10"), std::string::npos)
      << ran.err;
}

TEST_F(SweepProgram, OneJobRunsByItsName) {
  const std::string file = workflow(kWriting);
  EXPECT_EQ(with_stages({"run", file, "--workspace", workspace(), "--job", "times=3"}).exit_code, 0);
  EXPECT_EQ(record()["stages"][1]["numbers"]["length"], 12.0);
  EXPECT_EQ(with_stages({"run", file, "--workspace", workspace()}).exit_code, 0);
  EXPECT_EQ(record()["stages"][1]["numbers"]["length"], 4.0) << "without a job the matrix is left alone";
  const ChildResult unknown = with_stages({"run", file, "--workspace", workspace(), "--job", "times=4"});
  EXPECT_EQ(unknown.exit_code, kExitWorkflow);
  EXPECT_NE(unknown.err.find("E612"), std::string::npos) << unknown.err;
}

// Each job is of the text that was checked.
TEST_F(SweepProgram, IsNotTouchedByAWorkflowEditedMeanwhile) {
  const std::string file = workflow(std::string("include = \"below.toml\"\n") + kWriting);
  write_file(folder_ / "below.toml", "[stage.slow]\nuse = \"test.pages\"\npages = 5\npause = 200\n");
  test_bench::Running running = start({"sweep", file, "--workspace", workspace(), "--name", "s"});
  wait_for([&] { return fs::exists(folder() / "jobs/times=1.log"); });
  write_file(file, "[stage.first\n");
  fs::remove(folder_ / "below.toml");
  EXPECT_EQ(WEXITSTATUS(running.wait()), kExitDone) << running.err();
  EXPECT_EQ(statuses(), (Statuses{"done", "done", "done"}));
  const fs::path last = folder_ / "work/runs" / document()["jobs"][2]["run"];
  EXPECT_NE(read_file(last / "workflow.toml").find("params.times = [1, 2, 3]"), std::string::npos);
  EXPECT_EQ(json::parse(read_file(folder() / "workflow.json"))["texts"].size(), 2u);
  EXPECT_EQ(fs::read_symlink(folder().parent_path() / "latest"), "s");
}

// It has not reached its end, though the sweep was not interrupted.
TEST_F(SweepProgram, AJobThatSomebodyElseEndsIsAFailure) {
  for (const auto& [signal, status] : {std::pair{SIGTERM, "interrupted"}, {SIGKILL, "crashed"}}) {
    fs::remove_all(folder_ / "work");
    test_bench::Running running =
        start({"sweep", workflow(kSleeping), "--workspace", workspace(), "--name", "s", "--max-failures", "1"});
    wait_for([&] { return asleep() == 1; });
    EXPECT_EQ(document()["jobs"][0]["status"], "running");
    const json run = json::parse(read_file(folder_ / "work/runs/current/run.json"));
    EXPECT_EQ(::kill(run["pid"].get<pid_t>(), signal), 0);
    EXPECT_EQ(WEXITSTATUS(running.wait()), kExitStageFailed) << running.err();
    EXPECT_EQ(statuses(), (Statuses{status, "waiting", "waiting"})) << running.err();
  }
  EXPECT_EQ(document()["jobs"][0]["error"], "it was ended by SIGKILL");
}

TEST_F(SweepProgram, SaysWhyAJobCannotBegin) {
  const ChildResult ran = sweep(workflow("[stage.s]\nuse = \"test.fail\"\n[matrix]\ns.way = [\"create\"]\n"));
  EXPECT_EQ(ran.exit_code, kExitStageFailed);
  EXPECT_NE(ran.err.find("way=create failed: error[E501]: "), std::string::npos) << ran.err;
  EXPECT_NE(read_file(folder() / "jobs/way=create.log").find("cannot be made"), std::string::npos);
}

TEST_F(SweepProgram, WhoseTableIsLostFails) {
  const std::string line =
      "\"$0\" sweep \"" + workflow(kWriting) + "\" --workspace \"" + workspace() + "\" --plugin \"$1\" >/dev/full";
  const ChildResult ran =
      run_child({"/bin/bash", "-c", line, test::program(), test_bench::plugin_file("test_stages").string()}, 60);
  EXPECT_EQ(ran.exit_code, kExitStageFailed);
  EXPECT_NE(ran.err.find("error: cannot write to stdout: No space left on device"), std::string::npos) << ran.err;
}

TEST_F(SweepProgram, HasALiveLineOnATerminal) {
  ::setenv("TERM", "xterm", 1);
  test_bench::PseudoTerminal terminal;
  test_bench::Running running = start({"sweep",
                                       workflow("[stage.s]\nuse = \"test.pages\"\npause = 100\n[matrix]\n"
                                                "s.pages = [8, 9, 10]\n"),
                                       "--workspace", workspace(), "-j", "2"},
                                      terminal.name());
  EXPECT_EQ(WEXITSTATUS(running.wait()), kExitDone);
  const std::string text = terminal.text();
  EXPECT_NE(text.find("\r0/3 jobs, 2 at work: pages=8"), std::string::npos) << text;
  EXPECT_NE(text.find(" at work, "), std::string::npos) << "then how long it still takes: " << text;
  EXPECT_NE(text.find(" left: "), std::string::npos) << text;
  EXPECT_EQ(text.find(" started"), std::string::npos) << text;
}

// The time it takes grows with their number, and no faster.
TEST_F(SweepProgram, ManyJobsAreListedAtOnce) {
  std::string values = "1";
  for (int i = 2; i <= 1000; ++i) values += "," + std::to_string(i);
  const ChildResult listed = sweep(workflow(kWriting), {"--dry-run", "--json", "--over", "run.seed=[" + values + "]"});
  ASSERT_EQ(listed.exit_code, 0) << listed.err;
  const json jobs = json::parse(listed.out);
  EXPECT_EQ(jobs.size(), 3000u);
  EXPECT_EQ(jobs[2999]["settings"], (json{{"params.times", "3"}, {"run.seed", "1000"}}));
}

TEST_F(SweepProgram, AnInterruptStopsAllItsJobs) {
  test_bench::Running running =
      start({"sweep", workflow(kSleeping), "--workspace", workspace(), "--name", "s", "-j", "2"});
  wait_for([&] { return asleep() == 2; });
  const ChildResult second = sweep((folder_ / "w.toml").string());
  EXPECT_EQ(second.exit_code, kExitStore) << second.err;
  running.signal(SIGINT);
  const int status = running.wait();
  EXPECT_EQ(WEXITSTATUS(status), exit_code_of_signal(SIGINT)) << running.err();
  EXPECT_EQ(statuses(), (Statuses{"interrupted", "interrupted", "waiting"}));
}

TEST_F(SweepProgram, NoJobOutlivesIt) {
  test_bench::Running running = start({"sweep", workflow(kSleeping), "--workspace", workspace(), "--name", "s"});
  wait_for([&] { return asleep() == 1; });
  running.signal(SIGKILL);
  running.wait();
  wait_for([&] {
    for (const auto& entry : fs::directory_iterator(folder_ / "work/runs"))
      if (!entry.is_symlink() && json::parse(read_file(entry.path() / "run.json"))["status"] == "interrupted")
        return true;
    return false;
  });
}

}  // namespace
}  // namespace atelier::host
