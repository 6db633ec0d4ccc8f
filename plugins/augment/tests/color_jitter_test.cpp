#include "../color_jitter.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <set>
#include <vector>

#include "atelier/cpp/random.hpp"
#include "pairs.hpp"

namespace {

using atelier::AugmenterRef;
using atelier::Sample;
using atelier::augment::change_brightness;
using atelier::augment::change_contrast;
using atelier::augment::change_hue;
using atelier::augment::change_saturation;
using test::same;
using Pixels = std::vector<uint8_t>;

template <class T>
atelier::augment::Colours<T> rgb(std::vector<T>& values) {
  return {values.data(), values.size() / 3, 3};
}

TEST(ColorOperations, BlendAndLoseTheFraction) {
  Pixels p = {100, 201, 3};
  change_brightness(rgb(p), 1.5);
  EXPECT_EQ(p, (Pixels{150, 255, 4}));

  // Greys 76, 149, 29 (fractions lost), mean 84 2/3; halfway to it.
  p = {255, 0, 0, 0, 255, 0, 0, 0, 255};
  change_contrast(rgb(p), 0.5);
  EXPECT_EQ(p, (Pixels{169, 42, 42, 42, 169, 42, 42, 42, 169}));

  p = {255, 0, 0, 10, 20, 30};
  change_saturation(rgb(p), 0.0);
  EXPECT_EQ(p, (Pixels{76, 76, 76, 18, 18, 18}));
  p = {100, 50, 20};  // grey 61
  change_saturation(rgb(p), 2.0);
  EXPECT_EQ(p, (Pixels{139, 39, 0}));
}

TEST(ColorOperations, TurnTheHue) {
  Pixels p = {255, 0, 0, 0, 255, 0, 0, 0, 255, 77, 77, 77, 0, 0, 0};
  change_hue(rgb(p), 1.0 / 3);
  EXPECT_EQ(p[1], 255);
  EXPECT_EQ(p[5], 255);
  EXPECT_EQ(p[6], 255);
  for (size_t i = 9; i < 12; ++i) EXPECT_NEAR(p[i], 77, 1);
  for (size_t i = 12; i < 15; ++i) EXPECT_EQ(p[i], 0);
  p = {255, 0, 0};
  change_hue(rgb(p), 0.5);
  EXPECT_EQ(p, (Pixels{0, 255, 255}));
  change_hue(rgb(p), -0.5);
  EXPECT_EQ(p, (Pixels{255, 0, 0}));
}

TEST(ColorOperations, LeaveEveryColourWithoutChange) {
  atelier::Random random(11);
  Pixels p(30000);
  for (uint8_t& v : p) v = static_cast<uint8_t>(random.next());
  Pixels q = p;
  change_brightness(rgb(q), 1);
  change_contrast(rgb(q), 1);
  change_saturation(rgb(q), 1);
  EXPECT_EQ(p, q);
  change_hue(rgb(q), 0);
  for (size_t i = 0; i < p.size(); ++i) ASSERT_NEAR(p[i], q[i], 1);
}

TEST(ColorJitter, IsAFunctionOfTheSeedAndLeavesLabels) {
  atelier::testing::Bench bench;
  const auto part = bench.make<atelier::augment::ColorJitter>(
      {{"brightness", 0.4}, {"contrast", 0.4}, {"saturation", 0.4}, {"hue", 0.1}});
  const AugmenterRef jitter(part.object());
  EXPECT_TRUE(jitter.describe(bench.call(), atelier::kRgb8).random);
  const Sample in = test::striped_pair(24, 24), before = test::striped_pair(24, 24);
  const Sample one = jitter.apply(bench.call(), 1, 255, in), two = jitter.apply(bench.call(), 2, 255, in);
  EXPECT_TRUE(same(one, jitter.apply(bench.call(), 1, 255, in)));
  EXPECT_FALSE(same(one.picture, two.picture));
  EXPECT_FALSE(same(one.picture, in.picture));
  EXPECT_TRUE(same(one.labels, in.labels));
  EXPECT_TRUE(same(in, before)) << "the input must not change";
}

TEST(ColorJitter, DoesNothingByDefault) {
  atelier::testing::Bench bench;
  const auto part = bench.make<atelier::augment::ColorJitter>();
  const Sample in = test::striped_pair(24, 24);
  EXPECT_TRUE(same(AugmenterRef(part.object()).apply(bench.call(), 8, 255, in), in));
}

TEST(ColorJitter, StaysInItsRange) {
  atelier::testing::Bench bench;
  const auto part = bench.make<atelier::augment::ColorJitter>({{"brightness", 0.25}});
  Sample in{atelier::Tensor::make<uint8_t>({1, 1, 3}), atelier::Tensor::make<uint8_t>({1, 1})};
  std::memset(in.picture.data<uint8_t>(), 100, 3);
  std::memset(in.labels.data<uint8_t>(), 0, 1);
  std::set<int> seen;
  for (uint64_t seed = 0; seed < 2000; ++seed)
    seen.insert(AugmenterRef(part.object()).apply(bench.call(), seed, 255, in).picture.data<uint8_t>()[0]);
  EXPECT_EQ(*seen.begin(), 75);
  EXPECT_EQ(*seen.rbegin(), 124);
  EXPECT_EQ(seen.size(), 50u);
}

}  // namespace
