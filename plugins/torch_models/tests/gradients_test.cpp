// The tape against autograd: the same network, the same weights and pictures, every tensor's gradient.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "../training_pass.hpp"

namespace {

using namespace atelier::torch_models;

struct Outcome {
  std::vector<at::Tensor> logits;
  std::vector<at::Tensor> gradients;  // of each entry; undefined for buffers
  std::vector<at::Tensor> buffers;    // of each entry that is no parameter
};

struct Case {
  const char* name;
  int64_t height, width, batch;
  bool aux;
};

// A fixed gradient of the logits, so that every pixel counts.
at::Tensor slopes(const at::Tensor& like) {
  const at::Tensor numbers = at::arange(like.numel(), at::TensorOptions().dtype(at::kFloat));
  return numbers.mul(0.7).sin().view(like.sizes()).div(like.numel());
}

at::Tensor pictures(int64_t count, int64_t height, int64_t width) {
  at::Generator generator = at::globalContext().defaultGenerator(at::Device(at::kCPU)).clone();
  generator.set_current_seed(5);
  return at::empty({count, 3, height, width}, at::TensorOptions().dtype(at::kFloat))
      .normal_(0, 1, generator)
      .contiguous(at::MemoryFormat::ChannelsLast);
}

Outcome run(DeepLabV3Network& network, const at::Tensor& x, const Case& c, FeatureTrace& trace, bool by_tape) {
  network.state().randomise(3);
  network.state().zero_gradients();
  ForwardPass pass;
  pass.training = true;
  pass.seed = 11;
  pass.trace = &trace;
  TrainingPass training;
  Outcome out;
  out.logits = training.forward(network, x, pass, c.aux ? 2 : 1, c.height, c.width, by_tape);
  std::vector<at::Tensor> given;
  for (at::Tensor& logits : out.logits) {
    given.push_back(slopes(logits));
    logits = logits.detach().clone();
  }
  training.backward(given);
  for (const State::Entry& entry : network.state().entries()) {
    const at::Tensor& gradient = entry.value.grad();
    out.gradients.push_back(gradient.defined() ? gradient.clone() : at::Tensor());
    if (!entry.trainable) out.buffers.push_back(entry.value.clone());
  }
  return out;
}

double difference(const at::Tensor& a, const at::Tensor& b) {
  const double size = b.to(at::kDouble).norm().item<double>();
  const double off = (a.to(at::kDouble) - b.to(at::kDouble)).norm().item<double>();
  return off == 0 ? 0 : off / size;
}

class Gradients : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override { at::set_num_threads(2); }
};

TEST_P(Gradients, AreThoseOfAutogradInFloat32) {
  const Case& c = GetParam();
  DeepLabV3Network network({3, 21, c.aux}, at::Device(at::kCPU), /*channels_last=*/true);
  const at::Tensor x = pictures(c.batch, c.height, c.width);
  FeatureTrace trace;
  const Outcome tape = run(network, x, c, trace, true);
  const Outcome autograd = run(network, x, c, trace, false);
  ASSERT_EQ(trace.next, trace.features.size());
  for (size_t i = 0; i < tape.logits.size(); ++i) EXPECT_LT(difference(tape.logits[i], autograd.logits[i]), 1e-4);
  for (size_t i = 0; i < tape.buffers.size(); ++i) EXPECT_LT(difference(tape.buffers[i], autograd.buffers[i]), 1e-5);

  const auto& entries = network.state().entries();
  std::vector<double> differences;
  for (size_t i = 0; i < entries.size(); ++i) {
    ASSERT_EQ(tape.gradients[i].defined(), autograd.gradients[i].defined()) << entries[i].name;
    ASSERT_EQ(tape.gradients[i].defined(), entries[i].trainable) << entries[i].name;
    if (!entries[i].trainable) continue;
    differences.push_back(difference(tape.gradients[i], autograd.gradients[i]));
    EXPECT_LE(differences.back(), 1e-4) << entries[i].name;
  }
  std::sort(differences.begin(), differences.end());
  const double median = differences[differences.size() / 2];
  EXPECT_LE(median, 1e-5);
  std::printf("%s: %zu tensors, median %.2g, worst %.2g\n", c.name, differences.size(), median, differences.back());
}
// The pyramid's rates 12, 24 and 36 on features of 32x32 (windows of every kind), of 9x21 (tall ones see padding alone
// in one direction only) and of 8x8 (the middle taps alone).
INSTANTIATE_TEST_SUITE_P(Sizes, Gradients,
                         ::testing::Values(Case{"Square", 256, 256, 4, false}, Case{"Wide", 72, 165, 4, true},
                                           Case{"Small", 64, 64, 8, false}),
                         [](const auto& info) { return std::string(info.param.name); });

// The second backward of a step adds to the first.
TEST(GradientSums, AddUpOverBackwards) {
  const Case c{"", 64, 64, 2, false};
  DeepLabV3Network network({3, 5, false}, at::Device(at::kCPU), true);
  network.state().randomise(3);
  const at::Tensor x = pictures(2, 64, 64);
  ForwardPass pass;
  pass.training = true;
  TrainingPass training;
  std::vector<at::Tensor> once;
  for (int i = 0; i < 2; ++i) {
    const auto logits = training.forward(network, x, pass, 1, c.height, c.width, true);
    training.backward({slopes(logits[0])});
    if (i == 0)
      for (const auto& entry : network.state().entries())
        once.push_back(entry.trainable ? entry.value.grad().clone() : at::Tensor());
  }
  for (size_t i = 0; i < once.size(); ++i)
    if (once[i].defined()) {
      EXPECT_LT(difference(network.state().entries()[i].value.grad(), once[i] * 2), 1e-6);
    }
}

}  // namespace
