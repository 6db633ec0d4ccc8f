#include "sweep_line.hpp"

#include <gtest/gtest.h>

namespace atelier::host {
namespace {

TEST(SweepLine, SaysHowFarItIs) {
  EXPECT_EQ(sweep_line({.jobs = 12}), "0/12 jobs");
  SweepFacts facts{12, 0, 0, 0, 2, {{"seed=1", 3, "train", 3, 7}, {"seed=2", 1}}};
  EXPECT_EQ(sweep_line(facts), "0/12 jobs, 2 at work: seed=1 train 3/7, seed=2");
  facts.at_work[1] = {"seed=2", 1, "masks", 20};
  facts.ended = 4, facts.failed = 1, facts.mean_seconds = 10;
  EXPECT_EQ(sweep_line(facts), "4/12 jobs, 2 at work, 1 failed, 38.0 s left: seed=1 train 3/7, seed=2 masks 20");
  facts = {12, 12, 1, 10, 2, {}};
  EXPECT_EQ(sweep_line(facts), "12/12 jobs, 1 failed");
}

TEST(SweepLine, TheLastJobTakesAsLongAsItsRest) {
  EXPECT_EQ(sweep_line({4, 3, 0, 10, 4, {{"a", 4}}}), "3/4 jobs, 1 at work, 6.0 s left: a");
  EXPECT_EQ(sweep_line({4, 3, 0, 10, 4, {{"a", 14}}}), "3/4 jobs, 1 at work, 0 ms left: a") << "longer than the others";
}

}  // namespace
}  // namespace atelier::host
