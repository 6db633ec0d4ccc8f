// The layers that the networks are made of. Each adds its tensors to a State under a prefix and keeps handles to them.
#pragma once

#include <cstdint>
#include <string>

#include "compat.hpp"
#include "state.hpp"

namespace atelier::torch_models {

// What one walk through a network needs to know.
struct Pass {
  bool training = false;                // batch statistics, dropout
  bool dropout = true;                  // false: none, even in training
  at::ScalarType compute = at::kFloat;  // of the convolutions: kFloat or kBFloat16
  at::Generator generator;              // of dropout; only used in training
};

struct ConvShape {
  int64_t in = 0;
  int64_t out = 0;
  int64_t kernel = 1;
  int64_t stride = 1;
  int64_t dilation = 1;  // padding keeps the size: dilation * (kernel / 2)
};

// How a convolution's weights start: as torchvision's ResNet has it, or as a bare layer has it.
enum class ConvStart { kFanOut, kFanIn };

class Conv {
 public:
  Conv(State& state, const std::string& prefix, ConvShape shape, ConvStart start, bool bias = false);
  at::Tensor operator()(const at::Tensor& x, const Pass& pass) const;

 private:
  ConvShape shape_;
  at::Tensor weight_;
  at::Tensor bias_;
};

class BatchNorm {
 public:
  BatchNorm(State& state, const std::string& prefix, int64_t channels);
  at::Tensor operator()(const at::Tensor& x, const Pass& pass) const;

 private:
  at::Tensor weight_, bias_, mean_, variance_, batches_;
};

// Convolution, batch norm, ReLU.
class ConvNormRelu {
 public:
  // The two layers' prefixes differ in their last part: "classifier.0.convs.1" + ".0" and ".1".
  ConvNormRelu(State& state, const std::string& conv, const std::string& norm, ConvShape shape, ConvStart start)
      : conv_(state, conv, shape, start), norm_(state, norm, shape.out) {}
  at::Tensor operator()(const at::Tensor& x, const Pass& pass) const;

 private:
  Conv conv_;
  BatchNorm norm_;
};

// Zeroes each value with probability p and scales the rest, in training.
at::Tensor dropout(const at::Tensor& x, double p, const Pass& pass);

// Bilinear, half-pixel centres. x: [N,C,H,W].
at::Tensor resize_bilinear(const at::Tensor& x, int64_t height, int64_t width);

}  // namespace atelier::torch_models
