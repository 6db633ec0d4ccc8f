// Runs a program and collects what it wrote, within a time and a size. Used for children of this very program that do
// what could end the process: loading plugin libraries. [main]
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace atelier::host {

struct ChildResult {
  int exit_code = -1;  // when it ended by itself
  int signal = 0;      // the signal that ended it, or 0
  bool timed_out = false;
  std::string out;
  std::string err;      // the last part of what it wrote to stderr
  std::string failure;  // why it could not be started, or ""

  bool ok() const { return failure.empty() && !timed_out && signal == 0 && exit_code == 0; }
  // The user stopped it, or the system did: says nothing about the plugin.
  bool was_stopped() const;
  // "ended with SIGABRT: <last words>", "took more than 60 s", …
  std::string describe() const;
  // The last lines that it wrote to stderr, as one clipped line, or "".
  std::string last_words() const;
};

// Said once when a child takes long, so that nobody waits without knowing for what.
struct Patience {
  double seconds = 0;
  std::function<void()> lost;
};

// arguments[0] is the program's path. Output beyond 64 MiB is a failure.
ChildResult run_child(const std::vector<std::string>& arguments, double timeout_seconds, const Patience& patience = {});

// The same for a copy of this very process that does `work` and ends; what `work` gives to a ChildOutput is its output.
// Only while this process has one thread.
ChildResult run_forked(const std::function<void()>& work, double timeout_seconds);

// What is said when the plugin that the child loaded gave no description of itself: with the child's last words, where
// the C++ layer says why. Reads well after the file's name.
std::string refusal_by_plugin(const ChildResult& child);

// "SIGABRT"
std::string signal_name(int signal);

}  // namespace atelier::host
