#include "../split.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "atelier/testing.hpp"

namespace {

// Samples of which nothing but the keys matters.
class Keys : public atelier::Samples {
 public:
  explicit Keys(std::vector<std::string> keys) : keys_(std::move(keys)) {}
  atelier_samples_info describe(const atelier::Call&) const override {
    auto info = atelier::blank<atelier_samples_info>();
    info.void_label = 255;
    info.count = keys_.size();
    info.class_names = names_;
    info.class_count = 2;
    return info;
  }
  std::string_view key(const atelier::Call&, uint64_t index) const override { return keys_.at(index); }
  atelier::Sample load(const atelier::Call&, uint64_t index) const override {
    throw atelier::Error(ATELIER_E_IO, "loaded " + keys_.at(index));
  }

 private:
  std::vector<std::string> keys_;
  atelier_str names_[2] = {ATELIER_STR("background"), ATELIER_STR("thing")};
};

// Whose label maps of one label, the index, come alone.
class Labelled : public Keys, public atelier::LabelSamples {
 public:
  using Keys::Keys;
  std::optional<atelier::LabelMap> load_labels(const atelier::Call& call, uint64_t index) const override {
    atelier::LabelMap map{atelier::Tensor::make<uint8_t>({1, 1}), key(call, index)};
    *map.labels.data<uint8_t>() = static_cast<uint8_t>(index);
    return map;
  }
};

std::vector<std::string> numbered(int count) {
  std::vector<std::string> keys;
  for (int i = 0; i < count; ++i) keys.push_back("picture" + std::to_string(i));
  return keys;
}

class SplitTest : public testing::Test {
 protected:
  using Lists = std::pair<std::vector<std::string>, std::vector<std::string>>;

  atelier_value output(const atelier::testing::Part& part, std::string_view port) {
    auto value = atelier::blank<atelier_value>();
    EXPECT_EQ(part.component().output(bench.call().raw(), part.self(), atelier::c_str(port), &value), ATELIER_OK);
    return value;
  }
  std::vector<std::string> keys(const atelier::testing::Part& part, std::string_view port) {
    const atelier::SamplesRef samples(output(part, port).object);
    std::vector<std::string> out;
    for (uint64_t i = 0; i < samples.describe(bench.call()).count; ++i) out.emplace_back(samples.key(bench.call(), i));
    return out;
  }
  Lists split(std::vector<std::string> of, double train, int seed) {
    Keys source(std::move(of));
    const auto part = bench.make<atelier::samples::Split>(
        {{"samples", atelier::object_of(source)}, {"train", train}, {"seed", seed}});
    EXPECT_EQ(output(part, "classes").integer, 2);
    return {keys(part, "train"), keys(part, "val")};
  }
  Lists fold(int count, int folds, int fold, int seed = 1) {
    Keys source(numbered(count));
    const auto part = bench.make<atelier::samples::Split>(
        {{"samples", atelier::object_of(source)}, {"seed", seed}, {"folds", folds}, {"fold", fold}});
    return {keys(part, "train"), keys(part, "val")};
  }
  atelier::testing::Bench bench;
};

TEST_F(SplitTest, EachSampleIsInExactlyOneFold) {
  std::vector<std::string> all;
  for (int k = 0; k < 4; ++k) {
    const auto [train, val] = fold(10, 4, k);
    EXPECT_EQ(val.size(), k < 2 ? 3u : 2u);
    EXPECT_EQ(train.size() + val.size(), 10u);
    std::set<std::string> both(train.begin(), train.end());
    both.insert(val.begin(), val.end());
    EXPECT_EQ(both.size(), 10u);
    EXPECT_TRUE(std::is_sorted(train.begin(), train.end())) << "in the order of the samples";
    EXPECT_EQ(fold(10, 4, k), Lists(train, val));
    EXPECT_NE(fold(10, 4, k, 2), Lists(train, val)) << "another seed";
    all.insert(all.end(), val.begin(), val.end());
  }
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, numbered(10));
}

TEST_F(SplitTest, RefusesFoldsThatAreNone) {
  EXPECT_THROW(fold(10, 4, 4), std::runtime_error);
  EXPECT_EQ(bench.error(), "there is no fold 4 of 4: they are 0 to 3");
  bench.clear();
  EXPECT_THROW(fold(3, 4, 0), std::runtime_error);
  EXPECT_EQ(bench.error(), "4 folds are more than the 3 samples");
  EXPECT_THROW(fold(3, 1, 0), std::runtime_error);
}

