// A budget of one thread: everything happens in the thread that asks, so a part that takes one call at a time is safe.
#include <thread>

#include "made_up.hpp"

namespace {

using atelier::LoaderRef;
using loader_test::MadeUp;
using loader_test::Plan;
using loader_test::WritesSeed;

class AloneTest : public loader_test::Loading {
 protected:
  AloneTest() : Loading(1) {}
};

// Counts calls from any thread but the one that made it, and calls that meet another.
class Serial : public MadeUp {
 public:
  using MadeUp::MadeUp;
  atelier_samples_info describe(const atelier::Call& call) const override {
    return guarded(call), MadeUp::describe(call);
  }
  std::string_view key(const atelier::Call& call, uint64_t index) const override {
    return guarded(call), MadeUp::key(call, index);
  }
  atelier::Sample load(const atelier::Call& call, uint64_t index) const override {
    return guarded(call), MadeUp::load(call, index);
  }
  mutable std::atomic<int> calls{0}, elsewhere{0}, with_more_threads{0};

 private:
  void guarded(const atelier::Call& call) const {
    ++calls;
    elsewhere += std::this_thread::get_id() != home_;
    with_more_threads += call.threads() != 1;
  }
  std::thread::id home_ = std::this_thread::get_id();
};

TEST_F(AloneTest, LoadsInTheThreadThatAsks) {
  Serial samples(21);
  WritesSeed augmenter(0, true);
  const std::vector<atelier_object> augmenters = {augmenter.object()};
  Plan plan(samples, true);
  plan.set(augmenters);
  for (const int workers : {0, 4}) {
    const loader_test::Walk alone = walk(make(8, workers), plan);
    EXPECT_GT(samples.calls, 42);
    EXPECT_EQ(samples.elsewhere, 0);
    EXPECT_EQ(samples.with_more_threads, 0);
    atelier::testing::Bench many(4);
    const auto part = many.make<atelier::loader::Threads>({{"batch", 8}, {"sampler", sampler}, {"workers", 3}});
    MadeUp same(21);
    plan.samples = same.object();
    std::string bytes;
    auto pass = LoaderRef(part.object()).begin(many.call(), plan);
    while (const auto batch = pass.next(many.call())) {
      bytes += describe(batch->pictures) + describe(batch->labels);
      bytes.append(static_cast<const char*>(batch->pictures.get().data), batch->pictures.bytes());
      bytes.append(static_cast<const char*>(batch->labels.get().data), batch->labels.bytes());
    }
    EXPECT_EQ(alone.bytes, bytes);
    plan.samples = samples.object();
  }
}

TEST_F(AloneTest, LoadsNothingAhead) {
  MadeUp samples(21);
  Plan plan(samples);
  const auto part = make(4, 0, 5);
  auto pass = LoaderRef(part.object()).begin(bench.call(), plan);
  EXPECT_EQ(samples.loads, 0u);
  for (uint64_t batch = 1; batch <= 3; ++batch) {
    ASSERT_TRUE(pass.next(bench.call()));
    EXPECT_EQ(samples.loads, 4 * batch);
  }
}

TEST_F(AloneTest, GoesOnInTheMiddle) {
  MadeUp samples(21);
  Plan plan(samples, true);
  const auto part = make(4, 0);
  const loader_test::Walk whole = walk(part, plan);
  ASSERT_EQ(whole.indices.size(), 6u);
  for (plan.first_batch = 0; plan.first_batch < 8; ++plan.first_batch)
    EXPECT_TRUE(whole.bytes.ends_with(walk(part, plan).bytes)) << plan.first_batch;
}

TEST_F(AloneTest, StopsAtTheFirstFailure) {
  MadeUp samples(21);
  samples.before_load = [](uint64_t i) {
    if (i >= 5) throw atelier::Error(ATELIER_E_DATA, atelier::text("/data/", i, ".jpg: damaged"));
  };
  Plan plan(samples);
  const auto part = make(4, 0);
  auto pass = LoaderRef(part.object()).begin(bench.call(), plan);
  ASSERT_TRUE(pass.next(bench.call()));
  for (int again = 0; again < 2; ++again) {
    bench.clear();
    EXPECT_THROW(pass.next(bench.call()), atelier::Reported);
    EXPECT_EQ(bench.error(), "sample k5: /data/5.jpg: damaged");
  }
  EXPECT_EQ(samples.loads, 6u);
}

TEST_F(AloneTest, StopsWhenCancelled) {
  MadeUp samples(21);
  samples.before_load = [&](uint64_t i) { bench.cancel(i == 5); };
  Plan plan(samples);
  const auto part = make(8, 0);
  auto pass = LoaderRef(part.object()).begin(bench.call(), plan);
  try {
    pass.next(bench.call());
    ADD_FAILURE() << "was not interrupted";
  } catch (const atelier::Reported& e) {
    EXPECT_EQ(e.code(), ATELIER_E_CANCELLED);
  }
  EXPECT_EQ(samples.loads, 6u);
}

}  // namespace
