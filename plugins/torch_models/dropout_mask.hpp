// The factors of dropout: 0 with probability p, else 1 / (1 - p). Element i of a seed's mask is a function of both
// alone.
#pragma once

#include <cstdint>

#include "compat.hpp"

namespace atelier::torch_models {

// A mask in the form, type and layout of x; the elements are numbered as they lie. On the CPU. [worker]
at::Tensor dropout_mask(const at::Tensor& x, double p, uint64_t seed);

}  // namespace atelier::torch_models
