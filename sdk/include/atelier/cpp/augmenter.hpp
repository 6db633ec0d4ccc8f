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
  // The size to which it resizes every pair, when that is all it does; else nothing. See kinds/augmenter.h.
  virtual std::optional<Extent> resizes_to() const { return std::nullopt; }
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
    },
    [](void* self, uint32_t* height, uint32_t* width) noexcept -> int32_t {
      const std::optional<Extent> size = static_cast<const Augmenter*>(self)->resizes_to();
      if (!size) return 0;
      *height = size->height;
      *width = size->width;
      return 1;
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
  // The size to which it resizes every pair, when that is all it does.
  std::optional<Extent> resizes_to() const {
    Extent size;
    if (!ATELIER_HAS(&v(), resizes_to) || !v().resizes_to) return std::nullopt;
    if (!v().resizes_to(object_.self, &size.height, &size.width)) return std::nullopt;
    return size;
  }

 private:
  const atelier_augmenter_v1& v() const { return *static_cast<const atelier_augmenter_v1*>(object_.iface); }
  atelier_object object_{};
};

}  // namespace atelier
