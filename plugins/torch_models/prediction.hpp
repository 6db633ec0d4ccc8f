// What predict gives, from coarse logits.
#pragma once

#include "atelier/cpp/model.hpp"
#include "compat.hpp"

namespace atelier::torch_models {

// Label maps of height x width, uint8 or above 255 classes uint16, and the softmax of the resized logits where scores
// are wanted. coarse: float32 [N,C,h,w] on any device. [worker]
Prediction prediction_of(const at::Tensor& coarse, int64_t height, int64_t width, bool want_scores, const Call& call);

}  // namespace atelier::torch_models
