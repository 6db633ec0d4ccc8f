// Atelier SDK, C++17 layer: losses. Contract: kinds/loss.h.
#pragma once

#include "../kinds/loss.h"
#include "plugin.hpp"
#include "tensor.hpp"

namespace atelier {

struct LossValue {
  double value = 0;
  Tensor gradient;  // of scale times the loss; empty where it was not wanted
};

// Base of a loss. One call at a time.
class Loss : public Instance {
 public:
  using Kind = Loss;
  static constexpr std::string_view kKindName = ATELIER_KIND_LOSS;
  // What the labels mean; what `in` points at is borrowed for the call.
  virtual void setup(const Call& call, const atelier_loss_setup& in) = 0;
  virtual LossValue compute(const Call& call, const atelier_loss_input& in) = 0;
  const void* extension(std::string_view id) const override;
  template <class T>
  static constexpr const void* interface_for();
};

// Losses that also derive from this resize the logits by themselves: [N,C,h,w] of them for labels [N,H,W], as if they
// had been resized bilinearly before. The gradient is [N,C,h,w].
class CoarseLoss {
 public:
  virtual LossValue compute_coarse(const Call& call, const atelier_loss_input& in) = 0;

 protected:
  ~CoarseLoss() = default;
};

namespace detail {
inline void give_loss(LossValue made, atelier_loss_output* out) {
  auto raw = blank<atelier_loss_output>();
  raw.value = made.value;
  raw.gradient = made.gradient.release();
  give(out, raw);
}

inline constexpr atelier_loss_coarse_v1 kLossCoarse = {
    sizeof(atelier_loss_coarse_v1), 0,
    [](const atelier_call* call, void* self, const atelier_loss_input* in, atelier_loss_output* out) noexcept {
      auto& l = *static_cast<Loss*>(self);
      return guard(call, l.component_id(),
                   [&] { give_loss(dynamic_cast<CoarseLoss&>(l).compute_coarse(Call(call), known(*in)), out); });
    }};

inline constexpr atelier_loss_v1 kLossInterface = {
    sizeof(atelier_loss_v1), ATELIER_TAG_LOSS, &extension_in<Loss>,
    [](const atelier_call* call, void* self, const atelier_loss_setup* in) noexcept {
      auto& l = *static_cast<Loss*>(self);
      return guard(call, l.component_id(), [&] { l.setup(Call(call), known(*in)); });
    },
    [](const atelier_call* call, void* self, const atelier_loss_input* in, atelier_loss_output* out) noexcept {
      auto& l = *static_cast<Loss*>(self);
      return guard(call, l.component_id(), [&] { give_loss(l.compute(Call(call), known(*in)), out); });
    }};
}  // namespace detail

inline const void* Loss::extension(std::string_view id) const {
  return id == ATELIER_EXTENSION_LOSS_COARSE && dynamic_cast<const CoarseLoss*>(this) ? &detail::kLossCoarse : nullptr;
}

template <class T>
constexpr const void* Loss::interface_for() {
  return &detail::kLossInterface;
}

class LossRef : public ObjectRef<atelier_loss_v1> {
 public:
  static constexpr std::string_view kKindName = ATELIER_KIND_LOSS;
  LossRef() = default;
  explicit LossRef(atelier_object object, std::string_view id = {})
      : ObjectRef(object, id),
        coarse_(extension_of<atelier_loss_coarse_v1>(object, ATELIER_EXTENSION_LOSS_COARSE,
                                                     ATELIER_LOSS_COARSE_V1_FLOOR)) {}

  // histogram: pixels of each class in the training labels; empty: not known.
  void setup(const Call& call, span<const atelier_str> class_names, uint32_t void_label,
             span<const uint64_t> histogram = {}) const {
    auto in = blank<atelier_loss_setup>();
    in.void_label = void_label;
    in.class_names = class_names.data();
    in.class_count = class_names.size();
    in.histogram = histogram.size() == class_names.size() ? histogram.data() : nullptr;
    invoke(call, [&](auto* c) { return v().setup(c, self(), &in); });
  }
  LossValue compute(const Call& call, const atelier_tensor& logits, const atelier_tensor& labels,
                    bool want_gradient = false, double scale = 1) const {
    return value_of(call, v().compute, logits, labels, want_gradient, scale);
  }
  // Whether it takes logits that are still to be resized.
  bool has_coarse() const { return coarse_ != nullptr; }
  // Where has_coarse.
  LossValue compute_coarse(const Call& call, const atelier_tensor& logits, const atelier_tensor& labels,
                           bool want_gradient = false, double scale = 1) const {
    return value_of(call, coarse_->compute, logits, labels, want_gradient, scale);
  }

 private:
  template <class Compute>
  LossValue value_of(const Call& call, Compute function, const atelier_tensor& logits, const atelier_tensor& labels,
                     bool want_gradient, double scale) const {
    auto in = blank<atelier_loss_input>();
    in.want_gradient = want_gradient ? 1 : 0;
    in.logits = &logits;
    in.labels = &labels;
    in.scale = scale;
    auto out = blank<atelier_loss_output>();
    invoke(call, [&](auto* c) { return function(c, self(), &in, &out); });
    LossValue made{out.value, Tensor(out.gradient)};
    if (want_gradient) {
      detail::require_tensor(made.gradient, provider(kKindName), "gradient");
      const atelier_tensor& g = made.gradient.get();
      if (!same_dtype(g.dtype, dtype_of<float>()) || !same_shape(g, logits))
        detail::broken(provider(kKindName),
                       text("it gave as gradient ", describe(g), " for logits ", describe(logits)));
    }
    return made;
  }

  const atelier_loss_coarse_v1* coarse_ = nullptr;
};

}  // namespace atelier
