// Augmenters that want other pairs.
#include <map>
#include <set>
#include <thread>

#include "atelier/cpp/random.hpp"
#include "made_up.hpp"

namespace {

using atelier::LoaderRef;
using loader_test::MadeUp;
using loader_test::Plan;
using loader_test::WritesSeed;

constexpr uint64_t kEpoch = 4;

// The index of a made-up sample, from its last pixel.
uint64_t index_of(const atelier_tensor& picture) {
  return atelier::data_of<const uint8_t>(picture)[atelier::element_count(picture) - 1] - uint64_t{1};
}

// As a mosaic does: each quarter of the picture out of another pair, what that does not have is void.
class Quarters : public atelier::Augmenter {
 public:
  // with_seeds: the pairs carry the seed that an augmenter with that index in the plan wrote into them.
  explicit Quarters(bool with_seeds = false) : with_seeds_(with_seeds) {}
  bool is_random() const override { return true; }
  uint32_t others() const override { return 3; }
  atelier::Sample apply(const atelier::Call&, const atelier_augmenter_input& in) const override {
    if (in.other_count != 3) throw atelier::Error(ATELIER_E_INTERNAL, "not as many pairs as asked for");
    for (uint64_t i = 0; i < 3; ++i) look_at(in, *in.others[i]);
    const atelier_tensor &own = in.sample->picture->tensor, &own_labels = in.sample->labels->tensor;
    const int64_t height = own.shape[0], width = own.shape[1];
    atelier::Sample out{atelier::Tensor::make(own.dtype, {own.shape, 3}),
                        atelier::Tensor::make(own_labels.dtype, {own_labels.shape, 2})};
    for (int64_t y = 0; y < height; ++y)
      for (int64_t x = 0; x < width; ++x) {
        const int64_t quarter = (y * 2 >= height) * 2 + (x * 2 >= width);
        const atelier_sample& from = quarter == 3 ? *in.sample : *in.others[quarter];
        const atelier_tensor& picture = from.picture->tensor;
        const bool inside = y < picture.shape[0] && x < picture.shape[1];
        out.labels.data<uint8_t>()[y * width + x] =
            inside ? atelier::data_of<const uint8_t>(from.labels->tensor)[y * picture.shape[1] + x]
                   : static_cast<uint8_t>(in.void_label);
        for (int64_t c = 0; c < 3; ++c)
          out.picture.data<uint8_t>()[(y * width + x) * 3 + c] =
              inside ? atelier::data_of<const uint8_t>(picture)[(y * picture.shape[1] + x) * 3 + c] : uint8_t{0};
      }
    return out;
  }
  atelier_object object() { return atelier::object_of(*this); }

  mutable std::atomic<int> seen{0}, itself{0}, without_seed{0};

