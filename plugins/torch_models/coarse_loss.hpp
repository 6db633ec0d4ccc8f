// Softmax cross entropy of coarse logits that are resized bilinearly (half-pixel centres) to the size of the labels:
// one pass over the pixels, in which the large logits and their gradient never lie in memory. The gradient is that of
// the coarse logits. The same bytes for any number of threads: every sum has an order of its own. On the CPU.
#pragma once

#include <optional>
#include <vector>

#include "compat.hpp"

namespace atelier::torch_models {

struct CrossEntropyTerms {
  int64_t void_label = 255;
  std::vector<float> weights;  // of each class; empty: all 1
  double smoothing = 0;        // the share of the target that is spread over all classes
};

struct WrongLabel {
  int64_t picture, row, column;
};

struct CoarseLossValue {
  std::optional<WrongLabel> wrong;  // the first label that is neither a class nor void; nothing else is given then
  double value = 0;                 // 0 where no pixel counts
  at::Tensor gradient;              // of scale * value, in the form and layout of the logits; where it is wanted
};

// logits: float32 [N,C,h,w]; labels: uint8, int32 or int64 [N,H,W], contiguous. Worked out by LibTorch's pool. [worker]
CoarseLossValue coarse_cross_entropy(const at::Tensor& logits, const at::Tensor& labels, const CrossEntropyTerms& terms,
                                     bool want_gradient, double scale);

}  // namespace atelier::torch_models
