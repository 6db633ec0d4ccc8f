#include "layers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "atelier/cpp/random.hpp"
#include "dropout_mask.hpp"
#include "fused_norm.hpp"

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

// What an operator made: with a place for its gradient where there is a tape.
Value made(at::Tensor data, const ForwardPass& pass) {
  return {std::move(data), pass.tape ? std::make_shared<Gradient>() : nullptr};
}

// The values of `given` with the gradient of y behind its ReLU, if it has one.
at::Tensor continued(const at::Tensor& y, const at::Tensor& given, bool relu) {
  const at::Tensor behind = relu ? y * given.gt(0) : y;
  return behind + (given - behind).detach();
}

}  // namespace

Conv::Conv(State& state, const std::string& prefix, ConvShape shape, ConvStart start, bool bias) : shape_(shape) {
  weight_ = state.add_parameter(prefix + ".weight", {shape.out, shape.in, shape.kernel, shape.kernel},
                                conv_fill(shape, start));
  if (bias) bias_ = state.add_parameter(prefix + ".bias", {shape.out}, conv_fill(shape, ConvStart::kFanIn));
}

Value Conv::operator()(const Value& x, const ForwardPass& pass) const {
  const Convolution convolution = convolution_for(x.data);
  const at::Tensor taps = convolution.taps(weight_).to(pass.compute);
  const at::Tensor bias = bias_.defined() ? bias_.to(pass.compute) : bias_;
  Value y = made(convolution.forward(x.data, taps, bias), pass);
  if (!pass.tape) return y;
  pass.tape->record([convolution, x, taps, out = y.gradient, weight = weight_, bias = bias_] {
    const at::Tensor gradient = out->take_sum();
    if (!gradient.defined()) return;
    accumulate_gradient(weight, convolution.weight_gradient(gradient, x.data, taps));
    if (bias.defined()) accumulate_gradient(bias, gradient.sum({0, 2, 3}, /*keepdim=*/false, at::kFloat));
    if (x.gradient) x.gradient->add(convolution.input_gradient(gradient, x.data, taps));
  });
  return y;
}

BatchNorm::BatchNorm(State& state, const std::string& prefix, int64_t channels) {
  weight_ = state.add_parameter(prefix + ".weight", {channels}, {Fill::kConstant, 1});
  bias_ = state.add_parameter(prefix + ".bias", {channels}, {Fill::kConstant, 0});
  mean_ = state.add_buffer(prefix + ".running_mean", {channels}, at::kFloat, {Fill::kConstant, 0});
  variance_ = state.add_buffer(prefix + ".running_var", {channels}, at::kFloat, {Fill::kConstant, 1});
  batches_ = state.add_buffer(prefix + ".num_batches_tracked", {}, at::kLong, {Fill::kConstant, 0});
}

Value BatchNorm::apply(const Value& x, const Value* shortcut, bool relu, const ForwardPass& pass,
                       const at::Tensor& out) const {
  if (pass.training) at::Tensor(batches_).add_(1);
  if (pass.tape) return on_tape(x, shortcut, relu, pass, out);
  at::Tensor y = at::batch_norm(x.data, weight_, bias_, mean_, variance_, pass.training, kNormMomentum, kNormEpsilon,
                                at::globalContext().userEnabledCuDNN());
  if (shortcut) y += shortcut->data;
  if (pass.trace) return {continued(y, pass.trace->features.at(pass.trace->next++), relu), nullptr};
  return {relu ? at::relu_(y) : y, nullptr};
}

