// Pictures of every form: what is told before the first is loaded, what batches hold, and the cache.
#include <filesystem>

#include "made_up.hpp"
#include "pictures/resize.hpp"
#include "pictures/stored_samples.hpp"
#include "test_data.hpp"

namespace {

using atelier::form_of;
using atelier::LoaderRef;
using atelier::same_form;
using loader_test::MadeUp;
using loader_test::Plan;

// Gives float32 of one channel; takes uint8 alone.
class ToFloat : public atelier::Augmenter {
 public:
  bool is_random() const override { return false; }
  atelier_form form(const atelier::Call&, atelier_form in) const override {
    if (!atelier::same_dtype(in.dtype, atelier::dtype_of<uint8_t>()))
      throw atelier::Error(ATELIER_E_UNSUPPORTED, "takes uint8, not " + atelier::describe(in));
    return form_of<float>(promised);
  }
  atelier::Sample apply(const atelier::Call&, const atelier_augmenter_input& in) const override {
    const atelier_tensor &picture = in.sample->picture->tensor, &labels = in.sample->labels->tensor;
    atelier::Sample out{atelier::Tensor::make<float>({picture.shape[0], picture.shape[1], 1}),
                        atelier::Tensor::make(labels.dtype, {labels.shape, 2})};
    for (int64_t i = 0; i < atelier::element_count(labels); ++i)
      out.picture.data<float>()[i] = static_cast<float>(atelier::data_of<const uint8_t>(picture)[3 * i]) / 2;
    std::memcpy(out.labels.get().data, labels.data, out.labels.bytes());
    return out;
  }
  atelier_object object() { return atelier::object_of(*this); }
  uint32_t promised = 1;
};

// The same as a component, which can be named.
class Liar : public ToFloat {
 public:
  static constexpr atelier::Component kComponent{.id = "test.liar", .summary = "Promises two channels."};
  Liar() { promised = 2; }
};

class FormsTest : public loader_test::Loading {};

TEST_F(FormsTest, DescribeWalksTheFormThroughTheAugmenters) {
  MadeUp samples(9);
  ToFloat first, second;
  Plan plan(samples, true);
  const auto part = make(4, 2);
  const LoaderRef loader(part.object());
  EXPECT_TRUE(same_form(loader.describe(bench.call(), plan).form, atelier::kRgb8));
  const std::vector<atelier_object> fits = {first.object()}, does_not = {first.object(), second.object()};
  plan.set(fits);
  const atelier::LoadInfo info = loader.describe(bench.call(), plan);
  EXPECT_TRUE(same_form(info.form, form_of<float>(1)));
  EXPECT_EQ(info.batches, 3u);
  EXPECT_EQ(info.samples, 9u);
  EXPECT_EQ(info.void_label, 255u);
  auto pass = loader.begin(bench.call(), plan);
  const auto batch = pass.next(bench.call());
  EXPECT_EQ(describe(batch->pictures), "float32 [4,5,3,1]");
  EXPECT_EQ(batch->pictures.data<float>()[0], static_cast<float>(batch->indices[0] + 1) / 2);

  const uint64_t loads = samples.loads;
  plan.set(does_not);
  EXPECT_THROW(loader.describe(bench.call(), plan), atelier::Reported);
  EXPECT_EQ(bench.error(), "takes uint8, not float32 of 1 channel");
  EXPECT_THROW(loader.begin(bench.call(), plan), atelier::Reported);
  EXPECT_LE(samples.loads, loads + 9) << "nothing new is loaded";
}

TEST_F(FormsTest, BatchesOfEveryForm) {
  const auto check = [&](auto type, uint32_t channels) {
    using T = decltype(type);
    SCOPED_TRACE(atelier::describe(form_of<T>(channels)));
    MadeUp samples(6, 255, form_of<T>(channels));
    Plan plan(samples);
    const auto part = make(6, 3);
    EXPECT_TRUE(same_form(LoaderRef(part.object()).describe(bench.call(), plan).form, form_of<T>(channels)));
    auto pass = LoaderRef(part.object()).begin(bench.call(), plan);
    const auto batch = pass.next(bench.call());
    EXPECT_EQ(describe(batch->pictures),
              atelier::text(atelier::describe(atelier::dtype_of<T>()), " [6,5,3,", channels, "]"));
    const T* at = batch->pictures.template data<T>();
    for (int64_t i = 0; i < 6 * 5 * 3; ++i)
      for (uint32_t c = 0; c < channels; ++c) {
        const int64_t n = i / 15, y = i / 3 % 5, x = i % 3;
        const bool inside = y < 3 + n % 3 && x < 2 + n % 2;
        ASSERT_EQ(*at++, static_cast<T>(inside ? n + 1 : 0)) << i;
      }
    EXPECT_TRUE(walk(make(4, 1), plan) == walk(make(4, 8), plan));
  };
  for (const uint32_t channels : {1u, 2u, 3u, 4u, 13u}) {
    check(uint8_t{}, channels);
    check(uint16_t{}, channels);
    check(float{}, channels);
  }
}

TEST_F(FormsTest, WhatIsNotAsPromisedIsRefused) {
  MadeUp samples(3);
  ToFloat augmenter;
  augmenter.promised = 2;
  const std::vector<atelier_object> augmenters = {augmenter.object()};
  Plan plan(samples);
  plan.set(augmenters);
  EXPECT_THROW(walk(make(2, 2), plan), atelier::Reported);
  EXPECT_NE(bench.error().find("sample k0: the augmenter number 1 gave a picture float32 [3,2,1]"), std::string::npos)
      << bench.error();
  EXPECT_NE(bench.error().find("promised is float32 of 2 channels"), std::string::npos) << bench.error();

  const auto liar = bench.make<Liar>();
  const std::vector<atelier_object> named = {liar.object()};
  plan.set(named);
  bench.clear();
  EXPECT_THROW(walk(make(2, 2), plan), atelier::Reported);
  EXPECT_NE(bench.error().find("sample k0: the augmenter number 1 test.liar gave a picture float32 [3,2,1]"),
            std::string::npos)
      << bench.error();
}

// The pairs of plugins/samples/tests/fixtures, as stored; counts what is decoded.
class Stored : public atelier::Samples, public atelier::ResizedSamples, public atelier::SamplesContent {
 public:
  explicit Stored(const std::string& name) : samples_(files(name)) {}
  atelier_samples_info describe(const atelier::Call& call) const override { return samples_.describe(call); }
  std::string_view key(const atelier::Call& call, uint64_t i) const override { return samples_.key(call, i); }
  atelier::Sample load(const atelier::Call& call, uint64_t i) const override { return samples_.load(call, i); }
  std::optional<atelier::Sample> load_resized(const atelier::Call& call, uint64_t i,
                                              atelier::Extent size) const override {
    ++resized;
    return samples_.load_resized(call, i, size);
  }
  std::optional<atelier::Digest> content(const atelier::Call& call, uint64_t i) const override {
    return samples_.content(call, i);
  }
  mutable std::atomic<int> resized{0};

