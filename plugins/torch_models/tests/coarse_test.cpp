// Loss and label maps from coarse logits against LibTorch's resizing, cross entropy and argmax in double precision.
#include <gtest/gtest.h>

#include "../coarse_labels.hpp"
#include "../coarse_loss.hpp"

namespace {

using namespace atelier::torch_models;

constexpr int64_t kVoid = 255;

at::Generator generator_of(uint64_t seed) {
  at::Generator generator = at::globalContext().defaultGenerator(at::Device(at::kCPU)).clone();
  generator.set_current_seed(seed);
  return generator;
}

struct Form {
  int64_t classes, coarse_height, coarse_width, height, width;
};

// Up and down, odd sizes, one coarse row or column, classes below and above a vector's width.
const Form kForms[] = {{21, 8, 8, 64, 64}, {81, 9, 21, 72, 165}, {2, 5, 7, 33, 50}, {16, 4, 4, 4, 4},
                       {17, 1, 6, 8, 41},  {200, 6, 1, 47, 5},   {7, 12, 10, 5, 6}};

at::Tensor logits_of(const Form& f, uint64_t seed) {
  return at::empty({2, f.classes, f.coarse_height, f.coarse_width}, at::TensorOptions().dtype(at::kFloat))
      .normal_(0, 3, generator_of(seed));
}

at::Tensor labels_for(const Form& f, uint64_t seed) {
  at::Tensor labels = at::empty({2, f.height, f.width}, at::TensorOptions().dtype(at::kLong));
  labels.random_(0, f.classes, generator_of(seed));
  labels.masked_fill_(labels.remainder(5).eq(1), kVoid);
  return labels;
}

TEST(CoarseLoss, IsThatOfTheResizedLogits) {
  at::set_num_threads(2);
  for (const Form& f : kForms) {
    for (const double smoothing : {0.0, 0.2}) {
      for (const bool weighted : {false, true}) {
        const at::Tensor x = logits_of(f, 1), labels = labels_for(f, 2);
        CrossEntropyTerms terms;
        terms.smoothing = smoothing;
        at::Tensor weights;
        if (weighted) {
          weights = at::linspace(0.1, 2, f.classes, at::TensorOptions().dtype(at::kDouble));
          for (int64_t c = 0; c < f.classes; ++c) terms.weights.push_back(weights[c].item<float>());
          weights = at::tensor(at::ArrayRef<float>(terms.weights)).to(at::kDouble);
        }
        const at::Tensor exact = x.to(at::kDouble).set_requires_grad(true);
        const at::Tensor large = at::upsample_bilinear2d(exact, {f.height, f.width}, false);
        const at::Tensor loss = at::cross_entropy_loss(large, labels, weights, at::Reduction::Mean, kVoid, smoothing);
        const at::Tensor gradient = torch::autograd::grad({loss}, {exact}, {at::full_like(loss, 0.5)})[0];
        for (const at::ScalarType type : {at::kByte, at::kInt, at::kLong}) {
          for (const bool last : {false, true}) {
            const auto format = last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
            const CoarseLossValue found = coarse_cross_entropy(x.contiguous(format), labels.to(type), terms, true, 0.5);
            ASSERT_FALSE(found.wrong);
            EXPECT_NEAR(found.value, loss.item<double>(), 1e-6 * loss.item<double>()) << f.classes << " classes";
            // Places between the coarse pixels are float32 here, and double there.
            EXPECT_LT(((found.gradient - gradient).norm() / gradient.norm()).item<double>(), 3e-6)
                << f.classes << " classes, smoothing " << smoothing << ", weighted " << weighted;
          }
        }
      }
    }
  }
}

TEST(CoarseLoss, IsTheSameForAnyNumberOfThreads) {
  const Form f = kForms[1];
  const at::Tensor x = logits_of(f, 3), labels = labels_for(f, 4);
  CoarseLossValue first;
  for (const int threads : {1, 2, 5}) {
    at::set_num_threads(threads);
    const CoarseLossValue found = coarse_cross_entropy(x, labels, {}, true, 1);
    if (threads == 1) first = found;
    EXPECT_EQ(found.value, first.value) << threads;
    EXPECT_TRUE(found.gradient.equal(first.gradient)) << threads;
  }
}

TEST(CoarseLoss, FindsTheFirstWrongLabel) {
  const Form f = kForms[1];
  at::Tensor labels = labels_for(f, 5);
  labels[1][70][3] = 81;
  labels[1][3][100] = -1;
  labels[1][3][101] = 90;
  const CoarseLossValue found = coarse_cross_entropy(logits_of(f, 6), labels, {}, true, 1);
  ASSERT_TRUE(found.wrong);
  EXPECT_EQ(found.wrong->picture, 1);
  EXPECT_EQ(found.wrong->row, 3);
  EXPECT_EQ(found.wrong->column, 100);
}

TEST(CoarseLoss, IsZeroWhereNothingCounts) {
  const Form f = kForms[0];
  const at::Tensor x = logits_of(f, 7), labels = labels_for(f, 8);
  const CoarseLossValue all_void = coarse_cross_entropy(x, at::full_like(labels, kVoid), {}, true, 1);
  EXPECT_EQ(all_void.value, 0);
  EXPECT_EQ(all_void.gradient.abs().max().item<float>(), 0);
  CrossEntropyTerms terms;
  terms.weights.assign(static_cast<size_t>(f.classes), 0.0f);
  EXPECT_EQ(coarse_cross_entropy(x, labels, terms, true, 1).value, 0);
}

TEST(CoarseLoss, ShowsThatLogitsAreNoNumbers) {
  const Form f = kForms[0];
  for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    at::Tensor x = logits_of(f, 9);
    x[1][20][4][4] = bad;
    EXPECT_FALSE(std::isfinite(coarse_cross_entropy(x, labels_for(f, 10), {}, true, 1).value)) << bad;
  }
}

