#include "terminal.hpp"

#include <spdlog/fmt/fmt.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "progress_count.hpp"
#include "words/json_text.hpp"
#include "words/text.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr double kWindow = 10;         // seconds over which a rate is taken
constexpr double kLineInterval = 0.1;  // seconds between redraws
constexpr double kJsonInterval = 0.25;

int columns_of(std::FILE* file) {
  winsize size{};
  if (::ioctl(::fileno(file), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

// Cuts after `columns` code points, never inside one.
std::string_view cut(std::string_view text, int columns) {
  size_t at = 0;
  while (at < text.size() && columns-- > 0) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) >> 6) == 2) ++at;
  }
  return text.substr(0, at);
}

}  // namespace

bool is_able_terminal(std::FILE* file) {
  const char* terminal = std::getenv("TERM");
  return ::isatty(::fileno(file)) && !(terminal && std::string_view(terminal) == "dumb");
}

void Rate::restart(double now, uint64_t done) { samples_.assign(1, {now, done}); }

void Rate::add(double now, uint64_t done) {
  if (samples_.empty() || done < samples_.back().done) return restart(now, done);
  samples_.push_back({now, done});
  while (samples_.size() > 2 && samples_[1].at < now - kWindow) samples_.pop_front();
}

double Rate::per_second() const {
  if (samples_.size() < 2) return 0;
  const double seconds = samples_.back().at - samples_.front().at;
  return seconds > 0 ? static_cast<double>(samples_.back().done - samples_.front().done) / seconds : 0;
}

std::string progress_words(uint64_t done, uint64_t total, std::string_view unit, double rate) {
  std::string out = total ? fmt::format("{}/{}", done, total) : fmt::format("{}", done);
  if (!unit.empty()) out += fmt::format(" {}", unit);
  if (rate > 0) out += fmt::format(", {}/s", rate_text(rate));
  if (rate > 0 && total > done)
    out += fmt::format(", {} left", duration_text(static_cast<double>(total - done) / rate));
  return out;
}

Terminal::Terminal(const Options& options) : options_(options) {
  if (options_.progress == ProgressMode::kAuto)
    options_.progress = is_able_terminal(options_.err) ? ProgressMode::kLine : ProgressMode::kPlain;
}

Terminal::~Terminal() { end_progress(); }

double Terminal::now() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

void Terminal::write_line(std::FILE* to, std::string_view line) {
  std::fwrite(line.data(), 1, line.size(), to);
  std::fputc('\n', to);
  std::fflush(to);
}

void Terminal::clear_line() {
  if (line_shown_) std::fputs("\r\033[K", options_.err);
  line_shown_ = false;
}

void Terminal::message(spdlog::level::level_enum level, std::string_view text) {
  const auto name = spdlog::level::to_string_view(level);
  const std::string_view word(name.data(), name.size());
  const std::lock_guard lock(mutex_);
  if (options_.progress == ProgressMode::kJson) {
    const nlohmann::json line = {{"event", "log"}, {"level", word}, {"text", text}};
    return write_line(options_.err, dump(line));
  }
  clear_line();
  const std::string shown = many_lines(text, kLongestMessage);
  if (level < spdlog::level::warn) return write_line(options_.err, shown);
  if (!options_.colour) return write_line(options_.err, fmt::format("{}: {}", word, shown));
  write_line(options_.err, fmt::format("\033[1;{}m{}:\033[0m {}", level == spdlog::level::warn ? 33 : 31, word, shown));
}

void Terminal::result(std::string_view line) {
  const std::lock_guard lock(mutex_);
  clear_line();
  std::fflush(options_.err);
  write_line(options_.out, many_lines(line, kLongestMessage));
}

void Terminal::repeat(std::string_view text) {
  if (options_.progress != ProgressMode::kJson) message(spdlog::level::info, text);
}

void Terminal::event(const std::string& json_line) {
  if (options_.progress != ProgressMode::kJson) return;
  const std::lock_guard lock(mutex_);
  write_line(options_.err, json_line);
}

void Terminal::progress(std::string_view stage, uint64_t done, uint64_t total, std::string_view unit) {
  if (options_.progress == ProgressMode::kNone) return;
  const double at = now();
  const bool complete = total != 0 && done >= total;
  if (at < next_show_ && !complete) return;
  const std::lock_guard lock(mutex_);
  const std::string series = fmt::format("{}\n{}\n{}", stage, unit, total);
  if (series != series_ || done < last_done_) {
    series_ = series;
    last_done_ = done;
    rate_.restart(at, done);
    // The first plain line waits its time: short work passes without one.
    if (options_.progress == ProgressMode::kPlain) {
      next_show_ = at + options_.plain_interval;
      return;
    }
  } else if (done == last_done_) {
    return;
  }
  last_done_ = done;
  rate_.add(at, done);
  if (complete && options_.progress == ProgressMode::kPlain && at < next_show_) return;
  show(stage, done, total, unit);
  next_show_ = at + (options_.progress == ProgressMode::kPlain  ? options_.plain_interval
                     : options_.progress == ProgressMode::kJson ? kJsonInterval
                                                                : kLineInterval);
}

void Terminal::show(std::string_view stage, uint64_t done, uint64_t total, std::string_view unit) {
  const double rate = rate_.per_second();
  if (options_.progress == ProgressMode::kJson) {
    nlohmann::json line = {{"event", "progress"}, {"stage", stage}, {"done", done}, {"unit", unit}, {"rate", rate}};
    line["total"] = total ? nlohmann::json(total) : nlohmann::json(nullptr);
    line["remaining"] =
        rate > 0 && total > done ? nlohmann::json(static_cast<double>(total - done) / rate) : nlohmann::json(nullptr);
    return write_line(options_.err, dump(line));
  }
  const std::string text = one_line(fmt::format("{}: {}", stage, progress_words(done, total, unit, rate)), 1000);
  if (options_.progress == ProgressMode::kPlain) return write_line(options_.err, text);
  const std::string_view shown = cut(text, columns_of(options_.err) - 1);
  std::fputs("\r", options_.err);
  std::fwrite(shown.data(), 1, shown.size(), options_.err);
  std::fputs("\033[K", options_.err);
  std::fflush(options_.err);
  line_shown_ = true;
}

std::string Terminal::stopping_notice() const {
  const std::string text = "stopping … (once more to stop at once)";
  if (options_.progress == ProgressMode::kJson)
    return nlohmann::json({{"event", "log"}, {"level", "info"}, {"text", text}}).dump() + "\n";
  // on a terminal it takes the place of the progress line and of the ^C behind it
  return (options_.progress == ProgressMode::kLine ? "\r\033[K" : "") + text + "\n";
}

void Terminal::end_progress() {
  const std::lock_guard lock(mutex_);
  clear_line();
  std::fflush(options_.err);
  series_.clear();
  next_show_ = 0;
}

}  // namespace atelier::host
