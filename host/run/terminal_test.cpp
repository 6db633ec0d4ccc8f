#include "terminal.hpp"

#include <gtest/gtest.h>

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
      : terminal(Terminal::Options{mode, out.file(), err.file(), false, plain_interval}) {}
};

TEST(Terminal, ProgressWords) {
  EXPECT_EQ(progress_words(12, 40, "pictures", 0), "12/40 pictures");
  EXPECT_EQ(progress_words(12, 40, "pictures", 2), "12/40 pictures, 2/s, 14.0 s left");
  EXPECT_EQ(progress_words(12, 0, "", 25.4), "12, 25/s");
  EXPECT_EQ(progress_words(40, 40, "steps", 10), "40/40 steps, 10/s");
}

TEST(Terminal, RateIsOfTheLatestSeconds) {
  Rate rate;
  rate.restart(0, 0);
  EXPECT_EQ(rate.per_second(), 0);
  for (int s = 1; s <= 20; ++s) rate.add(s, 100u * static_cast<unsigned>(s));
  EXPECT_DOUBLE_EQ(rate.per_second(), 100);
  for (int s = 21; s <= 40; ++s) rate.add(s, 2000u + static_cast<unsigned>(s - 20));
  EXPECT_LT(rate.per_second(), 2);
  rate.add(41, 5);  // begins anew
  EXPECT_EQ(rate.per_second(), 0);
}

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

TEST(Terminal, LineIsClearedBeforeAMessage) {
  Screen s(ProgressMode::kLine);
  s.terminal.progress("work", 1, 10, "steps");
  s.terminal.message(spdlog::level::info, "hello");
  s.terminal.progress("work", 10, 10, "steps");
  s.terminal.end_progress();
  const std::string text = s.err.text();
  EXPECT_EQ(text.find("\rwork: 1/10 steps\033[K\r\033[Khello\n\rwork: 10/10 steps"), 0u) << text;
  EXPECT_EQ(text.substr(text.size() - 4), "\r\033[K");
}

TEST(Terminal, JsonLines) {
  Screen s(ProgressMode::kJson);
  s.terminal.progress("work", 10, 10, "steps");
  s.terminal.message(spdlog::level::warn, "bad \xff byte");
  s.terminal.event("{\"event\":\"stage\"}");
  std::istringstream lines(s.err.text());
  std::vector<std::string> events;
  for (std::string line; std::getline(lines, line);) events.push_back(nlohmann::json::parse(line).at("event"));
  EXPECT_EQ(events, (std::vector<std::string>{"progress", "log", "stage"}));
}

TEST(Terminal, NoneShowsNoProgress) {
  Screen s(ProgressMode::kNone);
  s.terminal.progress("work", 10, 10, "steps");
  s.terminal.event("{}");
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
