#include "layers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace atelier::torch_models {
namespace {

constexpr double kNormMomentum = 0.1;
constexpr double kNormEpsilon = 1e-5;

Fill conv_fill(const ConvShape& s, ConvStart start) {
  const double window = static_cast<double>(s.kernel * s.kernel);
  // He et al. 2015 for ReLU over the outgoing connections; the layer's own default, uniform over the incoming ones.
  if (start == ConvStart::kFanOut) return {Fill::kNormal, std::sqrt(2 / (static_cast<double>(s.out) * window))};
  return {Fill::kUniform, 1 / std::sqrt(static_cast<double>(s.in) * window)};
}

}  // namespace

Conv::Conv(State& state, const std::string& prefix, ConvShape shape, ConvStart start, bool bias) : shape_(shape) {
  weight_ = state.add_parameter(prefix + ".weight", {shape.out, shape.in, shape.kernel, shape.kernel},
                                conv_fill(shape, start));
  if (bias) bias_ = state.add_parameter(prefix + ".bias", {shape.out}, conv_fill(shape, ConvStart::kFanIn));
}

at::Tensor Conv::operator()(const at::Tensor& x, const Pass& pass) const {
  // Dilated as wide as the picture, the outer taps of a 3x3 window see padding alone; the middle one is the same and
  // costs a ninth. So it is with the pyramid's rates on small pictures.
  const bool middle_only = shape_.kernel == 3 && shape_.dilation >= std::max(x.size(2), x.size(3));
  const at::Tensor taps = middle_only ? weight_.narrow(2, 1, 1).narrow(3, 1, 1) : weight_;
  const int64_t pad = middle_only ? 0 : shape_.dilation * (shape_.kernel / 2);
  const std::array<int64_t, 2> stride = {shape_.stride, shape_.stride};
  const std::array<int64_t, 2> padding = {pad, pad};
  const std::array<int64_t, 2> dilation = {shape_.dilation, shape_.dilation};
  const at::Tensor bias = bias_.defined() ? bias_.to(pass.compute) : bias_;
  return at::conv2d(x.to(pass.compute), taps.to(pass.compute), bias, at::IntArrayRef(stride), at::IntArrayRef(padding),
                    at::IntArrayRef(dilation));
}

BatchNorm::BatchNorm(State& state, const std::string& prefix, int64_t channels) {
  weight_ = state.add_parameter(prefix + ".weight", {channels}, {Fill::kConstant, 1});
  bias_ = state.add_parameter(prefix + ".bias", {channels}, {Fill::kConstant, 0});
  mean_ = state.add_buffer(prefix + ".running_mean", {channels}, at::kFloat, {Fill::kConstant, 0});
  variance_ = state.add_buffer(prefix + ".running_var", {channels}, at::kFloat, {Fill::kConstant, 1});
  batches_ = state.add_buffer(prefix + ".num_batches_tracked", {}, at::kLong, {Fill::kConstant, 0});
}

at::Tensor BatchNorm::operator()(const at::Tensor& x, const Pass& pass) const {
  if (pass.training) at::Tensor(batches_).add_(1);
  return at::batch_norm(x, weight_, bias_, mean_, variance_, pass.training, kNormMomentum, kNormEpsilon,
                        at::globalContext().userEnabledCuDNN());
}

at::Tensor ConvNormRelu::operator()(const at::Tensor& x, const Pass& pass) const {
  at::Tensor y = norm_(conv_(x, pass), pass);
  return at::relu_(y);
}

at::Tensor dropout(const at::Tensor& x, double p, const Pass& pass) {
  if (!pass.training || !pass.dropout) return x;
  const at::Tensor kept = at::empty_like(x).bernoulli_(1 - p, pass.generator);
  return x * kept.div_(1 - p);
}

at::Tensor resize_bilinear(const at::Tensor& x, int64_t height, int64_t width) {
  const std::array<int64_t, 2> size = {height, width};
  return at::upsample_bilinear2d(x, at::IntArrayRef(size), /*align_corners=*/false);
}

}  // namespace atelier::torch_models
