#include "progress_count.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace atelier::host {
namespace {

TEST(ProgressCount, CountsTheUnitThatTookLongest) {
  ProgressCount t;
  EXPECT_EQ(t.counted().count, 0u);
  double now = 0;
  for (uint64_t i = 0; i <= 100; ++i) t.add(i, "MB", now += 0.01);
  for (int epoch = 0; epoch < 2; ++epoch) {
    for (uint64_t i = 1; i <= 40; ++i) t.add(i, "steps", now += 0.1);
    for (uint64_t i = 1; i <= 5; ++i) t.add(i, "pictures", now += 0.1);
  }
  EXPECT_EQ(t.counted().count, 80u);
  EXPECT_EQ(t.counted().unit, "steps");
}

TEST(ProgressCount, LateReportsOfOtherThreadsAreNoPass) {
  ProgressCount t;
  std::vector<std::thread> threads;
  for (uint64_t k = 0; k < 4; ++k)
    threads.emplace_back([&t, k] {
      for (uint64_t i = k; i < 1000; i += 4) t.add(5000 + i, "pictures", 0);
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(t.counted().count, 5999u);
}

TEST(ProgressCount, RemembersWhatWasDoneAtTheFirstReport) {
  ProgressCount t;
  t.add(3000, "pictures", 1);
  t.add(5000, "pictures", 2);
  EXPECT_EQ(t.counted().before, 3000u);
}

TEST(ProgressCount, UnitsThatNeverRepeatDoNoHarm) {
  ProgressCount t;
  for (int i = 0; i < 1000; ++i) t.add(1, "file " + std::to_string(i), i);
  EXPECT_EQ(t.counted().count, 1u);
}

TEST(ProgressCount, Words) {
  EXPECT_EQ(done_words({}, false, 2.1), "done in 2.1 s");
  EXPECT_EQ(done_words({5000, 1, "pictures"}, false, 2.1), "done, 5000 pictures in 2.1 s (2,381/s)");
  EXPECT_EQ(done_words({5000, 3000, "pictures"}, true, 2),
            "done, 5000 pictures (3000 of them before) in 2.0 s (1,000/s)");
  EXPECT_EQ(done_words({5000, 3000, "pictures"}, false, 2), "done, 5000 pictures in 2.0 s (2,500/s)");
  EXPECT_EQ(done_words({5000, 5000, "pictures"}, true, 0.02), "done, 5000 pictures (5000 of them before) in 20 ms");
  EXPECT_EQ(done_words({3, 0, ""}, false, 12), "done, 3 in 12.0 s (0.25/s)");
  EXPECT_EQ(done_words({3, 0, "steps"}, false, 0), "done, 3 steps in 0 ms");
  EXPECT_EQ(done_words({1, 0, "pictures"}, false, 0), "done, 1 picture in 0 ms");
  EXPECT_EQ(done_words({1, 0, "classes"}, false, 0), "done, 1 class in 0 ms");
  EXPECT_EQ(done_words({1, 0, "copies"}, false, 0), "done, 1 copy in 0 ms");
  EXPECT_EQ(done_words({1, 0, "MB"}, false, 0), "done, 1 MB in 0 ms");
  EXPECT_EQ(rate_text(1234567.8), "1,234,568");
  EXPECT_EQ(rate_text(999.6), "1,000");
  EXPECT_EQ(rate_text(9.96), "10");
}

}  // namespace
}  // namespace atelier::host
