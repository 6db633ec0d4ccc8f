// Random numbers are part of what a seed promises: the same on every machine, for ever.
#include <gtest/gtest.h>
#include <atelier/cpp/random.hpp>

#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

namespace {

using atelier::mix_seed;
using atelier::Random;

// The reference values of SplitMix64 for seed 1234567, as its authors' C code gives them.
TEST(Random, IsSplitMix64) {
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317u);
  EXPECT_EQ(random.next(), 3203168211198807973u);
  EXPECT_EQ(random.next(), 9817491932198370423u);
  EXPECT_EQ(random.next(), 4593380528125082431u);
  EXPECT_EQ(random.next(), 16408922859458223821u);
}

TEST(Random, UniformStaysInItsRange) {
  Random random(1);
  double sum = 0, low = 1, high = 0;
  constexpr int kCount = 100000;
  for (int i = 0; i < kCount; ++i) {
    const double u = random.uniform();
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    sum += u;
    low = std::min(low, u);
    high = std::max(high, u);
  }
  EXPECT_NEAR(sum / kCount, 0.5, 0.005);
  EXPECT_LT(low, 0.001);
  EXPECT_GT(high, 0.999);
  for (int i = 0; i < 1000; ++i) {
    const double u = random.uniform(-2, 3);
    ASSERT_GE(u, -2.0);
    ASSERT_LT(u, 3.0);
  }
}

TEST(Random, BelowTakesEveryValueAboutEquallyOften) {
  Random random(7);
  std::vector<int> counts(6);
  for (int i = 0; i < 60000; ++i) {
    const uint64_t x = random.below(6);
    ASSERT_LT(x, 6u);
    ++counts[x];
  }
  for (const int count : counts) EXPECT_NEAR(count, 10000, 400);
  EXPECT_EQ(random.below(1), 0u);
}

TEST(Random, ShuffleIsAPermutationAndTheSameForTheSameSeed) {
  const auto shuffled = [](uint64_t seed) {
    std::vector<int> items(100);
    std::iota(items.begin(), items.end(), 0);
    Random(seed).shuffle(items);
    return items;
  };
  EXPECT_EQ(shuffled(5), shuffled(5));
  EXPECT_NE(shuffled(5), shuffled(6));
  std::vector<int> sorted = shuffled(5);
  EXPECT_FALSE(std::is_sorted(sorted.begin(), sorted.end()));
  std::sort(sorted.begin(), sorted.end());
  for (int i = 0; i < 100; ++i) ASSERT_EQ(sorted[i], i);
}

TEST(Random, MixedSeedsDiffer) {
  std::set<uint64_t> seen;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    for (uint64_t value = 0; value < 50; ++value) seen.insert(mix_seed(seed, value));
    for (const char* key : {"", "a", "b", "ab", "ba", "000000000139"}) seen.insert(mix_seed(seed, key));
  }
  EXPECT_EQ(seen.size(), 50u * 56u);
}

// A change of these values changes every split, shuffle and augmentation that users have.
TEST(Random, MixedSeedsStayAsTheyAre) {
  EXPECT_EQ(mix_seed(17, uint64_t{3}), 1788482243081710402u);
  EXPECT_EQ(mix_seed(17, "000000000139"), 280571708753324363u);
}

}  // namespace
