// Every augmenter on pictures of every form.
#include <gtest/gtest.h>

#include <numeric>

#include "../color_jitter.hpp"
#include "../hflip.hpp"
#include "../resize.hpp"
#include "../scale_crop.hpp"
#include "pairs.hpp"

namespace {

using atelier::AugmenterRef;
using atelier::describe;
using atelier::form_of;
using atelier::Sample;
using atelier::Tensor;
using atelier::testing::Part;
using atelier::testing::Value;
using test::same;

// Channel c of a pixel is its label times 10 * (c + 1), so that picture and labels tell of each other.
template <class T>
Sample pair_of(int64_t channels, int64_t height = 36, int64_t width = 48) {
  Sample striped = test::striped_pair(height, width);
  Sample out{Tensor::make<T>({height, width, channels}), std::move(striped.labels)};
  T* at = out.picture.data<T>();
  for (int64_t i = 0; i < height * width; ++i)
    for (int64_t c = 0; c < channels; ++c) *at++ = static_cast<T>(out.labels.data<uint8_t>()[i] * 10 * (c + 1));
  return out;
}

// How many values are not those of their label; void must be 0.
template <class T>
size_t misplaced_values(const Sample& pair) {
  const int64_t channels = pair.picture.dim(2);
  size_t wrong = 0;
  for (int64_t i = 0; i < atelier::element_count(pair.picture); ++i) {
    const int label = pair.labels.data<uint8_t>()[i / channels];
    const auto expected = static_cast<T>(label == 255 ? 0 : label * 10 * (i % channels + 1));
    wrong += pair.picture.data<T>()[i] != expected;
  }
  return wrong;
}

class FormsTest : public testing::Test {
 protected:
  template <class Check>
  static void for_all_forms(Check check) {
    for (const int64_t channels : {1, 2, 3, 4, 7}) {
      SCOPED_TRACE(atelier::text(channels, " channels"));
      check(uint8_t{}, channels);
      check(uint16_t{}, channels);
      check(float{}, channels);
    }
  }
  template <class T>
  void expect_same_form(const AugmenterRef& augmenter, int64_t channels) {
    const atelier_form form = form_of<T>(static_cast<uint32_t>(channels));
    EXPECT_TRUE(atelier::same_form(augmenter.describe(bench.call(), form).form, form));
  }
  atelier::testing::Bench bench;
};

TEST_F(FormsTest, ResizeTakesAll) {
  const Part part = bench.make<atelier::augment::Resize>({{"size", std::vector<Value>{18, 24}}});
  const AugmenterRef resize(part.object());
  for_all_forms([&](auto type, int64_t channels) {
    using T = decltype(type);
    expect_same_form<T>(resize, channels);
    const Sample out = resize.apply(bench.call(), 1, 255, pair_of<T>(channels));
    EXPECT_EQ(describe(out.picture), atelier::text(describe(atelier::dtype_of<T>()), " [18,24,", channels, "]"));
    EXPECT_EQ(misplaced_values<T>(out), 0u);  // stripes of 12 halve to 6: no pixel covers two
  });
}

TEST_F(FormsTest, FlipTakesAll) {
  const Part part = bench.make<atelier::augment::HorizontalFlip>({{"p", 1.0}});
  const AugmenterRef flip(part.object());
  for_all_forms([&](auto type, int64_t channels) {
    using T = decltype(type);
    expect_same_form<T>(flip, channels);
    const Sample in = pair_of<T>(channels, 5, 31), once = flip.apply(bench.call(), 1, 255, in);
    EXPECT_EQ(misplaced_values<T>(once), 0u);
    EXPECT_EQ(once.labels.data<uint8_t>()[0], in.labels.data<uint8_t>()[30]);
    EXPECT_TRUE(same(flip.apply(bench.call(), 1, 255, once), in));
  });
}

TEST_F(FormsTest, ScaleCropTakesAll) {
  const Part part = bench.make<atelier::augment::ScaleCrop>(
      {{"size", std::vector<Value>{40, 40}}, {"scale", std::vector<Value>{1.0, 1.0}}});
  const AugmenterRef crop(part.object());
  for_all_forms([&](auto type, int64_t channels) {
    using T = decltype(type);
    expect_same_form<T>(crop, channels);
    const Sample out = crop.apply(bench.call(), 3, 255, pair_of<T>(channels));
    EXPECT_EQ(describe(out.picture), atelier::text(describe(atelier::dtype_of<T>()), " [40,40,", channels, "]"));
    EXPECT_EQ(misplaced_values<T>(out), 0u);
    EXPECT_EQ(out.labels.data<uint8_t>()[39 * 40], 255) << "36 rows do not fill 40";
  });
}

TEST_F(FormsTest, JitterTakesGreyAndColoursOfWholeNumbers) {
  const Part part = bench.make<atelier::augment::ColorJitter>({{"brightness", 0.4}});
  const AugmenterRef jitter(part.object());
  for_all_forms([&](auto type, int64_t channels) {
    using T = decltype(type);
    const atelier_form form = form_of<T>(static_cast<uint32_t>(channels));
    bench.clear();
    if (!std::is_same_v<T, float> && (channels == 1 || channels == 3)) {
      expect_same_form<T>(jitter, channels);
      return;
    }
    try {
      jitter.describe(bench.call(), form);
      ADD_FAILURE() << "was not refused";
    } catch (const atelier::Reported& e) {
      EXPECT_EQ(e.code(), ATELIER_E_UNSUPPORTED);
    }
    EXPECT_EQ(bench.error(), "takes pictures of uint8 or uint16, of 1 or 3 channels, not " + describe(form));
    EXPECT_THROW(jitter.apply(bench.call(), 1, 255, pair_of<T>(channels)), atelier::Reported);
  });
}

// What 16 bits become is what 8 bits become, but finer: 257 times as much, to within the lost fractions.
TEST_F(FormsTest, JitterOf16BitsIsThatOf8) {
  const Part part = bench.make<atelier::augment::ColorJitter>(
      {{"brightness", 0.4}, {"contrast", 0.4}, {"saturation", 0.4}, {"hue", 0.1}});
  const AugmenterRef jitter(part.object());
  const Sample narrow = test::striped_pair(24, 24);
  Sample wide{Tensor::make<uint16_t>({24, 24, 3}), test::striped_pair(24, 24).labels};
  for (size_t i = 0; i < narrow.picture.bytes(); ++i)
    wide.picture.data<uint16_t>()[i] = static_cast<uint16_t>(257 * narrow.picture.data<uint8_t>()[i]);
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const Sample a = jitter.apply(bench.call(), seed, 255, narrow), b = jitter.apply(bench.call(), seed, 255, wide);
    for (size_t i = 0; i < a.picture.bytes(); ++i)
      ASSERT_NEAR(a.picture.data<uint8_t>()[i], b.picture.data<uint16_t>()[i] / 257.0, 6) << seed << ' ' << i;
  }
}

TEST_F(FormsTest, GreyHasNeitherSaturationNorHue) {
  const Part colours = bench.make<atelier::augment::ColorJitter>({{"saturation", 0.9}, {"hue", 0.5}});
  const Part light = bench.make<atelier::augment::ColorJitter>({{"contrast", 0.9}});
  const Sample in = pair_of<uint16_t>(1);
  EXPECT_TRUE(same(AugmenterRef(colours.object()).apply(bench.call(), 3, 255, in), in));
  const Sample out = AugmenterRef(light.object()).apply(bench.call(), 3, 255, in);
  EXPECT_FALSE(same(out.picture, in.picture));
  const auto mean = [](const Sample& pair) {
    const uint16_t* at = pair.picture.data<uint16_t>();
    return std::accumulate(at, at + 36 * 48, 0.0) / (36 * 48);
  };
  EXPECT_NEAR(mean(out), mean(in), 1) << "contrast turns about the mean";
}

}  // namespace
