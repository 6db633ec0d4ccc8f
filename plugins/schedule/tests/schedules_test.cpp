#include "../schedules.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "atelier/testing.hpp"

namespace atelier::schedules {
namespace {

double factor(const testing::Part& part, const testing::Bench& bench, uint64_t step, uint64_t total) {
  return ScheduleRef(part.object()).factor(bench.call(), step, total);
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

}  // namespace
}  // namespace atelier::schedules