Value BatchNorm::on_tape(const Value& x, const Value* shortcut, bool relu, const ForwardPass& pass,
                         const at::Tensor& out) const {
  const ChannelStatistics statistics = channel_statistics(x.data);
  const auto count = static_cast<double>(x.data.numel() / x.data.size(1));
  at::Tensor(mean_).mul_(1 - kNormMomentum).add_(statistics.mean, kNormMomentum);
  at::Tensor(variance_).mul_(1 - kNormMomentum).add_(statistics.variance, kNormMomentum * count / (count - 1));

  const at::Tensor scale = weight_.detach() / (statistics.variance + kNormEpsilon).sqrt();
  const at::Tensor shift = bias_.detach() - statistics.mean * scale;
  Value y{out.defined() ? out : at::empty_like(x.data), std::make_shared<Gradient>()};
  scale_and_shift(x.data, scale, shift, shortcut ? shortcut->data : at::Tensor(), relu, y.data);

  if (pass.trace) pass.trace->features.push_back(y.data);
  pass.tape->record([x, statistics, relu, y, way = shortcut ? shortcut->gradient : nullptr, weight = weight_,
                     bias = bias_] {
    std::vector<at::Tensor> parts = y.gradient->take();
    if (parts.empty()) return;
    std::stable_partition(parts.begin(), parts.end(), [&](const auto& part) { return part.sizes() == y.data.sizes(); });
    const NormGradients found =
        norm_backward(parts, x.data, relu ? y.data : at::Tensor(), statistics, weight, kNormEpsilon);
    accumulate_gradient(weight, found.weight);
    accumulate_gradient(bias, found.bias);
    x.gradient->add(found.input);
    if (way) way->add(found.sum);
  });
  return y;
}

std::pair<at::Tensor, at::Tensor> BatchNorm::running_terms() const {
  const at::Tensor scale = weight_ / (variance_ + kNormEpsilon).sqrt();
  return {scale, bias_ - mean_ * scale};
}

Value ConvNorm::operator()(const Value& x, const ForwardPass& pass) const {
  return pass.folded ? folded(x, nullptr, false, *pass.folded) : norm_(conv_(x, pass), pass);
}

Value ConvNorm::relu(const Value& x, const ForwardPass& pass, const Value* shortcut, const at::Tensor& out) const {
  return pass.folded ? folded(x, shortcut, true, *pass.folded) : norm_.relu(conv_(x, pass), shortcut, pass, out);
}

Value ConvNorm::folded(const Value& x, const Value* shortcut, bool relu, FoldedWeights& weights) const {
  const Convolution convolution = conv_.convolution_for(x.data);
  const FoldedConv& conv = weights.of(this, convolution.middle_only(), [&] {
    const auto [scale, shift] = norm_.running_terms();
    return FoldedConv(convolution, convolution.taps(conv_.weight()), scale, shift, x.data, relu, shortcut != nullptr);
  });
  return {conv(convolution, x.data, shortcut ? shortcut->data : at::Tensor()), nullptr};
}

Value start_of(const at::Tensor& x, const ForwardPass& pass) { return {x.to(pass.compute), nullptr}; }

Value finished(const Value& x, const ForwardPass& pass) {
  if (x.data.scalar_type() == at::kFloat) return x;
  Value y = made(x.data.to(at::kFloat), pass);
  if (pass.tape)
    pass.tape->record([x_gradient = x.gradient, y_gradient = y.gradient, type = x.data.scalar_type()] {
      const at::Tensor gradient = y_gradient->take_sum();
      if (gradient.defined()) x_gradient->add(gradient.to(type));
    });
  return y;
}

Value max_pool(const Value& x, const ForwardPass& pass) {
  const std::array<int64_t, 2> size = {3, 3}, stride = {2, 2}, padding = {1, 1}, dilation = {1, 1};
  const auto found = at::max_pool2d_with_indices(x.data, at::IntArrayRef(size), at::IntArrayRef(stride),
                                                 at::IntArrayRef(padding), at::IntArrayRef(dilation));
  Value y = made(std::get<0>(found), pass);
  if (pass.tape)
    pass.tape->record([=, indices = std::get<1>(found), y_gradient = y.gradient] {
      const at::Tensor gradient = y_gradient->take_sum();
      if (gradient.defined())
        x.gradient->add(at::max_pool2d_with_indices_backward(gradient, x.data, at::IntArrayRef(size),
                                                             at::IntArrayRef(stride), at::IntArrayRef(padding),
                                                             at::IntArrayRef(dilation), /*ceil_mode=*/false, indices));
    });
  return y;
}

