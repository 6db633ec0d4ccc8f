#include "../schedule.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "atelier/testing.hpp"

namespace atelier::schedule {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double factor(const testing::Part& part, const testing::Bench& bench, uint64_t step, uint64_t total) {
  auto in = blank<atelier_schedule_input>();
  in.step = step;
  in.total = total;
  return ScheduleRef(part.object()).factor(bench.call(), in);
}

// The factor after epochs of these scores.
double after(const testing::Part& part, const testing::Bench& bench, const std::vector<double>& scores,
             bool lower_is_better = false) {
  auto in = blank<atelier_schedule_input>();
  in.lower_is_better = lower_is_better ? 1 : 0;
  in.step = 10 * scores.size();
  in.total = 1000;
  in.epoch = scores.size();
  in.epoch_count = 100;
  in.scores = scores.data();
  in.score_count = scores.size();
  return ScheduleRef(part.object()).factor(bench.call(), in);
}

TEST(Constant, IsOneThroughout) {
  testing::Bench bench;
  const auto part = bench.make<Constant>();
  EXPECT_EQ(factor(part, bench, 0, 10), 1);
  EXPECT_EQ(factor(part, bench, 9, 10), 1);
  EXPECT_EQ(factor(part, bench, 12, 10), 1);
}

TEST(Poly, FollowsThePowerByDefault) {
  testing::Bench bench;
  const auto part = bench.make<Poly>();
  EXPECT_DOUBLE_EQ(factor(part, bench, 0, 10), 1);
  EXPECT_DOUBLE_EQ(factor(part, bench, 5, 10), std::pow(0.5, 0.9));
  EXPECT_DOUBLE_EQ(factor(part, bench, 9, 10), std::pow(0.1, 0.9));
  EXPECT_EQ(factor(part, bench, 10, 10), 0);
  EXPECT_EQ(factor(part, bench, 11, 10), 0);
}

TEST(Poly, EndsWhereItIsTold) {
  testing::Bench bench;
  const auto part = bench.make<Poly>({{"power", 1.0}, {"end", 0.2}});
  EXPECT_DOUBLE_EQ(factor(part, bench, 0, 4), 1);
  EXPECT_DOUBLE_EQ(factor(part, bench, 1, 4), 0.8);
  EXPECT_DOUBLE_EQ(factor(part, bench, 3, 4), 0.4);
  EXPECT_DOUBLE_EQ(factor(part, bench, 4, 4), 0.2);
}

TEST(Poly, WarmsUpAndDecaysOverTheRest) {
  testing::Bench bench;
  const auto part = bench.make<Poly>({{"power", 1.0}, {"warmup", 4}});
  const double expected[] = {0.2, 0.4, 0.6, 0.8, 1, 0.75, 0.5, 0.25};
  for (uint64_t step = 0; step < 8; ++step) EXPECT_DOUBLE_EQ(factor(part, bench, step, 8), expected[step]) << step;
}

TEST(Poly, StandsATrainingShorterThanItsWarmUp) {
  testing::Bench bench;
  const auto part = bench.make<Poly>({{"warmup", 10}});
  EXPECT_DOUBLE_EQ(factor(part, bench, 2, 3), 3.0 / 11);
  EXPECT_EQ(factor(part, bench, 10, 3), 0);
}

TEST(Plateau, FallsOnceMoreThanItsPatienceWasTried) {
  testing::Bench bench;
  const auto part = bench.make<Plateau>({{"factor", 0.5}, {"patience", 1}});
  EXPECT_EQ(after(part, bench, {}), 1);
  EXPECT_EQ(after(part, bench, {0.3}), 1);
  EXPECT_EQ(after(part, bench, {0.3, 0.3}), 1);
  EXPECT_EQ(after(part, bench, {0.3, 0.3, 0.2}), 0.5);
  EXPECT_EQ(after(part, bench, {0.3, 0.3, 0.2, 0.1}), 0.5);  // counts anew
  EXPECT_EQ(after(part, bench, {0.3, 0.3, 0.2, 0.1, 0.1}), 0.25);
  EXPECT_EQ(after(part, bench, {0.3, 0.3, 0.2, 0.4, 0.4}), 0.5);  // a better score starts the count anew
  EXPECT_EQ(after(part, bench, {0.1, 0.2, 0.3, 0.4, 0.5}), 1);
}

TEST(Plateau, WithoutPatienceEachEpochCounts) {
  testing::Bench bench;
  const auto part = bench.make<Plateau>({{"factor", 0.5}, {"patience", 0}});
  EXPECT_EQ(after(part, bench, {0.3, 0.3, 0.4, 0.1}), 0.25);
}

TEST(Plateau, KnowsWhetherLowerIsBetter) {
  testing::Bench bench;
  const auto part = bench.make<Plateau>({{"patience", 0}});
  EXPECT_EQ(after(part, bench, {0.5, 0.4, 0.3}, true), 1);
  EXPECT_DOUBLE_EQ(after(part, bench, {0.5, 0.4, 0.3}), 0.01);
  EXPECT_DOUBLE_EQ(after(part, bench, {0.3, 0.4}, true), 0.1);
}

TEST(Plateau, EpochsThatWereNotMeasuredCountForNothing) {
  testing::Bench bench;
  const auto part = bench.make<Plateau>({{"factor", 0.5}, {"patience", 1}});
  EXPECT_EQ(after(part, bench, {kNan, kNan, kNan, kNan}), 1);
  EXPECT_EQ(after(part, bench, {0.3, kNan, 0.2, kNan}), 1);
  EXPECT_EQ(after(part, bench, {0.3, kNan, 0.2, kNan, 0.1}), 0.5);
}

TEST(Plateau, NeverGoesBelowItsMinimum) {
  testing::Bench bench;
  const auto part = bench.make<Plateau>({{"factor", 0.5}, {"patience", 0}, {"min", 0.2}});
  EXPECT_EQ(after(part, bench, {0.5, 0.4}), 0.5);
  EXPECT_EQ(after(part, bench, std::vector<double>(9, 0.5)), 0.2);
}

}  // namespace
}  // namespace atelier::schedule
