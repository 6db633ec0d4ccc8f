// Atelier SDK, C++17 layer: losses. Contract: kinds/loss.h.
#pragma once

#include "../kinds/loss.h"
#include "plugin.hpp"
#include "tensor.hpp"

namespace atelier {

// Base of a loss. One call at a time.
class Loss : public Instance {
 public:
  using Kind = Loss;
  static constexpr std::string_view kKindName = ATELIER_KIND_LOSS;
  // Returns the value; fills `gradient`, times `scale`, when it is not null.
  virtual double compute(const Call& call, const atelier_tensor& logits, const atelier_tensor& labels, double scale,
                         Tensor* gradient) = 0;
  template <class T>
  static constexpr const void* interface_for();
};

inline constexpr atelier_loss_v1 kLossInterface = {
    sizeof(atelier_loss_v1), 0,
    [](const atelier_call* call, void* self, const atelier_tensor* logits, const atelier_tensor* labels, double scale,
       double* value, atelier_managed_tensor** gradient) noexcept {
      auto& l = *static_cast<Loss*>(self);
      return detail::guard(call, l.component_id(), [&] {
        Tensor made;
        *value = l.compute(Call(call), *logits, *labels, scale, gradient ? &made : nullptr);
        if (gradient) *gradient = made.release();
      });
    }};

template <class T>
constexpr const void* Loss::interface_for() {
  return &kLossInterface;
}

class LossRef {
 public:
  LossRef() = default;
  explicit LossRef(atelier_object object) : object_(object) {}
  explicit operator bool() const { return object_.iface != nullptr; }
  double compute(const Call& call, const atelier_tensor& logits, const atelier_tensor& labels,
                 Tensor* gradient = nullptr, double scale = 1) const {
    double value = 0;
    check(static_cast<const atelier_loss_v1*>(object_.iface)
              ->compute(call.raw(), object_.self, &logits, &labels, scale, &value,
                        gradient ? gradient->receive() : nullptr));
    return value;
  }

 private:
  atelier_object object_{};
};

}  // namespace atelier
