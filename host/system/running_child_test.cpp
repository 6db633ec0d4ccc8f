#include "running_child.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <atelier/cpp/files.hpp>
#include <chrono>

#include "test_data.hpp"

namespace atelier::host {
namespace {

using Lines = std::vector<std::string>;

class RunningChildTest : public testing::Test {
 protected:
  std::unique_ptr<RunningChild> shell(const std::string& script) {
    auto child = RunningChild::start({"/bin/sh", "-c", script}, folder_ / "out.txt");
    EXPECT_TRUE(child) << child.failure().reason;
    return *std::move(child);
  }
  // All that it writes until it ends.
  Lines all_lines(RunningChild& child) {
    Lines all;
    for (bool ended = false; !ended;) {
      RunningChild::wait_for_any({&child}, 0.05);
      ended = child.end().has_value();
      for (std::string& line : child.lines()) all.push_back(std::move(line));
    }
    return all;
  }
  test::TemporaryFolder folder_;
};

TEST_F(RunningChildTest, GivesItsLinesAndHowItEnded) {
  const auto child = shell("echo result; echo one >&2; printf 'two\\nthree' >&2; exit 6");
  EXPECT_EQ(all_lines(*child), (Lines{"one", "two", "three"}));
  EXPECT_EQ(child->end()->exit_code, 6);
  EXPECT_EQ(read_file(folder_ / "out.txt"), "result\n");
}

TEST_F(RunningChildTest, StdoutGoesToTheEndOfAFile) {
  write_file(folder_ / "out.txt", "before\n");
  const auto child = shell("echo after");
  all_lines(*child);
  EXPECT_EQ(read_file(folder_ / "out.txt"), "before\nafter\n");
}

TEST_F(RunningChildTest, IsReachedBySignalsOfItsOwn) {
  const auto child = shell("trap 'echo asked >&2; exit 130' INT; echo ready >&2; while :; do sleep 0.05; done");
  while (child->lines().empty()) RunningChild::wait_for_any({child.get()}, 0.05);
  EXPECT_NE(::getpgid(child->pid()), ::getpgid(0)) << "a Ctrl-C of the terminal would reach it as well";
  EXPECT_FALSE(child->end());
  child->signal(SIGINT);
  EXPECT_EQ(all_lines(*child), Lines{"asked"});
  EXPECT_EQ(child->end()->exit_code, 130);
}

TEST_F(RunningChildTest, DiesWithWhoeverHoldsIt) {
  pid_t pid = 0;
  {
    const auto child = shell("echo ready >&2; exec sleep 60");
    while (child->lines().empty()) RunningChild::wait_for_any({child.get()}, 0.05);
    pid = child->pid();
  }
  EXPECT_NE(::kill(pid, 0), 0);
}

TEST_F(RunningChildTest, SeveralRunAtATime) {
  const auto begin = std::chrono::steady_clock::now();
  const auto slow = shell("sleep 0.4; echo slow >&2"), fast = shell("sleep 0.3; echo fast >&2");
  RunningChild::wait_for_any({slow.get(), fast.get()}, 60);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_EQ(all_lines(*fast), Lines{"fast"});
  EXPECT_EQ(all_lines(*slow), Lines{"slow"});
}

TEST_F(RunningChildTest, WhatIsNoProgramEndsAtOnce) {
  auto child = RunningChild::start({"/no/such/program"}, folder_ / "out.txt");
  ASSERT_TRUE(child);
  EXPECT_EQ(all_lines(**child), Lines{});
  EXPECT_EQ((*child)->end()->exit_code, 127);
  EXPECT_FALSE(RunningChild::start({"/bin/true"}, folder_ / "no/such/folder/out.txt"));
}

}  // namespace
}  // namespace atelier::host
