#include "prediction.hpp"

#include <algorithm>
#include <cstring>

#include "coarse_labels.hpp"
#include "layers.hpp"

namespace atelier::torch_models {
namespace {

// On a GPU, where resized logits are made and read faster than the coarse ones come to the CPU and are blended there.
// One picture at a time, for the memory that they take.
template <class Label>
void write_labels(const at::Tensor& coarse, int64_t height, int64_t width, Label* out, const Call& call) {
  constexpr at::ScalarType kType = sizeof(Label) == 1 ? at::kByte : at::kShort;  // LibTorch 1.13 has no uint16
  for (int64_t n = 0; n < coarse.size(0); ++n) {
    call.stop_if_cancelled();
    const at::Tensor logits = resize_bilinear(coarse.narrow(0, n, 1), height, width)[0];
    const at::Tensor labels = logits.argmax(0).to(kType).to(at::kCPU);
    std::memcpy(out + n * height * width, labels.data_ptr(), labels.nbytes());
  }
}

// One picture at a time: full-size scores of a batch would lie in memory twice.
void write_scores(const at::Tensor& coarse, int64_t height, int64_t width, float* out, const Call& call) {
  for (int64_t n = 0; n < coarse.size(0); ++n) {
    call.stop_if_cancelled();
    const at::Tensor logits = resize_bilinear(coarse.narrow(0, n, 1), height, width)[0];
    const at::Tensor shares = at::softmax(logits, 0).to(at::kCPU).contiguous();
    out = std::copy_n(shares.data_ptr<float>(), shares.numel(), out);
  }
}

template <class Label>
Prediction labels_and_scores(const at::Tensor& coarse, int64_t height, int64_t width, bool want_scores,
                             const Call& call) {
  const int64_t count = coarse.size(0), classes = coarse.size(1);
  Prediction out{Tensor::make<Label>({count, height, width}), Tensor()};
  Label* const labels = out.labels.template data<Label>();
  if (coarse.is_cpu())
    labels_of(coarse, height, width, labels);
  else
    write_labels(coarse.contiguous(), height, width, labels, call);
  if (!want_scores) return out;
  out.scores = Tensor::make<float>({count, classes, height, width});
  write_scores(coarse.contiguous(), height, width, out.scores.template data<float>(), call);
  return out;
}

}  // namespace

Prediction prediction_of(const at::Tensor& coarse, int64_t height, int64_t width, bool want_scores, const Call& call) {
  return coarse.size(1) > 255 ? labels_and_scores<uint16_t>(coarse, height, width, want_scores, call)
                              : labels_and_scores<uint8_t>(coarse, height, width, want_scores, call);
}

}  // namespace atelier::torch_models