TEST(CoarseLoss, HoldsForLogitsOfAnySize) {
  const Form f = kForms[0];
  const at::Tensor x = logits_of(f, 11) * 300, labels = labels_for(f, 12);
  const at::Tensor large = at::upsample_bilinear2d(x.to(at::kDouble), {f.height, f.width}, false);
  const double expected = at::cross_entropy_loss(large, labels, {}, at::Reduction::Mean, kVoid, 0).item<double>();
  EXPECT_NEAR(coarse_cross_entropy(x, labels, {}, true, 1).value, expected, 1e-5 * expected);
}

TEST(CoarseLabels, AreTheLargestOfTheResizedLogits) {
  at::set_num_threads(2);
  for (const Form& f : kForms) {
    for (const auto format : {at::MemoryFormat::ChannelsLast, at::MemoryFormat::Contiguous}) {
      const at::Tensor x = logits_of(f, 13).contiguous(format);
      const at::Tensor expected = at::upsample_bilinear2d(x, {f.height, f.width}, false).argmax(1);
      at::Tensor found = at::empty({2, f.height, f.width}, at::TensorOptions().dtype(at::kByte));
      labels_of(x, f.height, f.width, found.data_ptr<uint8_t>());
      const double off = found.ne(expected).to(at::kDouble).mean().item<double>();
      EXPECT_LE(off, 1e-4) << f.classes << " classes";  // two logits that rounding makes equal
    }
  }
}

// Equal logits lie in other lanes and other vectors of the kernel.
TEST(CoarseLabels, OfEqualLogitsTheFirstWins) {
  const at::Tensor x = at::zeros({1, 70, 3, 3});
  for (const int64_t c : {60, 35, 19, 22}) x.select(1, c).fill_(1);
  std::vector<uint16_t> labels(24 * 24);
  labels_of(x, 24, 24, labels.data());
  EXPECT_EQ(std::count(labels.begin(), labels.end(), 19), 24 * 24);
}

}  // namespace
