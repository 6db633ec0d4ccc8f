// What handles refuse although the component reported success: more than it said, other forms, counts without numbers.
#include <gtest/gtest.h>
#include <atelier/atelier.hpp>
#include <atelier/testing.hpp>

namespace {

using atelier::Call;
using atelier::Error;
using atelier::option;
using atelier::Option;
using atelier::Tensor;
using atelier::testing::Bench;

// The text of the breach, or "".
template <class Run>
std::string breach(Run run) {
  try {
    run();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ATELIER_E_INTERNAL);
    return e.what();
  }
  return "";
}

class Batches : public atelier::Loader {
 public:
  static constexpr atelier::Component kComponent{"odd.loader", 1, "Says one batch, and never ends."};
  struct Options {
    Option<int64_t> channels{option("channels", "Of its pictures.").by_default("3")};
    Option<uint64_t> indices{option("indices", "How many it gives.").by_default("2")};
  };
  explicit Batches(const Options& options) : options_(options) {}
  atelier::LoadInfo describe(const Call&, const atelier_load_plan&) override { return {1, 2, 255, atelier::kRgb8}; }
  std::unique_ptr<Pass> begin(const Call&, const atelier_load_plan&) override {
    struct Endless : Pass {
      explicit Endless(const Options& options) : o(options), indices(options.indices) {}
      std::optional<atelier::Batch> next(const Call&) override {
        return atelier::Batch{Tensor::make<uint8_t>({2, 4, 6, o.channels}), Tensor::make<uint8_t>({2, 4, 6}), indices};
      }
      Options o;
      std::vector<uint64_t> indices;
    };
    return std::make_unique<Endless>(options_);
  }

 private:
  Options options_;
};

TEST(Breach, OfALoader) {
  const std::string says = "odd.loader breaks the contract of atelier.loader/1: it gave ";
  const auto batches = [](const Bench::Options& options, int count) {
    Bench bench;
    const auto part = bench.make<Batches>(options);
    auto pass = atelier::LoaderRef(part.object()).begin(bench.call(), atelier::blank<atelier_load_plan>());
    EXPECT_EQ(pass.info().batches, 1u);
    return breach([&] {
      for (int i = 0; i < count; ++i) pass.next(bench.call());
    });
  };
  EXPECT_EQ(batches({}, 1), "");
  EXPECT_EQ(batches({}, 2), says + "more batches than it said");
  EXPECT_EQ(batches({{"indices", 3}}, 1), says + "3 indices for 2 pictures");
  EXPECT_EQ(batches({{"channels", 4}}, 1).rfind(says + "as pictures uint8 [2,4,6,4] where uint8 ", 0), 0u);
}

class NoOrder : public atelier::Sampler {
 public:
  static constexpr atelier::Component kComponent{"odd.sampler", 1, "Gives no index."};
  std::vector<uint64_t> order(const Call&, const atelier_sampler_input&) const override { return {}; }
};

TEST(Breach, OfASampler) {
  Bench bench;
  const auto part = bench.make<NoOrder>();
  const atelier::SamplerRef sampler(part.object());
  EXPECT_EQ(breach([&] { sampler.order(bench.call(), {}, 0, 1, 0); }), "") << "there is nothing to order";
  EXPECT_EQ(breach([&] { sampler.order(bench.call(), {}, 3, 1, 0); }),
            "odd.sampler breaks the contract of atelier.sampler/1: it gave no index, of 3 samples");
}

// An instance that counts what it does not have.
class Counts : public atelier::Dataset {
 public:
  static constexpr atelier::Component kComponent{"odd.dataset", 1, "Counts numbers that it has not."};
  struct Options {
    Option<int64_t> what{option("what", "0: nothing odd, 1: rings, 2: a ring's numbers, 3: runs.")};
  };
  explicit Counts(const Options& options) : what_(options.what) {}
  atelier::DatasetCounts describe(const Call&) const override { return {1, 1}; }
  atelier_class class_at(const Call&, uint64_t) const override { return atelier::blank<atelier_class>(); }
  atelier_picture picture_at(const Call&, uint64_t) const override { return atelier::blank<atelier_picture>(); }
  void instances(const Call&, uint64_t, const Take& take) const override {
    auto one = atelier::blank<atelier_instance>();
    const atelier_ring empty = {nullptr, 6};
    one.id = 7;
    one.ring_count = what_ == 1 || what_ == 2 ? 1 : 0;
    one.rings = what_ == 2 ? &empty : nullptr;
    one.run_count = what_ == 3 ? 2 : 0;
    take(one);
  }

 private:
  int64_t what_;
};

TEST(Breach, OfADataset) {
  for (int what = 0; what < 4; ++what) {
    Bench bench;
    const auto part = bench.make<Counts>({{"what", what}});
    const atelier::DatasetRef dataset(part.object());
    EXPECT_EQ(breach([&] { dataset.instances(bench.call(), 0, [](const atelier_instance&) {}); }),
              what ? "odd.dataset breaks the contract of atelier.dataset/1: instance 7 has rings or runs without their "
                     "numbers"
                   : "")
        << what;
  }
}

class Forms : public atelier::Samples {
 public:
  static constexpr atelier::Component kComponent{"odd.samples", 1, "Gives pairs that are none."};
  struct Options {
    Option<uint32_t> void_label{option("void_label", "What counts as void.").by_default("255")};
  };
  explicit Forms(const Options& options) : options_(options) {}
  atelier_samples_info describe(const Call&) const override {
    static constexpr atelier_str kNames[] = {ATELIER_STR("background"), ATELIER_STR("dot")};
    auto info = atelier::blank<atelier_samples_info>();
    info.void_label = options_.void_label;
    info.class_names = kNames;
    info.class_count = 2;
    return info;
  }
  std::string_view key(const Call&, uint64_t) const override { return "k"; }
  atelier::Sample load(const Call&, uint64_t index) const override {
    if (index == 1) return {Tensor::make<uint8_t>({4, 6, 3}), Tensor::make<uint8_t>({4, 5})};
    if (index == 2) return {Tensor::make<uint8_t>({4, 6, 3}), Tensor::make<float>({4, 6})};
    if (index == 3) return {Tensor::make<double>({4, 6, 3}), Tensor::make<uint8_t>({4, 6})};
    if (index == 4) return {Tensor::make<uint8_t>({4, 6}), Tensor::make<uint8_t>({4, 6})};
    return {Tensor::make<uint8_t>({4, 6, 3}), Tensor::make<uint16_t>({4, 6})};
  }

 private:
  Options options_;
};

TEST(Breach, OfSamples) {
  Bench bench;
  const auto part = bench.make<Forms>();
  const atelier::SamplesRef samples(part.object());
  EXPECT_EQ(breach([&] { samples.load(bench.call(), 0); }), "");
  for (uint64_t index = 1; index <= 4; ++index)
    EXPECT_EQ(breach([&] {
                samples.load(bench.call(), index);
              }).rfind("odd.samples breaks the contract of atelier.samples/1: it gave as ", 0),
              0u)
        << index;
  const auto with_void = [&](int label) {
    const auto other = bench.make<Forms>({{"void_label", label}});
    return breach([&] { atelier::SamplesRef(other.object()).describe(bench.call()); });
  };
  EXPECT_EQ(with_void(2), "");
  EXPECT_EQ(with_void(0), "") << "not said: 255 is meant";
  EXPECT_EQ(with_void(1),
            "odd.samples breaks the contract of atelier.samples/1: its void label 1 is one of its 2 classes");
}

}  // namespace
