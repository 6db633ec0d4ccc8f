// Rows of coarse logits as the kernels want them: [w][padded classes], classes side by side.
#pragma once

#include "bilinear.hpp"
#include "compat.hpp"

namespace atelier::torch_models {

// What fills the classes up: so small that its exponential counts for nothing, and finite.
constexpr float kNoClass = -1e30f;

// Row y of picture n. logits: float32 [N,C,h,w] on the CPU, of any strides. out: [w * padded(C)].
inline void copy_row(const at::Tensor& logits, int64_t n, int64_t y, float* out) {
  const int64_t classes = logits.size(1), width = logits.size(3), step = padded(classes);
  const int64_t class_stride = logits.stride(1), column_stride = logits.stride(3);
  const float* row = logits.data_ptr<float>() + n * logits.stride(0) + y * logits.stride(2);
  for (int64_t x = 0; x < width; ++x) {
    for (int64_t c = 0; c < classes; ++c) out[x * step + c] = row[x * column_stride + c * class_stride];
    std::fill(out + x * step + classes, out + (x + 1) * step, kNoClass);
  }
}

// A row between two. All: [count], a multiple of the lanes.
ATELIER_INLINE void blend_rows(const float* low, const float* high, float share, float* out, int64_t count) {
  for (int64_t i = 0; i < count; i += kLanes) store(out + i, between(load(low + i), load(high + i), share));
}

}  // namespace atelier::torch_models
