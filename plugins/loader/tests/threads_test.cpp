#include "../threads.hpp"

#include <chrono>
#include <numeric>
#include <random>
#include <set>
#include <thread>

#include "atelier/cpp/random.hpp"
#include "made_up.hpp"

namespace {

using atelier::Error;
using loader_test::MadeUp;
using loader_test::Plan;
using loader_test::Walk;
using loader_test::WritesSeed;

using LoaderTest = loader_test::Loading;

TEST_F(LoaderTest, GivesTheSameBytesForAnyNumberOfThreads) {
  MadeUp samples(101);
  samples.before_load = [](uint64_t i) { std::this_thread::sleep_for(std::chrono::microseconds(i * 7919 % 300)); };
  WritesSeed augmenter(0, true);
  const std::vector<atelier_object> augmenters = {augmenter.object()};
  Plan plan(samples, true);
  plan.epoch = 3;
  plan.set(augmenters);
  const Walk expected = walk(make(8, 1, 0), plan);
  ASSERT_EQ(expected.indices.size(), 13u);
  for (const int workers : {0, 1, 2, 4, 8, 200})
    for (const int prefetch : {0, 1, 5}) EXPECT_TRUE(walk(make(8, workers, prefetch), plan) == expected) << workers;
}

TEST_F(LoaderTest, KeepsTheOrderOrShufflesByEpoch) {
  MadeUp samples(20);
  Plan plan(samples);
  const auto part = make(8, 2);
  std::vector<uint64_t> all(20);
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(flat(walk(part, plan)), all);
  plan.in_order = 0;
  const auto first = flat(walk(part, plan));
  EXPECT_EQ(flat(walk(part, plan)), first);
  plan.epoch = 1;
  const auto second = flat(walk(part, plan));
  plan.seed = 18;
  EXPECT_NE(flat(walk(part, plan)), second);
  EXPECT_NE(first, all);
  EXPECT_NE(first, second);
  EXPECT_EQ(std::set<uint64_t>(first.begin(), first.end()), std::set<uint64_t>(all.begin(), all.end()));
}

TEST_F(LoaderTest, CountsAndDropsTheLastBatch) {
  MadeUp samples(20);
  Plan plan(samples);
  const auto part = make(8, 2);
  const atelier::LoaderRef loader(part.object());
  EXPECT_EQ(loader.describe(bench.call(), plan).batches, 3u);
  EXPECT_EQ(walk(part, plan).indices.back().size(), 4u);
  plan.drop_last = 1;
  EXPECT_EQ(loader.describe(bench.call(), plan).batches, 2u);
  EXPECT_EQ(walk(part, plan).indices.size(), 2u);
  EXPECT_EQ(samples.loads, 20u + 16u) << "what is dropped is not loaded";
}

TEST_F(LoaderTest, GoesOnInTheMiddleOfAnEpoch) {
  MadeUp samples(45);
  WritesSeed augmenter(0, true);
  const std::vector<atelier_object> augmenters = {augmenter.object()};
  Plan plan(samples, true);
  plan.set(augmenters);
  const auto part = make(8, 4);
  const Walk whole = walk(part, plan);
  for (uint64_t first = 0; first <= 8; ++first) {
    plan.first_batch = first;
    const Walk rest = walk(part, plan);
    const size_t skipped = std::min<size_t>(first, 6);
    ASSERT_EQ(rest.indices.size(), 6 - skipped);
    EXPECT_TRUE(whole.bytes.ends_with(rest.bytes));
    EXPECT_TRUE(std::equal(rest.indices.begin(), rest.indices.end(),
                           whole.indices.begin() + static_cast<std::ptrdiff_t>(skipped)));
  }
}

TEST_F(LoaderTest, SeedsDependOnSeedEpochKeyAndAugmenter) {
  MadeUp samples(9);
  WritesSeed fixed(0, false), random(8, true);
  const std::vector<atelier_object> augmenters = {fixed.object(), random.object()};
  Plan plan(samples, true);
  plan.seed = 5;
  plan.epoch = 2;
  plan.set(augmenters);
  const auto part = make(1, 3);
  for (const bool skip : {false, true}) {
    plan.skip_random = skip;
    auto pass = atelier::LoaderRef(part.object()).begin(bench.call(), plan);
    while (const auto batch = pass.next(bench.call())) {
      const uint64_t index = batch->indices[0];
      const uint64_t base = atelier::mix_seed(atelier::mix_seed(5, uint64_t{2}), atelier::text("k", index));
      uint64_t found[2];
      std::memcpy(found, batch->pictures.data<uint8_t>(), sizeof found);
      EXPECT_EQ(found[0], atelier::mix_seed(base, uint64_t{0}));
      if (skip)
        EXPECT_EQ(batch->pictures.data<uint8_t>()[8], index + 1);
      else
        EXPECT_EQ(found[1], atelier::mix_seed(base, uint64_t{1}));
    }
  }
}

TEST_F(LoaderTest, PadsAtTheRightAndBottom) {
  for (const uint32_t void_label : {255u, 65535u}) {
    MadeUp samples(6, void_label);
    Plan plan(samples);
    const auto part = make(6, 2);
    auto pass = atelier::LoaderRef(part.object()).begin(bench.call(), plan);
    const auto batch = pass.next(bench.call());
    ASSERT_TRUE(batch);
    EXPECT_EQ(describe(batch->pictures), "uint8 [6,5,3,3]");
    EXPECT_EQ(describe(batch->labels), void_label > 255 ? "uint16 [6,5,3]" : "uint8 [6,5,3]");
    for (int64_t i = 0; i < 6 * 5 * 3; ++i) {
      const int64_t n = i / 15, y = i / 3 % 5, x = i % 3;
      const bool inside = y < 3 + n % 3 && x < 2 + n % 2;
      const uint32_t label = void_label > 255 ? batch->labels.data<uint16_t>()[i] : batch->labels.data<uint8_t>()[i];
      EXPECT_EQ(label, inside ? n % 5 : void_label);
      for (int64_t c = 0; c < 3; ++c) EXPECT_EQ(batch->pictures.data<uint8_t>()[3 * i + c], inside ? n + 1 : 0);
    }
    EXPECT_FALSE(pass.next(bench.call()));
    EXPECT_FALSE(pass.next(bench.call()));
  }
}

TEST_F(LoaderTest, GivesTheFirstFailureInOrderNamingTheSample) {
  MadeUp samples(64);
  samples.before_load = [](uint64_t i) {
    if (i == 20) std::this_thread::sleep_for(std::chrono::milliseconds(30));
    if (i >= 20) throw Error(ATELIER_E_DATA, atelier::text("/data/", i, ".jpg: damaged"));
  };
  Plan plan(samples);
  for (const int workers : {1, 8}) {
    const auto part = make(8, workers);
    auto pass = atelier::LoaderRef(part.object()).begin(bench.call(), plan);
    EXPECT_TRUE(pass.next(bench.call()));
    EXPECT_TRUE(pass.next(bench.call()));
    for (int again = 0; again < 2; ++again) {
      bench.clear();
      try {
        pass.next(bench.call());
        ADD_FAILURE() << "no failure";
      } catch (const atelier::Reported& e) {
        EXPECT_EQ(e.code(), ATELIER_E_DATA);
      }
      EXPECT_EQ(bench.error(), "sample k20: /data/20.jpg: damaged");
    }
  }
}

TEST_F(LoaderTest, PassesOnWhateverIsThrown) {
  MadeUp samples(3);
  samples.before_load = [](uint64_t) { throw std::runtime_error("surprise"); };
  Plan plan(samples);
  const auto part = make(2, 2);
  auto pass = atelier::LoaderRef(part.object()).begin(bench.call(), plan);
  EXPECT_THROW(pass.next(bench.call()), atelier::Reported);
  EXPECT_EQ(bench.error().find("sample k0: "), 0u) << bench.error();
  EXPECT_NE(bench.error().find("surprise"), std::string::npos);
}

TEST_F(LoaderTest, StopsWhenCancelled) {
  MadeUp samples(1000);
  std::atomic<bool> open{false};
  samples.before_load = [&](uint64_t) {
    while (!open) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  };
  Plan plan(samples);
  const auto part = make(4, 2);
  auto pass = atelier::LoaderRef(part.object()).begin(bench.call(), plan);
  std::jthread user([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    bench.cancel(true);
  });
  try {
    pass.next(bench.call());  // the workers hang meanwhile
    ADD_FAILURE() << "was not interrupted";
  } catch (const atelier::Reported& e) {
    EXPECT_EQ(e.code(), ATELIER_E_CANCELLED);
  }
  open = true;
}

TEST_F(LoaderTest, LoadsNoFurtherAheadThanAsked) {
  MadeUp samples(200);
  Plan plan(samples);
  const auto part = make(5, 4, 3);
  auto pass = atelier::LoaderRef(part.object()).begin(bench.call(), plan);
  for (uint64_t delivered = 0; delivered < 10; ++delivered) {
    const uint64_t most = (delivered + 3 + 1) * 5;
    for (int i = 0; i < 2000 && samples.loads < most; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_EQ(samples.loads, most) << "loads ahead, before it is asked for";
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
    EXPECT_EQ(samples.loads, most);
    ASSERT_TRUE(pass.next(bench.call()));
  }
}

TEST_F(LoaderTest, EndsInTheMiddleWithoutLoadingTheRest) {
  MadeUp samples(100000);
  samples.before_load = [](uint64_t) { std::this_thread::sleep_for(std::chrono::milliseconds(2)); };
  Plan plan(samples);
  const auto part = make(8, 4, 50);
  const auto start = std::chrono::steady_clock::now();
  {
    auto pass = atelier::LoaderRef(part.object()).begin(bench.call(), plan);
    ASSERT_TRUE(pass.next(bench.call()));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
  EXPECT_LT(samples.loads, 8u * 51u);
}

TEST_F(LoaderTest, GivesNothingOfNothing) {
  MadeUp samples(0);
  Plan plan(samples);
  const auto part = make(8, 2);
  EXPECT_EQ(atelier::LoaderRef(part.object()).describe(bench.call(), plan).batches, 0u);
  EXPECT_TRUE(walk(part, plan).indices.empty());
}

TEST_F(LoaderTest, NeverHangs) {
  const uint64_t seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  atelier::Random random(seed);
  for (int round = 0; round < 400; ++round) {
    MadeUp samples(random.below(60));
    const uint64_t bad = random.below(120), pause = random.below(3) * 50;
    samples.before_load = [&](uint64_t i) {
      if (pause) std::this_thread::sleep_for(std::chrono::microseconds(pause));
      if (i == bad) throw Error(ATELIER_E_DATA, "bad");
    };
    Plan plan(samples, true);
    plan.first_batch = random.below(3);
    plan.drop_last = static_cast<uint32_t>(random.below(2));
    const auto part = make(static_cast<int>(1 + random.below(9)), static_cast<int>(1 + random.below(12)),
                           static_cast<int>(random.below(4)));
    auto pass = atelier::LoaderRef(part.object()).begin(bench.call(), plan);
    try {
      for (uint64_t wanted = random.below(80); wanted > 0 && pass.next(bench.call()); --wanted) {
      }
    } catch (const atelier::Reported& e) {
      EXPECT_EQ(e.code(), ATELIER_E_DATA);
    }
  }
}

}  // namespace