 private:
  void look_at(const atelier_augmenter_input& in, const atelier_sample& other) const {
    ++seen;
    const uint64_t index = index_of(other.picture->tensor);
    itself += index == index_of(in.sample->picture->tensor);
    const uint64_t seed = atelier::mix_seed(atelier::mix_seed(17, kEpoch), atelier::text("k", index));
    uint64_t found = 0;
    std::memcpy(&found, other.picture->tensor.data, sizeof found);
    without_seed += with_seeds_ && found != atelier::mix_seed(seed, uint64_t{0});
  }
  bool with_seeds_;
};

class OthersTest : public loader_test::Loading {
 protected:
  // Pictures by the index of their sample, in batches of one.
  std::map<uint64_t, std::string> pictures(const atelier_load_plan& plan) {
    const auto part = make(1, 2);
    std::map<uint64_t, std::string> out;
    auto pass = LoaderRef(part.object()).begin(bench.call(), plan);
    while (const auto batch = pass.next(bench.call()))
      out[batch->indices[0]].assign(static_cast<const char*>(batch->pictures.get().data), batch->pictures.bytes());
    return out;
  }
};

TEST_F(OthersTest, GiveTheSameBytesForAnyNumberOfThreads) {
  MadeUp samples(61);
  samples.before_load = [](uint64_t i) { std::this_thread::sleep_for(std::chrono::microseconds(i * 7919 % 300)); };
  WritesSeed before(0, true);
  Quarters first(true), second;
  const std::vector<atelier_object> augmenters = {before.object(), first.object(), second.object()};
  Plan plan(samples, true);
  plan.epoch = kEpoch;
  plan.set(augmenters);
  const loader_test::Walk expected = walk(make(8, 1, 0), plan);
  for (const int workers : {2, 8}) EXPECT_TRUE(walk(make(8, workers), plan) == expected) << workers;
  atelier::testing::Bench alone(1);
  const auto part = alone.make<atelier::loader::Threads>({{"batch", 8}, {"sampler", sampler}});
  auto pass = LoaderRef(part.object()).begin(alone.call(), plan);
  std::string bytes;
  while (const auto batch = pass.next(alone.call())) {
    bytes += describe(batch->pictures) + describe(batch->labels);
    bytes.append(static_cast<const char*>(batch->pictures.get().data), batch->pictures.bytes());
    bytes.append(static_cast<const char*>(batch->labels.get().data), batch->labels.bytes());
  }
  EXPECT_EQ(bytes, expected.bytes);
}

TEST_F(OthersTest, HaveGoneThroughTheAugmentersBefore) {
  MadeUp samples(40);
  WritesSeed before(0, true), behind(8, true);
  Quarters quarters(true);
  const std::vector<atelier_object> augmenters = {before.object(), quarters.object(), behind.object()};
  Plan plan(samples, true);
  plan.epoch = kEpoch;
  plan.set(augmenters);
  walk(make(8, 2), plan);
  EXPECT_EQ(quarters.seen, 3 * 40);
  EXPECT_EQ(quarters.without_seed, 0);
  EXPECT_EQ(quarters.itself, 0);
  EXPECT_EQ(samples.loads, 4u * 40u);
}

TEST_F(OthersTest, DependOnSeedEpochKeyAndAugmenterAlone) {
  MadeUp samples(30);
  Quarters quarters;
  WritesSeed nothing(0, true);
  const std::vector<atelier_object> alone = {quarters.object()}, second = {nothing.object(), quarters.object()};
  Plan plan(samples, true);
  plan.epoch = kEpoch;
  plan.set(alone);
  const auto shuffled = pictures(plan);
  plan.in_order = 1;
  EXPECT_EQ(pictures(plan), shuffled) << "the order must not matter";
  plan.world = 2;
  for (const auto& [index, bytes] : pictures(plan)) EXPECT_EQ(bytes, shuffled.at(index)) << "nor the rank";
  plan.world = 1;
  plan.seed = 18;
  EXPECT_NE(pictures(plan), shuffled);
  plan.seed = 17;
  plan.epoch = kEpoch + 1;
  EXPECT_NE(pictures(plan), shuffled);
  plan.epoch = kEpoch;
  plan.set(second);
  EXPECT_NE(pictures(plan), shuffled);
}

TEST_F(OthersTest, AreTheSampleItselfWhenThereIsNoOther) {
  MadeUp samples(1);
  Quarters quarters;
  const std::vector<atelier_object> augmenters = {quarters.object()};
  Plan plan(samples, true);
  plan.set(augmenters);
  walk(make(8, 2), plan);
  EXPECT_EQ(quarters.itself, 3);
}

TEST_F(OthersTest, AreDrawnFromAll) {
  MadeUp samples(6);
  std::map<uint64_t, std::set<uint64_t>> drawn;
  class Notes : public Quarters {
   public:
    explicit Notes(std::map<uint64_t, std::set<uint64_t>>& to) : to_(to) {}
    atelier::Sample apply(const atelier::Call& call, const atelier_augmenter_input& in) const override {
      for (uint64_t i = 0; i < in.other_count; ++i)
        to_[index_of(in.sample->picture->tensor)].insert(index_of(in.others[i]->picture->tensor));
      return Quarters::apply(call, in);
    }

   private:
    std::map<uint64_t, std::set<uint64_t>>& to_;
  } notes(drawn);
  const std::vector<atelier_object> augmenters = {notes.object()};
  Plan plan(samples, true);
  plan.set(augmenters);
  for (plan.epoch = 0; plan.epoch < 30; ++plan.epoch) walk(make(2, 1), plan);
  for (uint64_t i = 0; i < 6; ++i) EXPECT_EQ(drawn[i].size(), 5u) << i;
}

TEST_F(OthersTest, FailureNamesTheSampleThatWantedThem) {
  MadeUp samples(2);
  samples.before_load = [](uint64_t i) {
    if (i == 1) throw atelier::Error(ATELIER_E_DATA, "/data/1.jpg: damaged");
  };
  Quarters quarters;
  const std::vector<atelier_object> augmenters = {quarters.object()};
  Plan plan(samples);
  plan.set(augmenters);
  EXPECT_THROW(walk(make(1, 2), plan), atelier::Reported);
  EXPECT_EQ(bench.error(), "sample k0: /data/1.jpg: damaged");
}

}  // namespace
