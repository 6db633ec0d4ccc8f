#include "terminal.hpp"

#include <pthread.h>
#include <signal.h>
#include <spdlog/fmt/fmt.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "system/standard_streams.hpp"
#include "words/json_text.hpp"
#include "words/text.hpp"
#include "words/utf8.hpp"
#include "words/width.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;

constexpr double kLineInterval = 0.1;  // seconds between redraws
constexpr double kJsonInterval = 0.25;
constexpr double kSurelyRedrawn = 1;  // something else may have written over it
constexpr size_t kMostNumbers = 6;
constexpr size_t kPlainColumns = 1000;
constexpr size_t kUsualColumns = 80;
constexpr size_t kLeastColumns = 20;  // a terminal of fewer may have a failure of more rows
constexpr size_t kMostRows = 12;      // of a failure
constexpr const char* kClear = "\r\033[K";

int write_to(std::FILE* file, std::string_view text) {
  std::fflush(file);  // what plugins have printed
  if (file == stdout) std::cout.flush();
  const int error = write_all(::fileno(file), text);
  std::clearerr(file);
  return error;
}

std::string_view name_of(spdlog::level::level_enum level) {
  const auto name = spdlog::level::to_string_view(level);
  return {name.data(), name.size()};
}

}  // namespace

bool is_able_terminal(std::FILE* file) {
  const char* terminal = std::getenv("TERM");
  return ::isatty(::fileno(file)) && terminal && *terminal && std::string_view(terminal) != "dumb";
}

size_t columns_of(std::FILE* file) {
  winsize size{};
  return ::ioctl(::fileno(file), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsualColumns;
}

Terminal::Terminal(const Options& options) : options_(options) {
  if (options_.progress == ProgressMode::kAuto)
    options_.progress = is_able_terminal(options_.err) ? ProgressMode::kLine : ProgressMode::kPlain;
  if (!options_.columns) options_.columns = [file = options_.err] { return columns_of(file); };
  if (redraws() && options_.ticks) keep_ticking();
}

Terminal::~Terminal() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  if (ticker_.joinable()) ticker_.join();
  end_progress();
}

// The thread takes no signals: they are for those that have asked for them.
void Terminal::keep_ticking() {
  sigset_t all, before;
  ::sigfillset(&all);
  for (const int crash : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) ::sigdelset(&all, crash);
  ::pthread_sigmask(SIG_BLOCK, &all, &before);
  ticker_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    while (!stop_.wait_for(lock, std::chrono::duration<double>(kLineInterval), [this] { return stopping_; })) {
      lock.unlock();
      tick();
      lock.lock();
    }
  });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

double Terminal::interval() const {
  if (options_.progress == ProgressMode::kPlain) return options_.plain_interval;
  return options_.progress == ProgressMode::kJson ? kJsonInterval : kLineInterval;
}

// Takes the line of progress off the screen; it comes back with the next tick, below what is said meanwhile.
std::string Terminal::clear_bytes() {
  if (drawn_.empty()) return "";
  drawn_.clear();
  drawn_columns_ = 0;
  return kClear;
}

// A finished line.
void Terminal::say(std::string_view line) { write_to(options_.err, clear_bytes().append(line).append("\n")); }

void Terminal::write_json(const json& event) { write_to(options_.err, dump(event) + "\n"); }

void Terminal::message(spdlog::level::level_enum level, std::string_view text, std::string_view stage) {
  const std::string_view word = name_of(level);
  const std::lock_guard lock(mutex_);
  if (options_.progress == ProgressMode::kJson) {
    json line = {{"event", "log"}, {"time", utc_text(options_.clock->now())}, {"level", word}, {"text", text}};
    if (!stage.empty()) line["stage"] = stage;
    return write_json(line);
  }
  std::string shown = many_lines(text, kLongestMessage);
  if (!stage.empty()) shown = fmt::format("{}: {}", one_line(stage, kLongestMessage), shown);
  if (level < spdlog::level::warn) return say(shown);
  shown = fmt::format("{}: {}", word, shown);
  if (level >= spdlog::level::err)
    shown = clip_rows(shown, kMostRows, redraws() ? std::max(kLeastColumns, options_.columns()) : kPlainColumns,
                      "all of it is in the log");
  if (!options_.colour) return say(shown);
  const size_t marked = word.size() + 1;
  const int colour = level == spdlog::level::warn ? 33 : 31;
  say(fmt::format("\033[1;{}m{}\033[0m{}", colour, shown.substr(0, marked), shown.substr(marked)));
}

void Terminal::result(std::string_view line, std::string_view stage) {
  const std::lock_guard lock(mutex_);
  if (const std::string clear = clear_bytes(); !clear.empty()) write_to(options_.err, clear);
  const int error = write_to(options_.out, many_lines(line, kLongestMessage) + "\n");
  if (lost_ == 0) lost_ = error;
  if (options_.progress == ProgressMode::kJson)
    write_json({{"event", "result"}, {"time", utc_text(options_.clock->now())}, {"stage", stage}, {"text", line}});
}

