// Half, with a gradient of `scale` everywhere.
#include <atelier/cpp/loss.hpp>

#include "../generation.h"

class Half : public atelier::Loss, public atelier::CoarseLoss {
 public:
  static constexpr atelier::Component kComponent{"small.loss", 1, "Half."};
  void setup(const atelier::Call& call, const atelier_loss_setup& in) override {
    SAW(call, atelier_loss_setup, in);
    if (in.class_count != 2) throw atelier::Error(ATELIER_E_INVALID, "made for two classes");
  }
  atelier::LossValue compute(const atelier::Call& call, const atelier_loss_input& in) override {
    SAW(call, atelier_loss_input, in);
    if (!in.want_gradient) return {0.5, {}};
    auto gradient = atelier::Tensor::make<float>(
        {in.logits->shape[0], in.logits->shape[1], in.logits->shape[2], in.logits->shape[3]});
    std::fill_n(gradient.data<float>(), atelier::element_count(gradient), static_cast<float>(in.scale));
    return {0.5, std::move(gradient)};
  }
  atelier::LossValue compute_coarse(const atelier::Call& call, const atelier_loss_input& in) override {
    return compute(call, in);
  }
};
ATELIER_PLUGIN("small.cpp.loss", "1.0.0", Half)
