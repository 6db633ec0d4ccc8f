// What the user sees while a workflow runs: results on stdout, messages and progress on stderr.
//
// On a terminal finished lines scroll, and below them one line of progress is redrawn, at most ten times a second and
// to the width that the terminal has then. In a pipe progress is a plain line now and then; or JSON, a line for each
// event (progress_lines.md). Lines never mix: everything goes through one lock. Whatever others have written is shown
// without its control characters. A stream that is closed or full does no harm; only a result that is lost is
// remembered. [any]
#pragma once

#include <spdlog/common.h>

#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <thread>

#include "progress_line.hpp"
#include "system/system.hpp"
#include "words/result.hpp"

namespace atelier::host {

enum class ProgressMode { kAuto, kLine, kPlain, kJson, kNone };

// How many columns a line may have on the terminal behind `file`; 80 where it does not say.
size_t columns_of(std::FILE* file);

class Terminal {
 public:
  struct Options {
    ProgressMode progress = ProgressMode::kAuto;
    std::FILE* out = stdout;
    std::FILE* err = stderr;
    bool colour = false;
    double plain_interval = 10;  // seconds between plain lines
    const Clock* clock = &real_clock();
    std::function<size_t()> columns = {};  // of `err`, asked for each time a line is drawn
    bool ticks = true;                     // a thread of its own calls tick() every tenth of a second
  };
  // kAuto becomes kLine on a terminal that can redraw a line and kPlain elsewhere.
  explicit Terminal(const Options& options);
  Terminal(const Terminal&) = delete;
  ~Terminal();

  ProgressMode mode() const { return options_.progress; }
  // Errors and warnings are marked. `stage`: who says it, if not the program.
  void message(spdlog::level::level_enum level, std::string_view text, std::string_view stage = {});
  void result(std::string_view line, std::string_view stage = {});
  // What has been said before, for people alone: nothing in JSON mode.
  void repeat(std::string_view text);
  // A line of its own in JSON mode, nothing in the others.
  void event(const nlohmann::json& event);
  void event(const std::string& text) = delete;  // it would become a JSON string
  // A stage begins its work: where that is not told otherwise, for how long it has worked is shown.
  void begin_stage(std::string_view stage);
  // Cheap: most calls only note it.
  void progress(std::string_view stage, uint64_t done, uint64_t total, std::string_view unit);
  // What the live line of a terminal says in place of how far a stage is, until end_progress(); elsewhere nothing.
  void live(std::string_view line);
  // A scalar of the stage at work: the newest ones stand in its line.
  void number(std::string_view name, double value);
  // The stage has ended: the progress line goes.
  void end_progress();
  // Draws the line of progress if it is not as it should be.
  void tick();

  // What a signal handler is to write to stderr, in this mode, when the user wants to stop.
  std::string stopping_notice() const;
  // Whether all results got to stdout. The failure says why not.
  Result<void> results_written() const;

 private:
  double now() const { return options_.clock->seconds(); }
  bool redraws() const { return options_.progress == ProgressMode::kLine; }
  double interval() const;
  std::string clear_bytes();
  void say(std::string_view line);
  void write_json(const nlohmann::json& event);
  std::string line_now() const;
  void draw(double at);
  void show_progress(double at);
  void keep_ticking();

  Options options_;
  mutable std::mutex mutex_;
  std::string drawn_;         // the line of progress on the screen
  size_t drawn_columns_ = 0;  // of the terminal then
  double drawn_at_ = 0;
  std::string working_;  // the stage that has begun
  double began_ = 0;
  std::string live_;      // what others have made of the line; "" when it is of a stage
  ProgressFacts facts_;   // of the latest report; no stage before it
  bool is_shown_ = true;  // what the facts say has been shown
  double next_show_ = 0;
  Rate rate_;
  LatestNumbers numbers_;
  int lost_ = 0;  // the error of the first result that did not get to stdout

  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread ticker_;
};

// Whether it is a terminal that understands more than plain text.
bool is_able_terminal(std::FILE* file);

}  // namespace atelier::host
