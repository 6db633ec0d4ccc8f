#include <gtest/gtest.h>

#include <cstring>

#include "../threads.hpp"
#include "atelier/testing.hpp"
#include "pairs_on_disk.hpp"
#include "samplers.hpp"

namespace {

using atelier::testing::Bench;
using loader_test::PairsOnDisk;
using loader_test::Resize;
using loader_test::walk;

// Turns every picture upside down: an augmenter that comes behind the resize.
class Flip : public atelier::Augmenter {
 public:
  bool is_random() const override { return false; }
  atelier::Sample apply(const atelier::Call&, const atelier_augmenter_input& in) const override {
    return {flipped(in.sample->picture->tensor), flipped(in.sample->labels->tensor)};
  }
  atelier_object object() { return atelier::object_of(*this); }

 private:
  static atelier::Tensor flipped(const atelier_tensor& t) {
    auto out = atelier::Tensor::make(t.dtype, {t.shape, static_cast<size_t>(t.ndim)});
    const size_t rows = static_cast<size_t>(t.shape[0]), stride = out.bytes() / rows;
    for (size_t y = 0; y < rows; ++y)
      std::memcpy(static_cast<char*>(out.get().data) + y * stride,
                  static_cast<const char*>(t.data) + (rows - 1 - y) * stride, stride);
    return out;
  }
};

class ResizedTest : public testing::Test {
 protected:
  atelier::testing::Part make(int workers) {
    return bench.make<atelier::loader::Threads>({{"batch", 4}, {"workers", workers}, {"sampler", sampler}});
  }
  Bench bench{3};
  const atelier::testing::Part sampler = bench.make<loader_test::Shuffled>();
};

TEST_F(ResizedTest, TakesPairsAtTheSizeOfTheFirstAugmenter) {
  PairsOnDisk samples(9);
  Resize resize(32, 40);
  Flip flip;
  const std::string fast = walk(bench.call(), make(3).object(), samples, {resize.object(), flip.object()});
  EXPECT_EQ(samples.resized_loads, 9);
  EXPECT_EQ(samples.loads, 0);
  EXPECT_EQ(resize.applied, 0);
  samples.is_plain = true;
  const std::string plain = walk(bench.call(), make(3).object(), samples, {resize.object(), flip.object()});
  EXPECT_EQ(samples.loads, 9);
  EXPECT_EQ(resize.applied, 9);
  ASSERT_EQ(fast.size(), plain.size());
  double sum = 0;
  for (size_t i = 0; i < fast.size(); ++i)
    sum += std::abs(static_cast<uint8_t>(fast[i]) - static_cast<uint8_t>(plain[i]));
  EXPECT_LT(sum / static_cast<double>(fast.size()), 2);
}

TEST_F(ResizedTest, LabelsAreTheNearest) {
  PairsOnDisk samples(3);
  for (uint64_t i = 0; i < 3; ++i) {
    const auto resized = samples.load_resized(bench.call(), i, {33, 47});
    ASSERT_TRUE(resized);
    const atelier::Tensor expected = pictures::resize_labels(samples.load(bench.call(), i).labels, 33, 47);
    EXPECT_EQ(std::memcmp(resized->labels.data<uint8_t>(), expected.data<uint8_t>(), expected.bytes()), 0);
  }
}

TEST_F(ResizedTest, GivesTheSameBytesForAnyNumberOfThreads) {
  PairsOnDisk samples(13);
  Resize resize(32, 32);
  const std::string expected = walk(bench.call(), make(1).object(), samples, {resize.object()});
  for (const int workers : {2, 8})
    EXPECT_EQ(walk(bench.call(), make(workers).object(), samples, {resize.object()}), expected);
}

TEST_F(ResizedTest, DoesNotResizeEarlyBehindAnotherAugmenter) {
  PairsOnDisk samples(3);
  Resize resize(32, 32);
  Flip flip;
  walk(bench.call(), make(1).object(), samples, {flip.object(), resize.object()});
  EXPECT_EQ(samples.resized_loads, 0);
  EXPECT_EQ(resize.applied, 3);
}

TEST_F(ResizedTest, NamesTheSampleThatFails) {
  PairsOnDisk samples(5);
  atelier::write_file(samples.picture(3), atelier::read_file(samples.picture(3)).substr(0, 500));
  Resize resize(32, 32);
  EXPECT_THROW(walk(bench.call(), make(2).object(), samples, {resize.object()}), atelier::Reported);
  EXPECT_EQ(bench.error().find("sample p3: "), 0u) << bench.error();
  EXPECT_NE(bench.error().find(samples.picture(3).string() + ": damaged JPEG at byte"), std::string::npos);
}

}  // namespace