TEST_F(SplitTest, TakesEachSampleOnceInItsOrder) {
  const std::vector<std::string> all = numbered(100);
  const auto [train, val] = split(all, 0.8, 17);
  EXPECT_EQ(train.size(), 80u);
  EXPECT_EQ(val.size(), 20u);
  std::set<std::string> seen(train.begin(), train.end());
  seen.insert(val.begin(), val.end());
  EXPECT_EQ(seen, std::set<std::string>(all.begin(), all.end()));
  for (const auto& side : {train, val})
    EXPECT_TRUE(std::is_sorted(side.begin(), side.end(), [&](const auto& a, const auto& b) {
      return std::find(all.begin(), all.end(), a) < std::find(all.begin(), all.end(), b);
    }));
}

TEST_F(SplitTest, DependsOnSeedAndKeysAlone) {
  std::vector<std::string> all = numbered(50);
  const auto [train, val] = split(all, 0.5, 3);
  EXPECT_EQ(split(all, 0.5, 3), Lists(train, val));
  EXPECT_NE(split(all, 0.5, 4), Lists(train, val));
  std::reverse(all.begin(), all.end());
  auto [again, rest] = split(all, 0.5, 3);
  std::reverse(again.begin(), again.end());
  EXPECT_EQ(again, train);
  EXPECT_NE(train, std::vector<std::string>(numbered(25))) << "not shuffled";
}

TEST_F(SplitTest, RoundsDownAndLeavesNoSideEmpty) {
  EXPECT_EQ(split(numbered(100), 0.29, 1).first.size(), 29u);
  EXPECT_EQ(split(numbered(7), 0.8, 1).first.size(), 5u);
  EXPECT_EQ(split(numbered(3), 1.0, 1).first.size(), 2u);
  EXPECT_EQ(split(numbered(3), 0.0, 1).first.size(), 1u);
  EXPECT_EQ(split(numbered(2), 0.8, 1).first.size(), 1u);
  EXPECT_EQ(split(numbered(1), 0.0, 1).first.size(), 1u);
  EXPECT_EQ(split(numbered(1), 0.0, 1).second.size(), 0u);
}

TEST_F(SplitTest, RefusesNothingAndDoubles) {
  EXPECT_THROW(split({}, 0.8, 1), std::runtime_error);
  EXPECT_EQ(bench.error(), "there are no samples to split");
  EXPECT_THROW(split({"x", "y", "x"}, 0.8, 1), std::runtime_error);
  EXPECT_NE(bench.error().find("the key x"), std::string::npos);
}

TEST_F(SplitTest, LoadsTheSampleItNames) {
  Keys source(numbered(10));
  const auto part = bench.make<atelier::samples::Split>({{"samples", atelier::object_of(source)}});
  const atelier::SamplesRef val(output(part, "val").object);
  bench.clear();
  EXPECT_THROW(val.load(bench.call(), 1), atelier::Reported);
  EXPECT_EQ(bench.error(), "loaded " + std::string(val.key(bench.call(), 1)));
  EXPECT_THROW(val.load(bench.call(), 2), atelier::Reported);
  bench.clear();
  EXPECT_THROW(val.load_labels(bench.call(), 1), atelier::Reported);
  EXPECT_EQ(bench.error(), "loaded " + std::string(val.key(bench.call(), 1))) << "there is no other way to its labels";
}

TEST_F(SplitTest, GivesTheLabelMapsOfTheSamplesItNames) {
  Labelled source(numbered(10));
  const auto part = bench.make<atelier::samples::Split>({{"samples", atelier::object_of(source)}});
  const atelier::SamplesRef val(output(part, "val").object);
  for (uint64_t i = 0; i < 2; ++i) {
    const atelier::LabelMap map = val.load_labels(bench.call(), i);
    EXPECT_EQ(map.file, val.key(bench.call(), i));
    EXPECT_EQ("picture" + std::to_string(*map.labels.data<uint8_t>()), val.key(bench.call(), i));
  }
}

TEST_F(SplitTest, HasNoOtherOutput) {
  Keys source(numbered(2));
  const auto part = bench.make<atelier::samples::Split>({{"samples", atelier::object_of(source)}});
  auto value = atelier::blank<atelier_value>();
  EXPECT_EQ(part.component().output(bench.call().raw(), part.self(), atelier::c_str("test"), &value),
            ATELIER_E_INVALID);
}

}  // namespace
