#include <gtest/gtest.h>

#include "../hflip.hpp"
#include "../resize.hpp"
#include "../scale_crop.hpp"
#include "pairs.hpp"

namespace {

using atelier::AugmenterRef;
using atelier::Sample;
using atelier::testing::Value;
using test::same;
using test::striped_pair;

std::vector<Value> list(Value a, Value b) { return {a, b}; }

TEST(Resize, GivesTheSizeAndKeepsPairsAligned) {
  atelier::testing::Bench bench;
  const auto part = bench.make<atelier::augment::Resize>({{"size", list(24, 36)}});
  const AugmenterRef resize(part.object());
  EXPECT_FALSE(resize.describe(bench.call(), atelier::kRgb8).random);
  const Sample in = striped_pair(48, 72), out = resize.apply(bench.call(), 1, 255, in);
  EXPECT_EQ(atelier::describe(out.picture), "uint8 [24,36,3]");
  EXPECT_EQ(atelier::describe(out.labels), "uint8 [24,36]");
  EXPECT_EQ(test::misplaced<uint8_t>(out, 255), 0u);
  EXPECT_EQ(test::labels_of(out), test::labels_of(in));
  EXPECT_TRUE(same(out, resize.apply(bench.call(), 2, 255, in))) << "must not depend on the seed";
}

TEST(Resize, InventsNoLabelWhenItGrows) {
  atelier::testing::Bench bench;
  const auto part = bench.make<atelier::augment::Resize>({{"size", list(91, 133)}});
  const Sample out = AugmenterRef(part.object()).apply(bench.call(), 1, 65535, striped_pair<uint16_t>(48, 72));
  EXPECT_EQ(test::labels_of<uint16_t>(out), (std::set<int>{0, 1, 2, 3, 4, 5}));
}

TEST(HorizontalFlip, MirrorsAndTwiceIsNothing) {
  atelier::testing::Bench bench;
  const auto part = bench.make<atelier::augment::HorizontalFlip>({{"p", 1.0}});
  const AugmenterRef flip(part.object());
  EXPECT_TRUE(flip.describe(bench.call(), atelier::kRgb8).random);
  const Sample in = striped_pair(10, 31), once = flip.apply(bench.call(), 5, 255, in);
  EXPECT_EQ(once.picture.data<uint8_t>()[1], 30);  // green is the column
  EXPECT_EQ(once.labels.data<uint8_t>()[0], in.labels.data<uint8_t>()[30]);
  EXPECT_EQ(test::misplaced<uint8_t>(once, 255), 0u);
  EXPECT_TRUE(same(flip.apply(bench.call(), 9, 255, once), in));
  const Sample wide = striped_pair<uint16_t>(10, 31);
  EXPECT_TRUE(same(flip.apply(bench.call(), 9, 255, flip.apply(bench.call(), 1, 255, wide)), wide));
}

TEST(HorizontalFlip, HappensAsOftenAsItSays) {
  atelier::testing::Bench bench;
  const Sample in = striped_pair(3, 13);
  for (const double p : {0.0, 0.3, 1.0}) {
    const auto part = bench.make<atelier::augment::HorizontalFlip>({{"p", p}});
    int flipped = 0;
    for (uint64_t seed = 0; seed < 2000; ++seed)
      flipped += !same(AugmenterRef(part.object()).apply(bench.call(), seed, 255, in), in);
    EXPECT_NEAR(flipped, 2000 * p, p > 0 && p < 1 ? 80 : 0);
  }
}

TEST(ScaleCrop, CutsAlignedWindows) {
  atelier::testing::Bench bench;
  const auto part = bench.make<atelier::augment::ScaleCrop>({{"size", list(40, 30)}, {"scale", list(1.0, 1.0)}});
  const AugmenterRef crop(part.object());
  const Sample in = striped_pair(60, 70);
  std::set<int> lefts, tops;
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    const Sample out = crop.apply(bench.call(), seed, 255, in);
    ASSERT_EQ(atelier::describe(out.picture), "uint8 [40,30,3]");
    ASSERT_EQ(test::misplaced<uint8_t>(out, 255), 0u) << seed;
    lefts.insert(out.picture.data<uint8_t>()[1]);
    tops.insert(out.picture.data<uint8_t>()[2]);
    ASSERT_TRUE(same(out, crop.apply(bench.call(), seed, 255, in))) << seed;
  }
  EXPECT_EQ(lefts.size(), 41u);  // every place from 0 to 70 - 30
  EXPECT_EQ(tops.size(), 21u);
  EXPECT_EQ(*lefts.rbegin(), 40);
}

TEST(ScaleCrop, PadsWithBlackAndVoid) {
  atelier::testing::Bench bench;
  const auto part = bench.make<atelier::augment::ScaleCrop>({{"size", list(64, 50)}, {"scale", list(0.5, 0.5)}});
  const Sample out = AugmenterRef(part.object()).apply(bench.call(), 3, 65535, striped_pair<uint16_t>(48, 72));
  for (int64_t y = 0; y < 64; ++y)
    for (int64_t x = 0; x < 50; ++x)
      ASSERT_EQ(out.labels.data<uint16_t>()[y * 50 + x] == 65535, y >= 24 || x >= 36) << y << ' ' << x;
  EXPECT_EQ(test::misplaced<uint16_t>(out, 65535), 0u);
}

TEST(ScaleCrop, NeverAddsALabel) {
  atelier::testing::Bench bench;
  const auto part = bench.make<atelier::augment::ScaleCrop>({{"size", list(33, 47)}});
  const Sample in = striped_pair(45, 61);
  std::set<int> seen;
  for (uint64_t seed = 0; seed < 200; ++seed)
    for (const int label : test::labels_of(AugmenterRef(part.object()).apply(bench.call(), seed, 255, in)))
      seen.insert(label);
  EXPECT_EQ(seen, (std::set<int>{0, 1, 2, 3, 4, 5, 255}));
}

TEST(ScaleCrop, RefusesScalesInTheWrongOrder) {
  atelier::testing::Bench bench;
  EXPECT_THROW(bench.make<atelier::augment::ScaleCrop>({{"size", list(8, 8)}, {"scale", list(2.0, 0.5)}}),
               std::runtime_error);
  EXPECT_NE(bench.error().find("scale = [2, 0.5]"), std::string::npos) << bench.error();
}

}  // namespace
