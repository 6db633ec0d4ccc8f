// Each operator of this plugin's own against LibTorch's, in float32 and in bfloat16, and for any number of threads.
#include <gtest/gtest.h>

#include "../convolution.hpp"
#include "../dropout_mask.hpp"
#include "../fused_norm.hpp"

namespace {

using namespace atelier::torch_models;

constexpr double kEpsilon = 1e-5;

at::Tensor noise(at::IntArrayRef shape, uint64_t seed, double mean = 0) {
  const at::Tensor t = at::empty(shape, at::TensorOptions().dtype(at::kFloat)).normal_(mean, 1, [&] {
    at::Generator generator = at::globalContext().defaultGenerator(at::Device(at::kCPU)).clone();
    generator.set_current_seed(seed);
    return generator;
  }());
  return shape.size() == 4 ? t.contiguous(at::MemoryFormat::ChannelsLast) : t;
}

double difference(const at::Tensor& a, const at::Tensor& b) {
  return ((a.to(at::kDouble) - b.to(at::kDouble)).norm() / b.to(at::kDouble).norm()).item<double>();
}

class Kernels : public ::testing::TestWithParam<at::ScalarType> {
 protected:
  void SetUp() override { at::set_num_threads(2); }
  at::ScalarType type() const { return GetParam(); }
  // What rounding to the type costs.
  double tolerance() const { return type() == at::kFloat ? 2e-6 : 4e-3; }
};

// Means far from zero, where sums of squares would cancel.
TEST_P(Kernels, StatisticsAreThoseOfTheFeatures) {
  const at::Tensor x = noise({3, 48, 17, 11}, 1, 30).to(type());
  const ChannelStatistics found = channel_statistics(x);
  const at::Tensor exact = x.to(at::kDouble);
  EXPECT_LT(difference(found.mean, exact.mean({0, 2, 3})), 1e-6);
  EXPECT_LT(difference(found.variance, exact.var({0, 2, 3}, /*unbiased=*/false)), 1e-5);
}

TEST_P(Kernels, NormWithAdditionAndReluIsThatOfLibTorch) {
  const at::Tensor x = noise({2, 64, 9, 13}, 2, 1).to(type()), shortcut = noise({2, 64, 9, 13}, 3).to(type());
  const at::Tensor weight = noise({64}, 4, 1), bias = noise({64}, 5);
  const ChannelStatistics s = channel_statistics(x);
  const at::Tensor scale = weight / (s.variance + kEpsilon).sqrt(), shift = bias - s.mean * scale;
  for (const bool relu : {false, true}) {
    at::Tensor expected = at::batch_norm(x.to(at::kDouble), weight.to(at::kDouble), bias.to(at::kDouble), {}, {}, true,
                                         0.1, kEpsilon, false) +
                          shortcut.to(at::kDouble);
    if (relu) expected = expected.relu();
    const at::Tensor out = at::empty_like(x);
    scale_and_shift(x, scale, shift, shortcut, relu, out);
    EXPECT_LT(difference(out, expected), tolerance()) << relu;
    // Into a slice of the channels of a larger tensor.
    const at::Tensor large =
        at::empty({2, 192, 9, 13}, x.options().memory_format(at::MemoryFormat::ChannelsLast)).zero_();
    scale_and_shift(x, scale, shift, shortcut, relu, large.narrow(1, 64, 64));
    EXPECT_TRUE(large.narrow(1, 64, 64).equal(out));
    EXPECT_EQ(large.narrow(1, 0, 64).abs().max().item<float>(), 0);
    EXPECT_EQ(large.narrow(1, 128, 64).abs().max().item<float>(), 0);
  }
}

TEST_P(Kernels, NormGradientsAreThoseOfAutograd) {
  const at::Tensor x = noise({2, 64, 9, 13}, 6, 2).to(type());
  const at::Tensor weight = noise({64}, 7, 1), bias = noise({64}, 8);
  const std::vector<at::Tensor> all = {noise({2, 64, 9, 13}, 9).to(type()), noise({2, 64, 9, 13}, 10).to(type()),
                                       noise({2, 64, 1, 1}, 11).to(type())};
  const ChannelStatistics s = channel_statistics(x);
  const at::Tensor scale = weight / (s.variance + kEpsilon).sqrt(), output = at::empty_like(x);
  scale_and_shift(x, scale, bias - s.mean * scale, {}, true, output);
  for (size_t count = 1; count <= all.size(); ++count) {
    std::vector<at::Tensor> parts;
    at::Tensor sum = at::zeros(x.sizes(), at::TensorOptions().dtype(at::kDouble));
    for (size_t i = 0; i < count; ++i) {
      parts.push_back(all[i].clone());
      sum = sum + all[i].to(at::kDouble);
    }
    const at::Tensor x2 = x.to(at::kDouble).set_requires_grad(true);
    const at::Tensor w2 = weight.to(at::kDouble).set_requires_grad(true);
    const at::Tensor b2 = bias.to(at::kDouble).set_requires_grad(true);
    const at::Tensor y2 = at::batch_norm(x2, w2, b2, {}, {}, true, 0.1, kEpsilon, false);
    const at::Tensor behind = sum * output.gt(0);
    const auto expected = torch::autograd::grad({y2}, {x2, w2, b2}, {behind});
    const NormGradients found = norm_backward(parts, x, output, s, weight, kEpsilon);
    EXPECT_LT(difference(found.sum, behind), tolerance()) << count;
    EXPECT_LT(difference(found.input, expected[0]), 2 * tolerance()) << count;
    EXPECT_LT(difference(found.weight, expected[1]), 2 * tolerance()) << count;
    EXPECT_LT(difference(found.bias, expected[2]), 2 * tolerance()) << count;
  }
}

TEST_P(Kernels, NormsAreTheSameForAnyNumberOfThreads) {
  const at::Tensor x = noise({4, 64, 40, 33}, 12).to(type()), g = noise({4, 64, 40, 33}, 13).to(type());
  const at::Tensor weight = noise({64}, 14, 1);
  std::vector<at::Tensor> first;
  for (const int threads : {1, 2, 3}) {
    at::set_num_threads(threads);
    const ChannelStatistics s = channel_statistics(x);
    const NormGradients found = norm_backward({g.clone()}, x, {}, s, weight, kEpsilon);
    const std::vector<at::Tensor> all = {s.mean, s.variance, found.input, found.weight, found.bias};
    if (first.empty()) first = all;
    for (size_t i = 0; i < all.size(); ++i) EXPECT_TRUE(all[i].equal(first[i])) << threads << " threads, " << i;
  }
}

struct ConvCase {
  ConvShape shape;
  int64_t height, width;
};

TEST_P(Kernels, ConvolutionGradientsAreThoseOfAutograd) {
  const ConvCase cases[] = {{{32, 48, 1, 1, 1}, 9, 12},   {{32, 48, 1, 2, 1}, 9, 12},   {{32, 48, 3, 1, 2}, 16, 15},
                            {{32, 48, 3, 1, 12}, 16, 21}, {{32, 48, 3, 1, 24}, 30, 31}, {{32, 48, 3, 1, 24}, 9, 31},
                            {{32, 48, 3, 1, 36}, 32, 32}, {{3, 48, 7, 2, 1}, 20, 31}};
  for (const ConvCase& c : cases) {
    const at::Tensor x = noise({2, c.shape.in, c.height, c.width}, 15).to(type());
    const at::Tensor weight = noise({c.shape.out, c.shape.in, c.shape.kernel, c.shape.kernel}, 16).to(type());
    const Convolution convolution(c.shape, c.height, c.width);
    const at::Tensor taps = convolution.taps(weight);
    const at::Tensor y = convolution.forward(x, taps, {});
    const at::Tensor g = noise(y.sizes(), 17).to(type());

    const at::Tensor x2 = x.to(at::kFloat).set_requires_grad(true);
    const at::Tensor w2 = weight.to(at::kFloat).set_requires_grad(true);
    const int64_t pad = c.shape.dilation * (c.shape.kernel / 2);
    const at::Tensor y2 = at::conv2d(x2, w2, {}, c.shape.stride, pad, c.shape.dilation);
    const auto expected = torch::autograd::grad({y2}, {x2, w2}, {g.to(at::kFloat)});
    const std::string what = "dilation " + std::to_string(c.shape.dilation) + " on " + std::to_string(c.height);
    EXPECT_LT(difference(y, y2), tolerance()) << what;
    EXPECT_LT(difference(convolution.input_gradient(g, x, taps), expected[0]), tolerance()) << what;
    EXPECT_LT(difference(convolution.weight_gradient(g, x, taps), expected[1]), tolerance()) << what;
  }
}

TEST_P(Kernels, DropoutKeepsItsShareAndDependsOnTheSeedAlone) {
  const at::Tensor x = at::zeros({2, 256, 33, 31}, at::TensorOptions().dtype(type()));
  for (const double p : {0.1, 0.5}) {
    at::set_num_threads(1);
    const at::Tensor mask = dropout_mask(x, p, 5);
    at::set_num_threads(3);
    EXPECT_TRUE(mask.equal(dropout_mask(x, p, 5)));
    const double kept = mask.ne(0).to(at::kDouble).mean().item<double>();
    EXPECT_NEAR(kept, 1 - p, 4 * std::sqrt(p * (1 - p) / static_cast<double>(x.numel())));
    EXPECT_NEAR(mask.max().item<double>(), 1 / (1 - p), tolerance() * 2);
    for (const uint64_t seed : {6ull, 5ull + (1ull << 40)}) {
      const at::Tensor both = mask.ne(0).logical_and(dropout_mask(x, p, seed).ne(0));
      EXPECT_NEAR(both.to(at::kDouble).mean().item<double>(), (1 - p) * (1 - p), 0.01) << seed;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Types, Kernels, ::testing::Values(at::kFloat, at::kBFloat16),
                         [](const auto& info) { return std::string(c10::toString(info.param)); });

}  // namespace
