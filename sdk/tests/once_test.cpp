// Once: what takes long is made by one thread, and the failure to make it is kept with its text.
#include <gtest/gtest.h>
#include <atelier/cpp/once.hpp>
#include <atelier/testing.hpp>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace {

using atelier::Call;
using atelier::Error;
using atelier::Once;
using atelier::Reported;
using atelier::testing::Bench;

// The code and the text with which `run` fails.
template <class Run>
std::pair<int32_t, std::string> failure(Run run) {
  try {
    run();
  } catch (const Error& e) {
    return {e.code(), e.what()};
  }
  return {ATELIER_OK, ""};
}

TEST(Once, MakesOneUnderManyThreads) {
  const Bench bench(8);
  const Once<std::string> once;
  std::atomic<int> makings{0};
  std::vector<const std::string*> got(8);
  std::vector<std::thread> threads;
  for (const std::string*& slot : got)
    threads.emplace_back([&bench, &once, &makings, &slot] {
      slot = &once.get(bench.call(), [&](const Call& call) {
        ++makings;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));  // so that all others come meanwhile
        return atelier::text(call.threads(), " threads");
      });
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(makings, 1);
  for (const std::string* one : got) EXPECT_EQ(one, got[0]);
  EXPECT_EQ(*got[0], "8 threads");
}

TEST(Once, KeepsAFailureWithItsText) {
  Bench bench;
  const Once<int> once;
  int makings = 0;
  const auto make = [&](const Call&) -> int {
    ++makings;
    throw Error(ATELIER_E_DATA, "row 3 is short");
  };
  for (int time = 0; time < 2; ++time) {
    const auto [code, what] = failure([&] { once.get(bench.call(), make); });
    EXPECT_EQ(code, ATELIER_E_DATA);
    EXPECT_EQ(what, "row 3 is short");
  }
  EXPECT_EQ(makings, 1);
  EXPECT_EQ(bench.error(), "") << "it is told by whoever asked, each time";
}

TEST(Once, KeepsAFailureThatAnotherComponentReported) {
  const Bench bench;
  const Once<int> once;
  const auto make = [](const Call& call) -> int {
    atelier_fail(call.raw(), ATELIER_E_IO, "cannot read %s", "a.json");
    throw Reported(ATELIER_E_IO);
  };
  for (int time = 0; time < 2; ++time) {
    const auto [code, what] = failure([&] { once.get(bench.call(), make); });
    EXPECT_EQ(code, ATELIER_E_IO);
    EXPECT_EQ(what, "cannot read a.json");
  }
}

TEST(Once, DoesNotKeepAnInterrupt) {
  Bench bench;
  const Once<int> once;
  const auto make = [](const Call& call) {
    call.stop_if_cancelled();
    return 7;
  };
  bench.cancel(true);
  EXPECT_EQ(failure([&] { once.get(bench.call(), make); }).first, ATELIER_E_CANCELLED);
  bench.cancel(false);
  EXPECT_EQ(once.get(bench.call(), make), 7);
}

}  // namespace
