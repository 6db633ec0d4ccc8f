#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "../sequential.hpp"
#include "../shuffled.hpp"
#include "atelier/testing.hpp"

namespace {

using atelier::sampler::Sequential;
using atelier::sampler::Shuffled;
using Order = std::vector<uint64_t>;

class OrdersTest : public testing::Test {
 protected:
  template <class T>
  Order order(uint64_t count, uint64_t seed, uint64_t epoch) {
    const auto part = bench.make<T>();
    return atelier::SamplerRef(part.object()).order(bench.call(), atelier::SamplesRef(), count, seed, epoch);
  }
  static Order numbers(uint64_t count) {
    Order all(count);
    std::iota(all.begin(), all.end(), uint64_t{0});
    return all;
  }
  atelier::testing::Bench bench;
};

TEST_F(OrdersTest, SequentialKeepsTheOrder) {
  EXPECT_EQ(order<Sequential>(7, 3, 5), numbers(7));
  EXPECT_TRUE(order<Sequential>(0, 3, 5).empty());
}

// The orders of loader.threads before samplers were parts: runs of old stay what they were.
TEST_F(OrdersTest, ShuffledGivesTheOrdersOfOld) {
  EXPECT_EQ(order<Shuffled>(8, 17, 0), (Order{6, 2, 3, 7, 0, 4, 1, 5}));
  EXPECT_EQ(order<Shuffled>(8, 17, 1), (Order{5, 1, 6, 0, 2, 4, 7, 3}));
  EXPECT_EQ(order<Shuffled>(11, 0, 0), (Order{0, 5, 8, 9, 4, 2, 3, 1, 10, 6, 7}));
}

TEST_F(OrdersTest, ShuffledTakesEachOnceAndDependsOnSeedAndEpoch) {
  const Order first = order<Shuffled>(100, 17, 0);
  EXPECT_EQ(order<Shuffled>(100, 17, 0), first);
  EXPECT_NE(order<Shuffled>(100, 17, 1), first);
  EXPECT_NE(order<Shuffled>(100, 18, 0), first);
  Order sorted = first;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted, numbers(100));
  EXPECT_TRUE(order<Shuffled>(0, 17, 0).empty());
}

// A component that gives what is no sample is named.
class Beyond : public atelier::Sampler {
 public:
  static constexpr atelier::Component kComponent{.id = "test.beyond", .summary = "Too far."};
  Order order(const atelier::Call&, const atelier_sampler_input& in) const override { return {0, in.count}; }
};

TEST_F(OrdersTest, WhatIsNoSampleIsRefused) {
  try {
    order<Beyond>(3, 0, 0);
    ADD_FAILURE() << "was not refused";
  } catch (const atelier::Error& e) {
    EXPECT_NE(std::string(e.what()).find("test.beyond"), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("index 3 of 3"), std::string::npos) << e.what();
  }
}

}  // namespace
