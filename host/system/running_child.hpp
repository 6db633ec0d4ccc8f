// A program at work beside this one, whose lines are read as they come. Several can run at a time. [main]
//
// It has a process group of its own, so that a Ctrl-C reaches it only through `signal`, and ends in good order
// (SIGTERM) when this process dies. Destroying a child that still runs kills it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "words/result.hpp"

namespace atelier::host {

struct ChildEnd {
  int exit_code = -1;  // when it ended by itself
  int signal = 0;      // the signal that ended it, or 0
};

class RunningChild {
 public:
  // arguments[0] is the program's path. What it writes to stdout goes to the end of `out`.
  static Result<std::unique_ptr<RunningChild>> start(const std::vector<std::string>& arguments,
                                                     const std::filesystem::path& out);
  RunningChild(const RunningChild&) = delete;
  ~RunningChild();

  pid_t pid() const { return pid_; }
  // The whole lines that it has written to stderr since the last time, without their ends; of an ended child the rest
  // too. Does not wait.
  std::vector<std::string> lines();
  // Nothing while it runs.
  std::optional<ChildEnd> end();
  void signal(int number) const;

  // Until one of them has written or ended, or the time is up.
  static void wait_for_any(const std::vector<const RunningChild*>& children, double seconds);

 private:
  RunningChild(pid_t pid, int err) : pid_(pid), err_(err) {}

  pid_t pid_;
  int err_;
  std::string rest_;  // of a line that has not ended
  std::optional<ChildEnd> end_;
};

}  // namespace atelier::host