Result<void> Terminal::results_written() const {
  const std::lock_guard lock(mutex_);
  if (lost_) return lost_answer(lost_);
  return {};
}

void Terminal::repeat(std::string_view text) {
  if (options_.progress != ProgressMode::kJson) message(spdlog::level::info, text);
}

void Terminal::event(const json& event) {
  if (options_.progress != ProgressMode::kJson) return;
  const std::lock_guard lock(mutex_);
  write_json(event);
}

void Terminal::begin_stage(std::string_view stage) {
  const std::lock_guard lock(mutex_);
  working_ = stage;
  began_ = now();
}

void Terminal::progress(std::string_view stage, uint64_t done, uint64_t total, std::string_view unit) {
  if (options_.progress == ProgressMode::kNone) return;
  const std::lock_guard lock(mutex_);
  const double at = now();
  const bool same = facts_.stage == stage && facts_.unit == unit && facts_.total == total && done >= facts_.done;
  if (same && done == facts_.done) return;
  const bool complete = total != 0 && done >= total;
  if (!same) {
    facts_ = {std::string(stage), done, total, std::string(unit), 0, {}};
    rate_.restart(at, done);
    // The first plain line waits its time: short work passes without one.
    if (options_.progress == ProgressMode::kPlain && next_show_ == 0) next_show_ = at + options_.plain_interval;
  }
  facts_.done = done;
  is_shown_ = false;
  if (at < next_show_ && !(complete && options_.progress == ProgressMode::kJson)) return;
  rate_.add(at, done);
  show_progress(at);
}

void Terminal::live(std::string_view line) {
  if (!redraws()) return;
  const std::lock_guard lock(mutex_);
  live_ = one_line(line, kPlainColumns);
}

void Terminal::number(std::string_view name, double value) {
  const std::lock_guard lock(mutex_);
  numbers_.add(name, value);
}

void Terminal::show_progress(double at) {
  next_show_ = at + interval();
  is_shown_ = true;
  facts_.rate = rate_.per_second();
  if (redraws()) return draw(at);
  if (options_.progress == ProgressMode::kPlain) {
    facts_.numbers = numbers_.words(kMostNumbers);
    return say(progress_line(facts_, kPlainColumns));
  }
  const ProgressFacts& f = facts_;
  const bool known = f.rate > 0 && f.total > f.done;
  write_json({{"event", "progress"},
              {"time", utc_text(options_.clock->now())},
              {"stage", f.stage},
              {"done", f.done},
              {"unit", f.unit},
              {"rate", f.rate},
              {"total", f.total ? json(f.total) : json(nullptr)},
              {"remaining", known ? json(static_cast<double>(f.total - f.done) / f.rate) : json(nullptr)}});
}

// Of a stage that has not told how far it is: for how long it has worked.
std::string Terminal::line_now() const {
  const size_t columns = std::max<size_t>(1, options_.columns()) - 1;  // a line of all columns may wrap
  if (!live_.empty()) return fit(live_, columns);
  if (facts_.stage.empty()) {
    const double seconds = std::floor(now() - began_);
    const std::string words = seconds < 60 ? fmt::format("{:.0f} s", seconds) : duration_text(seconds);
    return fit(one_line(working_, kPlainColumns) + ": " + words, columns);
  }
  ProgressFacts facts = facts_;
  facts.numbers = numbers_.words(kMostNumbers);
  return progress_line(facts, columns);
}

void Terminal::draw(double at) {
  std::string line = line_now();
  drawn_at_ = at;
  write_to(options_.err, "\r" + line + "\033[K");
  drawn_ = std::move(line);
  drawn_columns_ = options_.columns();
}

void Terminal::tick() {
  const std::lock_guard lock(mutex_);
  if (!redraws()) return;
  const double at = now();
  if (!live_.empty()) {
    if (line_now() != drawn_ || at >= drawn_at_ + kSurelyRedrawn) draw(at);
    return;
  }
  const bool counts = !facts_.stage.empty(), waits = !working_.empty() && at >= began_ + kSurelyRedrawn;
  if (counts && !is_shown_ && at >= next_show_) {
    rate_.add(at, facts_.done);
    return show_progress(at);
  }
  if (!counts && !waits) return;
  if (at >= drawn_at_ + kSurelyRedrawn || (options_.columns() != drawn_columns_ && at >= drawn_at_ + kLineInterval))
    draw(at);
}

std::string Terminal::stopping_notice() const {
  const std::string text = "stopping … (once more to stop at once)";
  if (options_.progress == ProgressMode::kJson)
    return json({{"event", "log"}, {"level", "info"}, {"text", text}}).dump() + "\n";
  // on a terminal it takes the place of the progress line and of the ^C behind it
  return (redraws() ? kClear : "") + text + "\n";
}

void Terminal::end_progress() {
  const std::lock_guard lock(mutex_);
  if (const std::string clear = clear_bytes(); !clear.empty()) write_to(options_.err, clear);
  working_.clear();
  live_.clear();
  facts_ = {};
  numbers_.clear();
  is_shown_ = true;
  next_show_ = 0;
  drawn_at_ = 0;
}

}  // namespace atelier::host
