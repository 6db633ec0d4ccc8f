// Batch norm with the addition and the ReLU that follow it, forward in two passes over memory and backward in two, for
// float32 and bfloat16 features that lie as [N,H,W,C] on the CPU. Statistics and sums are float32 and double, and the
// same for any number of threads.
//
// A slice of the channels of a larger tensor is taken as it lies. C: a multiple of 16.
// Source: Ioffe and Szegedy, Batch Normalization, 2015; the gradient as in its section 3.
#pragma once

#include <vector>

#include "compat.hpp"

namespace atelier::torch_models {

// float32 [C] each.
struct ChannelStatistics {
  at::Tensor mean;
  at::Tensor variance;  // the biased one
};

// x: [N,C,H,W]. [worker]
ChannelStatistics channel_statistics(const at::Tensor& x);

// out = x * scale + shift, + shortcut where there is one, and ReLU where it is asked for. scale, shift: float32 [C];
// out: as x, may be x itself.
void scale_and_shift(const at::Tensor& x, const at::Tensor& scale, const at::Tensor& shift, const at::Tensor& shortcut,
                     bool relu, const at::Tensor& out);

struct NormGradients {
  at::Tensor sum;     // of what came, zero where the ReLU was; lies in the first part
  at::Tensor input;   // of x
  at::Tensor weight;  // float32 [C]
  at::Tensor bias;
};

// parts: the gradients that came for the output, which are summed; the first of x's form, others also [N,C,1,1].
// output: of the ReLU, undefined where there was none.
NormGradients norm_backward(const std::vector<at::Tensor>& parts, const at::Tensor& x, const at::Tensor& output,
                            const ChannelStatistics& statistics, const at::Tensor& weight, double epsilon);

}  // namespace atelier::torch_models
