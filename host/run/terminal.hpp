// What the user sees while a workflow runs: results on stdout, messages and progress on stderr.
//
// On a terminal progress is one line that is redrawn; in a pipe a plain line now and then; or JSON, a line for each
// event. Lines never mix: everything goes through one lock. [any]
#pragma once

#include <spdlog/common.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

namespace atelier::host {

enum class ProgressMode { kAuto, kLine, kPlain, kJson, kNone };

// How fast work goes, from the latest seconds of it.
class Rate {
 public:
  void restart(double now, uint64_t done);
  void add(double now, uint64_t done);
  // Items a second, or 0 while nothing is known.
  double per_second() const;

 private:
  struct Sample {
    double at;
    uint64_t done;
  };
  std::deque<Sample> samples_;
};

class Terminal {
 public:
  struct Options {
    ProgressMode progress = ProgressMode::kAuto;
    std::FILE* out = stdout;
    std::FILE* err = stderr;
    bool colour = false;
    double plain_interval = 5;  // seconds between plain lines
  };
  // kAuto becomes kLine on a terminal that can redraw a line and kPlain elsewhere.
  explicit Terminal(const Options& options);
  ~Terminal();

  // Errors and warnings are marked.
  void message(spdlog::level::level_enum level, std::string_view text);
  void result(std::string_view line);
  // What has been said before, for people alone: nothing in JSON mode.
  void repeat(std::string_view text);
  // A line of its own in JSON mode, nothing in the others.
  void event(const std::string& json_line);
  // Cheap: most calls only look at the clock.
  void progress(std::string_view stage, uint64_t done, uint64_t total, std::string_view unit);
  // What a signal handler is to write to stderr, in this mode, when the user wants to stop.
  std::string stopping_notice() const;
  // The stage has ended: the progress line goes.
  void end_progress();

 private:
  double now() const;
  void clear_line();
  void show(std::string_view stage, uint64_t done, uint64_t total, std::string_view unit);
  void write_line(std::FILE* to, std::string_view line);

  Options options_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  bool line_shown_ = false;
  std::string series_;  // stage, unit and total of the work being counted
  uint64_t last_done_ = 0;
  std::atomic<double> next_show_ = 0;
  Rate rate_;
};

// Whether it is a terminal that understands more than plain text.
bool is_able_terminal(std::FILE* file);

// "12/40 pictures, 3.1/s, 9.0 s left"
std::string progress_words(uint64_t done, uint64_t total, std::string_view unit, double rate);

}  // namespace atelier::host
