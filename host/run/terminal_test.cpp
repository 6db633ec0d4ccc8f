#include "terminal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "testing/host_bench.hpp"

namespace atelier::host {
namespace {

struct Screen {
  test_bench::Capture out;
  test_bench::Capture err;
  Terminal terminal;
  explicit Screen(ProgressMode mode, double plain_interval = 5)
      : terminal({.progress = mode,
                  .out = out.file(),
                  .err = err.file(),
                  .plain_interval = plain_interval,
                  .ticks = false}) {}
};

TEST(Terminal, ResultsAndMessagesGoTheirOwnWays) {
  Screen s(ProgressMode::kPlain);
  s.terminal.result("mean 0.5");
  s.terminal.message(spdlog::level::warn, "careful");
  s.terminal.message(spdlog::level::info, "so it goes");
  EXPECT_EQ(s.out.text(), "mean 0.5\n");
  EXPECT_EQ(s.err.text(), "warning: careful\nso it goes\n");
}

TEST(Terminal, ShortWorkPassesWithoutPlainLines) {
  Screen s(ProgressMode::kPlain);
  for (uint64_t i = 0; i <= 1000; ++i) s.terminal.progress("work", i, 1000, "steps");
  s.terminal.end_progress();
  EXPECT_EQ(s.err.text(), "");
}

TEST(Terminal, PlainLinesNowAndThen) {
  Screen s(ProgressMode::kPlain, 0.02);
  for (uint64_t i = 0; i <= 10; ++i) {
    s.terminal.progress("work", i, 10, "steps");
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const std::string text = s.err.text();
  EXPECT_NE(text.find("work: "), std::string::npos) << text;
  EXPECT_NE(text.find("/10 steps, "), std::string::npos) << text;
  EXPECT_EQ(text.find('\r'), std::string::npos);
}

TEST(Terminal, LineIsClearedBeforeAMessageAndDrawnBelowIt) {
  Screen s(ProgressMode::kLine);
  s.terminal.progress("work", 1, 10, "steps");
  s.terminal.message(spdlog::level::info, "hello");
  s.terminal.result("a result");
  s.terminal.tick();
  EXPECT_EQ(s.err.text(), "\rwork: 1/10 steps\033[K\r\033[Khello\n") << "not at once";
  EXPECT_EQ(s.out.text(), "a result\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(110));
  s.terminal.tick();
  EXPECT_EQ(s.err.text(), "\rwork: 1/10 steps\033[K\r\033[Khello\n\rwork: 1/10 steps\033[K");
  s.terminal.end_progress();
  const std::string text = s.err.text();
  EXPECT_EQ(text.substr(text.size() - 4), "\r\033[K");
}

TEST(Terminal, DrawsTenTimesASecondAtMost) {
  Screen s(ProgressMode::kLine);
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  uint64_t reports = 0;
  for (; seconds() < 0.5; ++reports) {
    s.terminal.progress("work", reports + 1, reports % 2 ? 0 : reports + 1, reports % 3 ? "steps" : "files");
    s.terminal.number("loss", static_cast<double>(reports));
    s.terminal.tick();
  }
  const std::string text = s.err.text();
  EXPECT_GT(reports, 100u);
  EXPECT_GE(std::count(text.begin(), text.end(), '\r'), 3);
  EXPECT_LE(std::count(text.begin(), text.end(), '\r'), 6);
}

TEST(Terminal, ResultsThatAreLostAreRemembered) {
  test_bench::Capture err;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> full(std::fopen("/dev/full", "w"), std::fclose);
  Terminal terminal({.progress = ProgressMode::kPlain, .out = full.get(), .err = err.file()});
  EXPECT_TRUE(terminal.results_written());
  terminal.result("mean 0.5");
  ASSERT_FALSE(terminal.results_written());
  EXPECT_EQ(terminal.results_written().failure().reason, "cannot write to stdout: No space left on device");
}

TEST(Terminal, AStderrThatIsFullOrClosedDoesNoHarm) {
  test_bench::Capture out;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> full(std::fopen("/dev/full", "w"), std::fclose);
  for (const ProgressMode mode : {ProgressMode::kLine, ProgressMode::kPlain, ProgressMode::kJson}) {
    Terminal terminal({.progress = mode, .out = out.file(), .err = full.get(), .plain_interval = 0});
    terminal.begin_stage("work");
    for (uint64_t i = 0; i < 100; ++i) terminal.progress("work", i, 100, "steps");
    terminal.message(spdlog::level::err, "bad");
    terminal.result("mean 0.5");
    EXPECT_TRUE(terminal.results_written());
  }
  EXPECT_EQ(out.text(), "mean 0.5\nmean 0.5\nmean 0.5\n");
}

TEST(Terminal, JsonLines) {
  Screen s(ProgressMode::kJson);
  s.terminal.progress("work", 10, 10, "steps");
  s.terminal.message(spdlog::level::warn, "bad \xff byte");
  s.terminal.event({{"event", "stage"}});
  std::istringstream lines(s.err.text());
  std::vector<std::string> events;
  for (std::string line; std::getline(lines, line);) events.push_back(nlohmann::json::parse(line).at("event"));
  EXPECT_EQ(events, (std::vector<std::string>{"progress", "log", "stage"}));
}

TEST(Terminal, NoneShowsNoProgress) {
  Screen s(ProgressMode::kNone);
  s.terminal.progress("work", 10, 10, "steps");
  s.terminal.event({{"event", "stage"}});
  EXPECT_EQ(s.err.text(), "");
}

TEST(Terminal, LinesOfManyThreadsStayWhole) {
  Screen s(ProgressMode::kLine);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (uint64_t i = 0; i < 200; ++i) {
        s.terminal.progress("work", i, 200, "steps");
        s.terminal.result(std::string(50, static_cast<char>('a' + t)));
      }
    });
  for (std::thread& t : threads) t.join();
  std::istringstream lines(s.out.text());
  size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_EQ(line, std::string(50, line[0]));
  EXPECT_EQ(count, 800u);
}

}  // namespace
}  // namespace atelier::host
