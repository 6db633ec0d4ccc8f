// Convolutions and their gradients by LibTorch's operators, each in the way that is fastest for its shape on a CPU.
//
// A window that is dilated nearly as wide as the picture sees mostly padding. LibTorch's forward leaves padding out,
// but its gradients do not: they are worked out here as a forward convolution with turned weights, and as a matrix
// product for each tap over those pixels that have a partner.
#pragma once

#include <array>
#include <cstdint>

#include "compat.hpp"

namespace atelier::torch_models {

struct ConvShape {
  int64_t in = 0;
  int64_t out = 0;
  int64_t kernel = 1;
  int64_t stride = 1;
  int64_t dilation = 1;  // padding keeps the size: dilation * (kernel / 2)
};

// One convolution of pictures of one size. Features: [N,C,H,W]; weights: [out,in,kernel,kernel], of the features' type.
class Convolution {
 public:
  Convolution(const ConvShape& shape, int64_t height, int64_t width);

  // Only the middle tap of a 3x3 window meets a pixel, so the weights are that tap alone: [out,in,1,1].
  bool middle_only() const { return middle_only_; }
  at::Tensor taps(const at::Tensor& weight) const;
  const std::array<int64_t, 2>& stride() const { return stride_; }
  const std::array<int64_t, 2>& padding() const { return padding_; }
  const std::array<int64_t, 2>& dilation() const { return dilation_; }

  // taps, bias: of the features' type; bias may be undefined.
  at::Tensor forward(const at::Tensor& x, const at::Tensor& taps, const at::Tensor& bias) const;
  at::Tensor input_gradient(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& taps) const;
  // [out,in,kernel,kernel] of any type and layout, zero for the taps that meet no pixel.
  at::Tensor weight_gradient(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& taps) const;

 private:
  at::Tensor by_windows(const at::Tensor& gradient, const at::Tensor& x) const;
  std::array<at::Tensor, 2> by_operator(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& taps,
                                        bool input, bool weight) const;

  ConvShape shape_;
  bool middle_only_;
  double useful_;  // the share of the taps that meet pixels
  std::array<int64_t, 2> stride_, padding_, dilation_;
};

}  // namespace atelier::torch_models
