#include "run_log.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <algorithm>
#include <mutex>
#include <vector>

#include "words/utf8.hpp"
#include "words/width.hpp"

namespace atelier::host {
namespace {

// The program's own lines as they are; those of stages begin with the stage's name.
class TerminalSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  enum class Of { kProgram, kStages };
  TerminalSink(Terminal& terminal, Of of) : terminal_(terminal), of_(of) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& line) override {
    const std::string_view payload(line.payload.data(), line.payload.size());
    const std::string_view name(line.logger_name.data(), line.logger_name.size());
    terminal_.message(line.level, payload, of_ == Of::kProgram ? "" : name);
  }
  void flush_() override {}

 private:
  Terminal& terminal_;
  const Of of_;
};

// Without what a terminal takes for commands, and so that further lines of one text cannot be taken for lines of the
// log.
std::string log_text(std::string_view text) { return with_lines_indented(many_lines(text, kLongestMessage)); }

// A full disk must not end the run from within the log: what cannot be written is lost.
class FileSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit FileSink(std::unique_ptr<LineFile> file)
      : base_sink(std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %l [%n] %v",
                                                              spdlog::pattern_time_type::utc, "")),
        file_(std::move(file)) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& line) override {
    const std::string payload = log_text({line.payload.data(), line.payload.size()});
    spdlog::details::log_msg harmless = line;
    harmless.payload = payload;
    spdlog::memory_buf_t text;
    formatter_->format(harmless, text);
    file_->write({text.data(), text.size()});
  }
  void flush_() override {}

 private:
  std::unique_ptr<LineFile> file_;
};

std::shared_ptr<spdlog::logger> make_logger(const std::string& name, const std::vector<spdlog::sink_ptr>& sinks) {
  auto logger = std::make_shared<spdlog::logger>(name, sinks.begin(), sinks.end());
  logger->set_level(spdlog::level::debug);
  logger->set_error_handler([](const std::string&) {});  // nor anything else that goes wrong there
  return logger;
}

constexpr size_t kRepeated = 5;

}  // namespace

// Keeps the first warnings, each once.
class RunLog::Warnings : public spdlog::sinks::base_sink<std::mutex> {
 public:
  // What several stages have said in the same words is one warning.
  struct Warning {
    std::vector<std::string> stages;
    std::string text;
    void add(const std::string& stage) {
      if (std::find(stages.begin(), stages.end(), stage) == stages.end()) stages.push_back(stage);
    }
    std::string line() const {
      std::string out;
      for (const std::string& stage : stages) out += (out.empty() ? "" : ", ") + stage;
      return out + ": " + text;
    }
  };
  std::vector<Warning> first() {
    const std::lock_guard lock(mutex_);
    return first_;
  }
  uint64_t count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& line) override {
    if (line.level != spdlog::level::warn) return;
    const std::string stage(line.logger_name.data(), line.logger_name.size());
    std::string text(line.payload.data(), line.payload.size());
    for (Warning& known : first_)
      if (known.text == text) return known.add(stage);
    ++count_;
    if (first_.size() < kRepeated) first_.push_back({{stage}, std::move(text)});
  }
  void flush_() override {}

 private:
  std::vector<Warning> first_;
  uint64_t count_ = 0;
};

RunLog::RunLog(Terminal& terminal, std::unique_ptr<LineFile> file, spdlog::level::level_enum level)
    : screen_(terminal),
      level_(level),
      warnings_(std::make_shared<Warnings>()),
      terminal_(std::make_shared<TerminalSink>(terminal, TerminalSink::Of::kStages)),
      file_(std::make_shared<FileSink>(std::move(file))) {
  terminal_->set_level(level);
  const auto own = std::make_shared<TerminalSink>(terminal, TerminalSink::Of::kProgram);
  own->set_level(level);
  own_ = {make_logger("atelier", {own, file_}), make_logger("atelier", {file_})};
}

RunLog::Lines RunLog::stage(const std::string& name, std::unique_ptr<LineFile> file) const {
  if (!file) return {make_logger(name, {terminal_, file_, warnings_}), make_logger(name, {file_})};
  const auto own_file = std::make_shared<FileSink>(std::move(file));
  return {make_logger(name, {terminal_, file_, own_file, warnings_}), make_logger(name, {file_, own_file})};
}

void RunLog::repeat_warnings() const {
  const uint64_t count = warnings_->count();
  if (count == 0 || level_ > spdlog::level::warn) return;
  std::string text = count == 1 ? "1 warning on the way" : fmt::format("{} warnings on the way", count);
  for (const Warnings::Warning& warning : warnings_->first()) text += "\n  " + warning.line();
  if (count > kRepeated) text += fmt::format("\n  and {} more in log.txt", count - kRepeated);
  screen_.repeat(text);
}

}  // namespace atelier::host
