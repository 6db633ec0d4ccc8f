#include "folded_conv.hpp"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include <optional>

#include "fused_norm.hpp"

namespace atelier::torch_models {
namespace {

using Operator = std::optional<c10::OperatorHandle>;

// oneDNN's packed convolution is no function of at::, but all releases have it under this name, where they have oneDNN.
Operator operator_named(const char* name) {
  const auto found = c10::Dispatcher::singleton().findSchema({name, ""});
  return found ? Operator(*found) : Operator();
}

c10::IValue packed(const Convolution& convolution, const at::Tensor& taps, const at::Tensor& bias, const at::Tensor& x,
                   bool relu) {
  static const Operator pack = operator_named("mkldnn_prepacked::conv2d_prepack");
  static const Operator run = operator_named("mkldnn_prepacked::conv2d_run");
  if (!pack || !run) return {};
  const auto list = [](const std::array<int64_t, 2>& values) {
    return std::vector<int64_t>(values.begin(), values.end());
  };
  torch::jit::Stack stack;
  torch::jit::push(stack, taps, bias.defined() ? c10::IValue(bias) : c10::IValue(), list(convolution.stride()),
                   list(convolution.padding()), list(convolution.dilation()), int64_t{1}, x.sizes().vec(),
                   relu ? "relu" : "none");
  try {
    pack->callBoxed(stack);
  } catch (const c10::Error&) {
    return {};  // a shape or a type that it does not pack: the plain operator takes any
  }
  return torch::jit::pop(stack);
}

at::Tensor run_packed(const c10::IValue& packed, const at::Tensor& x) {
  static const Operator run = operator_named("mkldnn_prepacked::conv2d_run");
  torch::jit::Stack stack;
  torch::jit::push(stack, x, packed);
  run->callBoxed(stack);
  return torch::jit::pop(stack).toTensor();
}

}  // namespace

FoldedConv::FoldedConv(const Convolution& convolution, const at::Tensor& taps, const at::Tensor& scale,
                       const at::Tensor& shift, const at::Tensor& x, bool relu, bool added)
    : relu_(relu),
      added_(added),
      taps_(taps.mul(scale.view({-1, 1, 1, 1})).to(x.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast)),
      bias_(shift),
      ones_(at::ones_like(shift)),
      packed_(packed(convolution, taps_, added ? at::Tensor() : shift, x, relu && !added)) {
  if (packed_.isNone()) return;
  // What packed them keeps them too, to unpack them one day: a copy of all weights that nobody asks for.
  taps_.set_data(at::empty({0}, taps_.options()));
  taps_ = at::Tensor();
}

at::Tensor FoldedConv::operator()(const Convolution& convolution, const at::Tensor& x,
                                  const at::Tensor& shortcut) const {
  const at::Tensor y = packed_.isNone() ? convolution.forward(x, taps_, {}) : run_packed(packed_, x);
  if (packed_.isNone() || added_) scale_and_shift(y, ones_, bias_, shortcut, relu_, y);
  return y;
}

}  // namespace atelier::torch_models
