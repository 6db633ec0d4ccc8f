// Atelier SDK, C++17 layer: augmenters. Contract: kinds/augmenter.h.
#pragma once

#include "../kinds/augmenter.h"
#include "samples.hpp"

namespace atelier {

// Base of an augmenter. apply is called from many threads at once.
class Augmenter : public Instance {
 public:
  using Kind = Augmenter;
  static constexpr std::string_view kKindName = ATELIER_KIND_AUGMENTER;
  virtual bool is_random() const = 0;
  // `in` is borrowed: its tensors must not be changed or freed.
  virtual Sample apply(const Call& call, uint64_t seed, uint32_t void_label, const atelier_sample& in) const = 0;
  template <class T>
  static constexpr const void* interface_for();
};

inline constexpr atelier_augmenter_v1 kAugmenterInterface = {
    sizeof(atelier_augmenter_v1), 0,
    [](void* self) noexcept -> int32_t { return static_cast<const Augmenter*>(self)->is_random(); },
    [](const atelier_call* call, void* self, uint64_t seed, uint32_t void_label, const atelier_sample* in,
       atelier_sample* out) noexcept {
      const auto& a = *static_cast<const Augmenter*>(self);
      return detail::guard(call, a.component_id(),
                           [&] { *out = a.apply(Call(call), seed, void_label, *in).release(); });
    }};

template <class T>
constexpr const void* Augmenter::interface_for() {
  return &kAugmenterInterface;
}

class AugmenterRef {
 public:
  AugmenterRef() = default;
  explicit AugmenterRef(atelier_object object) : object_(object) {}
  explicit operator bool() const { return object_.iface != nullptr; }
  atelier_object object() const { return object_; }
  bool is_random() const { return v().is_random(object_.self) != 0; }
  Sample apply(const Call& call, uint64_t seed, uint32_t void_label, const Sample& in) const {
    const atelier_sample borrowed = in.borrow();
    atelier_sample out{};
    check(v().apply(call.raw(), object_.self, seed, void_label, &borrowed, &out));
    return Sample::take(out);
  }

 private:
  const atelier_augmenter_v1& v() const { return *static_cast<const atelier_augmenter_v1*>(object_.iface); }
  atelier_object object_{};
};

}  // namespace atelier
