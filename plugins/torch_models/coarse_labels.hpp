// Label maps from coarse logits: the index of the largest logit after bilinear resizing (half-pixel centres), without
// the resized logits ever lying in memory. Of equal logits the first wins, as in argmax.
#pragma once

#include "compat.hpp"

namespace atelier::torch_models {

// coarse: float32 [N,C,h,w] on the CPU, of any strides. out: [N*height*width]. Worked out by LibTorch's pool. [worker]
void labels_of(const at::Tensor& coarse, int64_t height, int64_t width, uint8_t* out);
void labels_of(const at::Tensor& coarse, int64_t height, int64_t width, uint16_t* out);

}  // namespace atelier::torch_models
