#include "child_process.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>

namespace atelier::host {
namespace {

ChildResult shell(const std::string& script, double timeout = 20) {
  return run_child({"/bin/sh", "-c", script}, timeout);
}

TEST(ChildProcess, CollectsBothStreams) {
  const ChildResult r = shell("echo out; echo err >&2; exit 3");
  EXPECT_EQ(r.out, "out\n");
  EXPECT_EQ(r.err, "err\n");
  EXPECT_EQ(r.exit_code, 3);
  EXPECT_FALSE(r.ok());
  EXPECT_EQ(r.describe(), "ended with exit code 3: err");
}

TEST(ChildProcess, TakesALot) {
  const ChildResult r = shell("yes 0123456789 | head -c 3000000; yes e | head -c 100000 >&2");
  EXPECT_TRUE(r.ok());
  EXPECT_EQ(r.out.size(), 3000000u);
  EXPECT_LE(r.err.size(), 4096u);
}

TEST(ChildProcess, NamesTheSignal) {
  const ChildResult r = shell("echo one >&2; echo two >&2; kill -ABRT $$");
  EXPECT_EQ(r.signal, SIGABRT);
  EXPECT_EQ(r.describe(), "ended with SIGABRT: one; two");
}

TEST(ChildProcess, LastWordsAreOneClippedLineWithoutCommands) {
  EXPECT_EQ(shell("true").last_words(), "");
  EXPECT_EQ(shell("echo 0 >&2; echo 1 >&2; echo 2 >&2; printf '\\n  3  \\n\\n' >&2").last_words(), "1; 2; 3");
  EXPECT_EQ(shell("printf 'a\\033[2J\\rb\\377' >&2").last_words(), "a\\x1b[2J\\rb\xef\xbf\xbd");
  const std::string clipped = shell("head -c 2000 /dev/zero | tr '\\0' x >&2").last_words();
  EXPECT_EQ(clipped, std::string(300, 'x') + "…");
}

TEST(ChildProcess, TimeIsBounded) {
  const auto start = std::chrono::steady_clock::now();
  const ChildResult r = shell("exec sleep 60", 0.2);
  EXPECT_TRUE(r.timed_out);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  EXPECT_EQ(r.describe(), "took too long and was stopped");
}

TEST(ChildProcess, DoesNotWaitForGrandchildren) {
  const auto start = std::chrono::steady_clock::now();
  const ChildResult r = shell("sleep 20 & echo done");
  EXPECT_TRUE(r.ok());
  EXPECT_EQ(r.out, "done\n");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(ChildProcess, NoSuchProgram) {
  EXPECT_EQ(run_child({"/nowhere/program"}, 1).describe(), "could not be started: No such file or directory");
}

TEST(RunChild, TellsOnceThatItTakesLong) {
  int told = 0;
  const Patience patience{0.05, [&] { ++told; }};
  EXPECT_TRUE(run_child({"/bin/sh", "-c", "sleep 0.4"}, 60, patience).ok());
  EXPECT_EQ(told, 1);
  EXPECT_TRUE(run_child({"/bin/true"}, 60, {30, patience.lost}).ok());
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace atelier::host
