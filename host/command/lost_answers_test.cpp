// What becomes of an answer when stdout is closed, full or read by nobody, and of a run whose terminal goes.
#include "system/exit_code.hpp"
#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

class LostAnswers : public test_bench::Program {
 protected:
  // As a shell runs it: `words` behind the program, with the redirections.
  ChildResult shell(const std::string& words) {
    const std::string line = "\"$0\" " + words + " --plugin \"$1\"";
    return run_child({"/bin/bash", "-c", line, test::program(), test_bench::plugin_file("test_stages").string()}, 60);
  }
  // Without the plugin, for verbs that take none.
  ChildResult bare(const std::string& words) {
    return run_child({"/bin/bash", "-c", "\"$0\" " + words, test::program()}, 60);
  }
  const std::string file_ = workflow("[stage.a]\nuse = \"test.read\"\nfile = \"w.toml\"\nlength = 1\n");
};

TEST_F(LostAnswers, AreFailures) {
  const std::string broken = "\"" + file_ + "\"";
  for (const std::string& words :
       {"check " + broken, "graph " + broken, std::string("plugins"), std::string("plugins show test.read")}) {
    EXPECT_EQ(shell(words).exit_code, 0) << words;
    for (const auto& [where, why] :
         {std::pair{" >/dev/full", "No space left on device"}, {" >&-", "Bad file descriptor"}}) {
      const ChildResult r = shell(words + where);
      EXPECT_EQ(r.exit_code, kExitStageFailed) << words << where << r.describe();
      EXPECT_EQ(r.err, "error: cannot write to stdout: " + std::string(why) + "\n") << words << where;
    }
  }
  for (const char* words : {"--help", "--version", "run --help", "explain E204"}) {
    EXPECT_EQ(bare(words).exit_code, 0) << words;
    const ChildResult r = bare(std::string(words) + " >/dev/full");
    EXPECT_EQ(r.exit_code, kExitStageFailed) << words;
    EXPECT_EQ(r.err, "error: cannot write to stdout: No space left on device\n") << words;
  }
}

TEST_F(LostAnswers, DoNotHideWhatIsWorse) {
  EXPECT_EQ(shell("check no-such-file.toml --format json >/dev/full").exit_code, kExitWorkflow);
}

// Quietly, as `head` has it; unless SIGPIPE is ignored.
TEST_F(LostAnswers, OfAReaderThatHasGone) {
  const ChildResult quiet = bare("plugins | sleep 0; exit ${PIPESTATUS[0]}");
  const ChildResult gone = bare("plugins > >(exec <&-; sleep 1); exit $?");
  for (const ChildResult& r : {quiet, gone}) {
    EXPECT_TRUE(r.exit_code == 0 || r.exit_code == 128 + SIGPIPE) << r.describe();
    EXPECT_EQ(r.err, "");
  }
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[0]);
  const std::string to_pipe = "plugins >&" + std::to_string(ends[1]);
  EXPECT_EQ(bare(to_pipe + "; exit $?").exit_code, 128 + SIGPIPE);
  const ChildResult told = bare("--version >/dev/null; trap '' PIPE; \"$0\" " + to_pipe);
  EXPECT_EQ(told.exit_code, kExitStageFailed);
  EXPECT_EQ(told.err, "error: cannot write to stdout: Broken pipe\n");
  const ChildResult checked = bare("check no-such-file.toml 2>&" + std::to_string(ends[1]));
  EXPECT_EQ(checked.exit_code, kExitWorkflow) << "a stderr that nobody reads does not matter";
  ::close(ends[1]);
}

TEST_F(LostAnswers, AClosedStderrDoesNotMatter) {
  const std::string run =
      "run \"" + workflow("[stage.p]\nuse = \"test.pages\"\n") + "\" --workspace \"" + workspace() + "\"";
  for (const char* where : {" 2>&-", " 2>/dev/full", " <&- 2>&-"}) {
    const ChildResult r = shell(run + where);
    EXPECT_EQ(r.exit_code, 0) << where << r.describe();
    EXPECT_EQ(r.out, "found 0, wrote 4\n") << where;
    EXPECT_EQ(record()["status"], "done");
  }
  // what the program opens has not taken stderr's place
  for (const char* file : {"run.json", "workflow.toml", "resolved.toml", "events.jsonl"})
    EXPECT_EQ(read_file(folder_ / "work/runs/latest" / file).find("done, 4 pages"), std::string::npos) << file;
}

TEST_F(LostAnswers, OfStagesFailTheRunThatIsDone) {
  const std::string run =
      "run \"" + workflow("[stage.p]\nuse = \"test.pages\"\n") + "\" --workspace \"" + workspace() + "\"";
  for (const char* where : {" >/dev/full", " >&-"}) {
    const ChildResult r = shell(run + where);
    EXPECT_EQ(r.exit_code, kExitStageFailed) << where << r.describe();
    EXPECT_NE(r.err.find("error: cannot write to stdout: "), std::string::npos) << r.err;
    EXPECT_NE(r.err.find("; the results are in "), std::string::npos) << r.err;
    EXPECT_EQ(record()["status"], "done");
    EXPECT_EQ(record()["exit_code"], kExitStageFailed);
    EXPECT_NE(read_file(folder_ / "work/runs/latest/log.txt").find("found 0, wrote 4"), std::string::npos);
  }
}

class HangUp : public LostAnswers {
 protected:
  const std::vector<std::string> waits_ = {"run", workflow("[stage.p]\nuse = \"test.pages\"\nstop = 2\n"),
                                           "--workspace", workspace()};
};

TEST_F(HangUp, StopsARunInGoodOrder) {
  test_bench::Running run = start(waits_);
  wait_for_log("p", "asleep");
  run.signal(SIGHUP);
  run.signal(SIGHUP);  // the shell and the terminal both send it
  EXPECT_EQ(WEXITSTATUS(run.wait()), 129);
  EXPECT_EQ(record()["status"], "interrupted");
  EXPECT_EQ(record()["exit_code"], 129);
  EXPECT_NE(run.err().find("what is complete is kept"), std::string::npos) << run.err();
}

TEST_F(HangUp, BehindAnotherSignalChangesNothing) {
  test_bench::Running run = start(waits_);
  wait_for_log("p", "asleep");
  run.signal(SIGTERM);
  run.signal(SIGHUP);
  const int code = WEXITSTATUS(run.wait());
  EXPECT_TRUE(code == 143 || code == 129) << code;  // pending together they may be handled in either order
  EXPECT_EQ(record()["status"], "interrupted");
}

TEST_F(HangUp, IsNothingToARunThatWasStartedWithNohup) {
  const auto before = ::signal(SIGHUP, SIG_IGN);
  test_bench::Running run = start(waits_);
  wait_for_log("p", "asleep");
  ::signal(SIGHUP, before);
  run.signal(SIGHUP);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_FALSE(run.ended());
  run.signal(SIGTERM);
  EXPECT_EQ(WEXITSTATUS(run.wait()), 143);
}

// The window is closed: what is written from now on fails with EIO.
TEST_F(HangUp, OfTheTerminalItselfDoesNoHarm) {
  auto tty = std::make_unique<test_bench::PseudoTerminal>();
  ::setenv("TERM", "xterm", 1);
  test_bench::Running run = start(waits_, tty->name());
  wait_for_log("p", "asleep");
  tty->hang_up();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_FALSE(run.ended());
  run.signal(SIGHUP);
  EXPECT_EQ(WEXITSTATUS(run.wait()), 129);
  EXPECT_EQ(record()["status"], "interrupted");
}

}  // namespace
}  // namespace atelier::host