 private:
  static pictures::StoredSamples files(const std::string& name) {
    const auto folder = test::source_dir() / "plugins/samples/tests/fixtures" / name;
    std::vector<pictures::StoredSamples::Entry> entries;
    for (const char* key : {"a", "b", "c"})
      entries.push_back(
          {key, folder / "images" / (std::string(key) + ".png"), folder / "masks" / (std::string(key) + ".png")});
    return {{"background", "disc"}, 255, std::move(entries), {}, pictures::Pixels::kAsStored};
  }
  pictures::StoredSamples samples_;
};

class Halves : public atelier::Augmenter, public atelier::ResizingAugmenter {
 public:
  bool is_random() const override { return false; }
  atelier::Sample apply(const atelier::Call&, const atelier_augmenter_input& in) const override {
    return {pictures::resize_picture(in.sample->picture->tensor, 24, 32),
            pictures::resize_labels(in.sample->labels->tensor, 24, 32)};
  }
  std::optional<atelier::Extent> resizes_to() const override { return atelier::Extent{24, 32}; }
};

TEST_F(FormsTest, FilesOfEveryFormWithAndWithoutTheCache) {
  const test::TemporaryFolder folder;
  Halves halves;
  const std::vector<atelier_object> augmenters = {atelier::object_of(halves)};
  for (const auto& [name, form, pictures] : {std::tuple("depth", form_of<uint16_t>(1), "uint16 [3,24,32,1]"),
                                             std::tuple("rgbn", form_of<uint8_t>(4), "uint8 [3,24,32,4]")}) {
    SCOPED_TRACE(name);
    Stored samples(name);
    Plan plan(samples, true);
    plan.set(augmenters);
    const auto plain = make(3, 2);
    EXPECT_TRUE(same_form(LoaderRef(plain.object()).describe(bench.call(), plan).form, form));
    const loader_test::Walk expected = walk(plain, plan);
    EXPECT_EQ(expected.bytes.substr(0, std::strlen(pictures)), pictures);
    samples.resized = 0;
    for (int epoch = 0; epoch < 2; ++epoch) {
      const auto cached = bench.make<atelier::loader::Threads>(
          {{"batch", 3}, {"sampler", sampler}, {"cache", true}, {"cache_folder", (folder / "cache").string()}});
      EXPECT_TRUE(walk(cached, plan) == expected) << epoch;
      EXPECT_EQ(samples.resized, 3) << "the second epoch decodes nothing";
    }
    EXPECT_TRUE(bench.lines().empty());
  }
}

}  // namespace
