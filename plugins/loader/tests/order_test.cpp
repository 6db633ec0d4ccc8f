// Which samples a pass takes: samplers, ranks, and what is told before anything is loaded.
#include <numeric>

#include "atelier/cpp/random.hpp"
#include "made_up.hpp"

namespace {

using atelier::LoaderRef;
using loader_test::MadeUp;
using loader_test::Plan;
using loader_test::Walk;
using loader_test::WritesSeed;
using Order = std::vector<uint64_t>;

class OrderTest : public loader_test::Loading {
 protected:
  atelier::testing::Part make_with(const atelier::testing::Part& with, int batch) {
    return bench.make<atelier::loader::Threads>({{"batch", batch}, {"sampler", with}, {"workers", 2}});
  }
  // The walks of all ranks.
  std::vector<Walk> walks(const atelier::testing::Part& part, Plan plan, uint32_t world) {
    std::vector<Walk> out;
    plan.world = world;
    for (plan.rank = 0; plan.rank < world; ++plan.rank) {
      out.push_back(walk(part, plan));
      const atelier::LoadInfo info = LoaderRef(part.object()).describe(bench.call(), plan);
      EXPECT_EQ(info.batches, out.back().indices.size());
      EXPECT_EQ(info.samples, flat(out.back()).size());
    }
    return out;
  }
  // Dealt out to ranks one by one: what all have together, in that order.
  static Order together(const std::vector<Walk>& walks) {
    Order out;
    for (size_t i = 0;; ++i)
      for (const Walk& walk : walks) {
        const Order own = flat(walk);
        if (i >= own.size()) return out;
        out.push_back(own[i]);
      }
  }
  static Order numbers(uint64_t count) {
    Order out(count);
    std::iota(out.begin(), out.end(), uint64_t{0});
    return out;
  }
};

TEST_F(OrderTest, TheSamplerSaysTheOrderUnlessThePlanDoes) {
  MadeUp samples(20);
  const auto backwards = bench.make<loader_test::Backwards>();
  Order reversed = numbers(20);
  std::reverse(reversed.begin(), reversed.end());
  Plan plan(samples, true);
  EXPECT_EQ(flat(walk(make_with(backwards, 8), plan)), reversed);
  EXPECT_EQ(flat(walk(make(8, 2), plan)),
            atelier::SamplerRef(sampler.object()).order(bench.call(), atelier::SamplesRef(plan.samples), 20, 17, 0));
  plan.in_order = 1;
  EXPECT_EQ(flat(walk(make(8, 2), plan)), numbers(20));
}

TEST_F(OrderTest, RanksShareAnEpochFilledUpFromItsStart) {
  for (const uint64_t count : {1, 2, 10, 11, 12, 29})
    for (const uint32_t world : {1u, 2u, 3u, 5u}) {
      SCOPED_TRACE(atelier::text(count, " samples, world ", world));
      MadeUp samples(count);
      Plan plan(samples, true);
      const auto part = make(2, 2);
      const Order all = flat(walk(part, plan));
      const std::vector<Walk> ranks = walks(part, plan, world);
      Order expected = all;
      for (size_t i = 0; expected.size() % world; ++i) expected.push_back(expected[i]);
      EXPECT_EQ(together(ranks), expected);
      for (const Walk& walk : ranks) EXPECT_EQ(walk.indices.size(), ranks[0].indices.size());
    }
}

TEST_F(OrderTest, RanksInOrderTakeEachSampleOnce) {
  MadeUp samples(11);
  Plan plan(samples);
  const std::vector<Walk> ranks = walks(make(2, 2), plan, 3);
  EXPECT_EQ(together(ranks), numbers(11));
  EXPECT_EQ(flat(ranks[1]), (Order{1, 4, 7, 10}));
  EXPECT_EQ(flat(ranks[2]), (Order{2, 5, 8}));
}

TEST_F(OrderTest, ARankGoesOnInTheMiddleAndDropsItsLastBatch) {
  MadeUp samples(23);
  Plan plan(samples, true);
  plan.world = 2;
  plan.rank = 1;
  plan.drop_last = 1;
  const auto part = make(5, 2);
  const Walk whole = walk(part, plan);
  EXPECT_EQ(whole.indices.size(), 2u);
  plan.first_batch = 1;
  EXPECT_EQ(walk(part, plan).indices, (std::vector<Order>{whole.indices[1]}));
}

TEST_F(OrderTest, ARankBeyondItsWorldIsRefused) {
  MadeUp samples(5);
  Plan plan(samples, true);
  const auto part = make(2, 2);
  for (const auto& [rank, world] : {std::pair(2u, 2u), {1u, 0u}, {7u, 3u}}) {
    plan.rank = rank;
    plan.world = world;
    bench.clear();
    EXPECT_THROW(LoaderRef(part.object()).describe(bench.call(), plan), atelier::Reported);
    EXPECT_NE(bench.error().find("ranks count from 0"), std::string::npos) << bench.error();
    EXPECT_THROW(LoaderRef(part.object()).begin(bench.call(), plan), atelier::Reported);
  }
}

// Sample 1 three times, sample 0 twice.
class Repeating : public atelier::Sampler {
 public:
  static constexpr atelier::Component kComponent{.id = "test.repeating", .summary = "Some more than once."};
  Order order(const atelier::Call&, const atelier_sampler_input&) const override { return {1, 0, 1, 0, 1}; }
};

TEST_F(OrderTest, SamplesThatComeAgainGetOtherSeeds) {
  MadeUp samples(2);
  WritesSeed augmenter(0, true);
  const std::vector<atelier_object> augmenters = {augmenter.object()};
  Plan plan(samples, true);
  plan.set(augmenters);
  const auto repeating = bench.make<Repeating>();
  const auto part = make_with(repeating, 1);
  EXPECT_EQ(LoaderRef(part.object()).describe(bench.call(), plan).samples, 5u);
  std::vector<uint64_t> seeds;
  auto pass = LoaderRef(part.object()).begin(bench.call(), plan);
  while (const auto batch = pass.next(bench.call()))
    std::memcpy(&seeds.emplace_back(), batch->pictures.data<uint8_t>(), sizeof(uint64_t));
  const uint64_t key = atelier::mix_seed(atelier::mix_seed(17, uint64_t{0}), "k1");
  ASSERT_EQ(seeds.size(), 5u);
  EXPECT_EQ(seeds[0], atelier::mix_seed(key, uint64_t{0}));
  EXPECT_EQ(seeds[2], atelier::mix_seed(atelier::mix_seed(key, uint64_t{1}), uint64_t{0}));
  EXPECT_EQ(seeds[4], atelier::mix_seed(atelier::mix_seed(key, uint64_t{2}), uint64_t{0}));
}

}  // namespace
