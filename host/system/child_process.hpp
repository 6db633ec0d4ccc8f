// Runs a program and collects what it wrote, within a time and a size. Used for children of this very program that do
// what could end the process: loading plugin libraries. [main]
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::host {

struct ChildResult {
  int start_error = 0;  // errno, when it could not be started
  int exit_code = -1;   // when it ended by itself
  int signal = 0;       // the signal that ended it, or 0
  bool timed_out = false;
  bool flooded = false;  // it was stopped as it wrote without end
  std::string out;
  std::string err;  // the last part of what it wrote to stderr

  bool ok() const { return start_error == 0 && !timed_out && !flooded && signal == 0 && exit_code == 0; }
  // "ended with SIGABRT: <last words>", "took too long and was stopped", …; "ended the process" when it ended well,
  // though without the answer that it owed.
  std::string describe() const;
  // The last lines that it wrote to stderr, as one clipped line, or "".
  std::string last_words() const;
};

// Said once when a child takes long, so that nobody waits without knowing for what.
struct Patience {
  double seconds = 0;
  std::function<void()> lost;
};

// arguments[0] is the program's path. Output beyond 64 MiB is a flood.
ChildResult run_child(const std::vector<std::string>& arguments, double timeout_seconds, const Patience& patience = {});

// Who runs a child: run_child, or what a test puts in its place.
using RunChild = std::function<ChildResult(const std::vector<std::string>&, double, const Patience&)>;

// The same for a copy of this very process that does `work` and ends; what `work` gives to a ChildOutput is its output.
// Only while this process has one thread.
ChildResult run_forked(const std::function<void()>& work, double timeout_seconds);

// How a child of this program answers its parent: on the real stdout, which loaded libraries cannot write to, and with
// an end that runs none of their destructors.
class ChildOutput {
 public:
  // Takes stdout away (to stderr) and ties this process's life to its parent's.
  ChildOutput();
  void write(std::string_view text);
  // Writes the last of the answer and ends the process with exit code 0.
  [[noreturn]] void finish(std::string_view text);

 private:
  int fd_;
};

// "SIGABRT"
std::string signal_name(int signal);

}  // namespace atelier::host
