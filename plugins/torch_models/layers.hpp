// The layers that the networks are made of. Each adds its tensors to a State under a prefix and keeps handles to them.
//
// A pass with a tape is one in training on a CPU with features that lie as [N,H,W,C]: the layers then use the kernels
// of this plugin and record their backward. All other passes go by LibTorch's operators, and in training by autograd.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "compat.hpp"
#include "convolution.hpp"
#include "folded_conv.hpp"
#include "state.hpp"
#include "tape.hpp"

namespace atelier::torch_models {

// The features behind each norm, in order: a pass with a tape writes them down, a pass by autograd goes on from them.
// So the gradients of both can be compared at one point: where a ReLU's input is 0 but for rounding, its gradient is
// all or nothing, and among 10^8 features there are always such.
struct FeatureTrace {
  std::vector<at::Tensor> features;
  size_t next = 0;
};

// What one walk through a network needs to know.
struct ForwardPass {
  bool training = false;                // batch statistics, dropout
  bool dropout = true;                  // false: none, even in training
  at::ScalarType compute = at::kFloat;  // of the convolutions: kFloat or kBFloat16
  uint64_t seed = 0;                    // of dropout; only used in training
  Tape* tape = nullptr;                 // of the backward; null: autograd's
  FeatureTrace* trace = nullptr;        // for a comparison; null: none
  FoldedWeights* folded = nullptr;      // where norms are to be folded into convolutions: to predict on a CPU
};

// How a convolution's weights start: as torchvision's ResNet has it, or as a bare layer has it.
enum class ConvStart { kFanOut, kFanIn };

class Conv {
 public:
  Conv(State& state, const std::string& prefix, ConvShape shape, ConvStart start, bool bias = false);
  // Features of the pass's type.
  Value operator()(const Value& x, const ForwardPass& pass) const;

  Convolution convolution_for(const at::Tensor& x) const { return {shape_, x.size(2), x.size(3)}; }
  const at::Tensor& weight() const { return weight_; }

 private:
  ConvShape shape_;
  at::Tensor weight_;
  at::Tensor bias_;
};

class BatchNorm {
 public:
  BatchNorm(State& state, const std::string& prefix, int64_t channels);
  // The input is used up: the output may lie in its place.
  Value operator()(const Value& x, const ForwardPass& pass) const { return apply(x, nullptr, false, pass, {}); }
  // With a ReLU behind it, and before that an addition where there is a shortcut.
  // out: where the features go on a tape; undefined: anywhere.
  Value relu(const Value& x, const Value* shortcut, const ForwardPass& pass, const at::Tensor& out) const {
    return apply(x, shortcut, true, pass, out);
  }
  // What it comes to with the running statistics: a factor and an addend for each channel.
  std::pair<at::Tensor, at::Tensor> running_terms() const;

 private:
  Value apply(const Value& x, const Value* shortcut, bool relu, const ForwardPass& pass, const at::Tensor& out) const;
  Value on_tape(const Value& x, const Value* shortcut, bool relu, const ForwardPass& pass, const at::Tensor& out) const;

  at::Tensor weight_, bias_, mean_, variance_, batches_;
};

// A convolution and its batch norm.
class ConvNorm {
 public:
  // The two layers' prefixes differ in their last part: "classifier.0.convs.1" + ".0" and ".1".
  ConvNorm(State& state, const std::string& conv, const std::string& norm, ConvShape shape, ConvStart start)
      : conv_(state, conv, shape, start), norm_(state, norm, shape.out) {}

  Value operator()(const Value& x, const ForwardPass& pass) const;
  // With a ReLU behind, and an addition before it where there is a shortcut. out: as BatchNorm's.
  Value relu(const Value& x, const ForwardPass& pass, const Value* shortcut = nullptr,
             const at::Tensor& out = {}) const;

 private:
  Value folded(const Value& x, const Value* shortcut, bool relu, FoldedWeights& weights) const;

  Conv conv_;
  BatchNorm norm_;
};

// The features in the pass's type. On a tape the way back ends here.
Value start_of(const at::Tensor& x, const ForwardPass& pass);
// The logits in float32.
Value finished(const Value& x, const ForwardPass& pass);

// 3x3, stride 2.
Value max_pool(const Value& x, const ForwardPass& pass);
// The mean of each picture: [N,C,1,1].
Value mean_of_pictures(const Value& x, const ForwardPass& pass);
// Zeroes each value with probability p and scales the rest, in training. What is zeroed depends on the pass's seed and
// p; on a CPU on nothing else.
Value dropout(const Value& x, double p, const ForwardPass& pass);

// Joins features along their channels. Without autograd the parts lie in one tensor from the start: slot() is where
// part i goes.
class Joined {
 public:
  // count parts of `channels` each, for features of the size and kind of x.
  Joined(const Value& x, int64_t count, int64_t channels, const ForwardPass& pass);
  at::Tensor slot() const;
  void add(const Value& part);
  Value value(const ForwardPass& pass) const;

 private:
  int64_t height_, width_, channels_;
  at::Tensor all_;  // undefined: the parts are joined at the end
  std::vector<Value> parts_;
};

// Bilinear, half-pixel centres. x: [N,C,H,W].
at::Tensor resize_bilinear(const at::Tensor& x, int64_t height, int64_t width);
Value resize_bilinear(const Value& x, int64_t height, int64_t width, const ForwardPass& pass);

}  // namespace atelier::torch_models
