#include "sweep_order.hpp"

#include "testing/host_bench.hpp"

namespace atelier::host {
namespace {

using test_bench::Bench;

TEST(SweepOrder, GoesByTheOrderOfTheJobsWhereNothingIsShared) {
  SweepOrder order({{"a"}, {"b"}, {"c"}});
  for (size_t i = 0; i < 3; ++i) {
    ASSERT_EQ(order.next(), i);
    order.begin(i);
  }
  EXPECT_EQ(order.next(), std::nullopt);
  EXPECT_FALSE(order.has_waiting());
}

// Two pairs of jobs, each pair with a first stage of its own.
TEST(SweepOrder, HoldsBackWhoWouldWait) {
  SweepOrder order({{"x", "a"}, {"x", "b"}, {"y", "c"}, {"y", "d"}});
  order.begin(*order.next());
  EXPECT_EQ(order.next(), 2u) << "job 1 would wait for job 0";
  order.begin(2);
  EXPECT_EQ(order.next(), std::nullopt);
  EXPECT_TRUE(order.has_waiting());
  order.stage_done(0, 0);
  EXPECT_EQ(order.next(), 1u);
  order.begin(1);
  EXPECT_EQ(order.next(), std::nullopt) << "job 3 waits for y still";
  order.stage_done(2, 0);
  EXPECT_EQ(order.next(), 3u);
}

TEST(SweepOrder, AFailedJobHoldsNobodyBack) {
  SweepOrder order({{"x"}, {"x"}});
  order.begin(0);
  order.end(0);
  EXPECT_EQ(order.next(), 1u) << "its work was not done, so another one tries";
}

TEST(SweepOrder, WhatIsDoneIsSharedByAll) {
  SweepOrder order({{"x"}, {"x"}});
  order.begin(0);
  order.stage_done(0, 0);
  EXPECT_EQ(order.next(), 1u);
}

TEST(WorkOf, IsTheSameForTheSameWork) {
  Bench bench;
  const auto work = [&](const std::string& text, const std::string& more = "") {
    const ResolveResult result =
        bench.resolve_text("[stage.w]\nuse = \"test.write\"\n" + more + "text = \"" + text +
                           "\"\n[stage.r]\nuse = \"test.read\"\nfile = \"@w.file\"\nlength = 5\n");
    return work_of(result.workflow, result.workflow.stages);
  };
  const auto one = work("hello"), same = work("hello", "doc = \"Words.\"\n"), other = work("world");
  ASSERT_EQ(one.size(), 2u);
  EXPECT_EQ(one, same);
  EXPECT_NE(one[0], other[0]);
  EXPECT_NE(one[1], other[1]) << "it reads what differs";
}

}  // namespace
}  // namespace atelier::host