Value mean_of_pictures(const Value& x, const ForwardPass& pass) {
  Value y = made(at::adaptive_avg_pool2d(x.data, {1, 1}), pass);
  if (pass.tape)
    pass.tape->record([x_gradient = x.gradient, y_gradient = y.gradient, pixels = x.data.size(2) * x.data.size(3)] {
      const at::Tensor gradient = y_gradient->take_sum();
      if (gradient.defined()) x_gradient->add(gradient.div(pixels));
    });
  return y;
}

Value dropout(const Value& x, double p, const ForwardPass& pass) {
  if (!pass.training || !pass.dropout) return x;
  const uint64_t seed = mix_seed(pass.seed, text("dropout ", p));
  const at::Tensor factors =
      x.data.device().is_cpu()
          ? dropout_mask(x.data, p, seed)
          : at::empty_like(x.data).bernoulli_(1 - p, make_generator(x.data.device(), seed)).div_(1 - p);
  Value y = made(x.data * factors, pass);
  if (pass.tape)
    pass.tape->record([x_gradient = x.gradient, y_gradient = y.gradient, factors] {
      const at::Tensor gradient = y_gradient->take_sum();
      if (gradient.defined()) x_gradient->add(gradient * factors);
    });
  return y;
}

Joined::Joined(const Value& x, int64_t count, int64_t channels, const ForwardPass& pass)
    : height_(x.data.size(2)), width_(x.data.size(3)), channels_(channels) {
  if (pass.tape || pass.folded)
    all_ = at::empty({x.data.size(0), count * channels, height_, width_},
                     x.data.options().memory_format(at::MemoryFormat::ChannelsLast));
}

at::Tensor Joined::slot() const {
  return all_.defined() ? all_.narrow(1, static_cast<int64_t>(parts_.size()) * channels_, channels_) : at::Tensor();
}

void Joined::add(const Value& part) {
  const at::Tensor place = slot();
  if (place.defined() && !place.is_alias_of(part.data)) place.copy_(part.data.expand_as(place));
  parts_.push_back(part);
}

Value Joined::value(const ForwardPass& pass) const {
  if (!all_.defined()) {
    std::vector<at::Tensor> parts;
    for (const Value& part : parts_) parts.push_back(part.data.expand({-1, -1, height_, width_}));
    return {at::cat(parts, 1), nullptr};
  }
  Value y = made(all_, pass);
  if (!pass.tape) return y;
  pass.tape->record([parts = parts_, channels = channels_, y_gradient = y.gradient] {
    const at::Tensor gradient = y_gradient->take_sum();
    if (!gradient.defined()) return;
    for (size_t i = 0; i < parts.size(); ++i) {
      const at::Tensor part = gradient.narrow(1, static_cast<int64_t>(i) * channels, channels);
      const bool whole = part.sizes() == parts[i].data.sizes();
      parts[i].gradient->add(whole ? part : part.sum({2, 3}, /*keepdim=*/true, at::kFloat).to(part.scalar_type()));
    }
  });
  return y;
}

at::Tensor resize_bilinear(const at::Tensor& x, int64_t height, int64_t width) {
  const std::array<int64_t, 2> size = {height, width};
  return at::upsample_bilinear2d(x, at::IntArrayRef(size), /*align_corners=*/false);
}

Value resize_bilinear(const Value& x, int64_t height, int64_t width, const ForwardPass& pass) {
  Value y = made(resize_bilinear(x.data, height, width), pass);
  if (pass.tape)
    pass.tape->record([x_gradient = x.gradient, y_gradient = y.gradient, from = x.data.sizes().vec(), height, width] {
      const at::Tensor gradient = y_gradient->take_sum();
      const std::array<int64_t, 2> size = {height, width};
      if (gradient.defined())
        x_gradient->add(at::upsample_bilinear2d_backward(gradient, at::IntArrayRef(size), at::IntArrayRef(from),
                                                         /*align_corners=*/false));
    });
  return y;
}

}  // namespace atelier::torch_models
