// What is on the screen while a run goes on. A folder of terminal_cases for each: `script`, what happens when, and
// `screen`, what a terminal shows then. ATELIER_UPDATE_CASES=1 writes the latter as it is now; read it before
// committing.
//
// A line of a script is a time in seconds and an event; between two of them the terminal ticks as it does in the
// program.
//   mode line|plain|json   columns N          before all else
//   start STAGE            end                 progress STAGE DONE TOTAL UNIT    number NAME VALUE
//   message LEVEL TEXT     say STAGE LEVEL TEXT     result TEXT      resize N    show    live TEXT
// Texts may have \n, \t, \xHH and \uHHHH.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atelier/cpp/files.hpp>
#include <filesystem>
#include <sstream>

#include "terminal.hpp"
#include "testing/host_bench.hpp"
#include "testing/screen.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;

class ScriptClock : public Clock {
 public:
  int64_t now() const override { return 1'795'830'307'000'000'000 + static_cast<int64_t>(at * 1e9); }
  double seconds() const override { return 1000 + at; }
  double at = 0;
};

std::string unescaped(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const char kind = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : 0;
    if (kind == 'n' || kind == 't') {
      out += kind == 'n' ? '\n' : '\t';
      ++i;
    } else if (kind == 'x') {
      out += static_cast<char>(std::stoi(text.substr(i + 2, 2), nullptr, 16));
      i += 3;
    } else if (kind == 'u') {
      const auto c = static_cast<char32_t>(std::stoi(text.substr(i + 2, 4), nullptr, 16));
      out += encode_utf8({&c, 1});
      i += 5;
    } else {
      out += text[i];
    }
  }
  return out;
}

class Play {
 public:
  std::string run(const fs::path& script) {
    std::istringstream lines(read_file(script));
    for (std::string line; std::getline(lines, line);) {
      if (line.empty() || line.starts_with('#')) continue;
      std::istringstream words(line);
      if (line.starts_with("mode ") || line.starts_with("columns "))
        set(words);
      else
        happen(words, line);
    }
    EXPECT_EQ(screen_.faults(), "") << script;
    return shown_.str();
  }

 private:
  void set(std::istringstream& words) {
    std::string what, value;
    words >> what >> value;
    if (what == "columns") resize(std::stoul(value));
    if (what == "mode")
      mode_ = value == "line" ? ProgressMode::kLine : value == "plain" ? ProgressMode::kPlain : ProgressMode::kJson;
  }
  void resize(size_t columns) {
    columns_ = columns;
    screen_.resize(columns);
  }
  Terminal& terminal() {
    if (!terminal_) {
      Terminal::Options options;
      options.progress = mode_;
      options.out = options.err = bytes_.file();
      options.clock = &clock_;
      options.columns = [this] { return columns_; };
      options.ticks = false;
      terminal_.emplace(options);
    }
    return *terminal_;
  }
  void read() {
    char buffer[4096];
    const int fd = ::fileno(bytes_.file());
    for (ssize_t n; (n = ::pread(fd, buffer, sizeof buffer, static_cast<off_t>(read_))) > 0;) {
      screen_.feed({buffer, static_cast<size_t>(n)});
      read_ += static_cast<size_t>(n);
      ++writings_;
    }
  }
  void happen(std::istringstream& words, const std::string& line) {
    double at = 0;
    std::string event;
    words >> at >> event;
    while (clock_.at + 0.1 < at) {
      clock_.at += 0.1;
      terminal().tick();
      read();
    }
    clock_.at = at;
    std::string first, unit;
    uint64_t done = 0, total = 0;
    double value = 0;
    const auto rest = [&] {
      std::string text;
      std::getline(words >> std::ws, text);
      return unescaped(text);
    };
    if (event == "start") {
      terminal().begin_stage(rest());
    } else if (event == "live") {
      terminal().live(rest());
    } else if (event == "end") {
      terminal().end_progress();
    } else if (event == "progress") {
      words >> first >> done >> total;
      terminal().progress(unescaped(first), done, total, rest());
    } else if (event == "number") {
      words >> first >> value;
      terminal().number(unescaped(first), value);
    } else if (event == "message") {
      words >> first;
      terminal().message(spdlog::level::from_str(first), rest());
    } else if (event == "say") {
      words >> first >> unit;
      terminal().message(spdlog::level::from_str(unit), rest(), first);
    } else if (event == "result") {
      terminal().result(rest());
    } else if (event == "resize") {
      resize(std::stoul(rest()));
    } else if (event == "show") {
      terminal().tick();
      read();
      show(line);
    } else {
      ADD_FAILURE() << "no such event: " << line;
    }
    read();
  }
  void show(const std::string& line) {
    shown_ << "-- " << line << "\n";
    for (const std::string& row : screen_.lines()) shown_ << row << "\n";
  }

  ProgressMode mode_ = ProgressMode::kLine;
  size_t columns_ = 80;
  ScriptClock clock_;
  test_bench::Capture bytes_;
  test_bench::ScreenOf screen_{80};
  size_t read_ = 0, writings_ = 0;
  std::ostringstream shown_;
  std::optional<Terminal> terminal_;
};

std::vector<std::string> names() {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(test::source_dir() / "host/run/terminal_cases"))
    out.push_back(entry.path().filename());
  std::sort(out.begin(), out.end());
  return out;
}

class TerminalCases : public testing::TestWithParam<std::string> {};

TEST_P(TerminalCases, ShowWhatTheyShould) {
  const fs::path folder = test::source_dir() / "host/run/terminal_cases" / GetParam();
  const std::string shown = Play().run(folder / "script");
  if (std::getenv("ATELIER_UPDATE_CASES")) write_file(folder / "screen", shown);
  EXPECT_EQ(shown, read_file(folder / "screen"));
}
INSTANTIATE_TEST_SUITE_P(All, TerminalCases, testing::ValuesIn(names()), [](const auto& info) { return info.param; });

}  // namespace
}  // namespace atelier::host
