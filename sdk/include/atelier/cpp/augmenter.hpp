// Atelier SDK, C++17 layer: augmenters. Contract: kinds/augmenter.h.
#pragma once

#include "../kinds/augmenter.h"
#include "samples.hpp"

namespace atelier {

// Base of an augmenter. All methods are called from many threads at once.
class Augmenter : public Instance {
 public:
  using Kind = Augmenter;
  static constexpr std::string_view kKindName = ATELIER_KIND_AUGMENTER;
  virtual bool is_random() const = 0;
  // The form of what goes out, for the form of what comes in; throws ATELIER_E_UNSUPPORTED for one it cannot change.
  virtual atelier_form form(const Call&, atelier_form in) const { return in; }
  // How many other pairs each apply wants.
  virtual uint32_t others() const { return 0; }
  // What `in` points at is borrowed: its tensors must not be changed or freed.
  virtual Sample apply(const Call& call, const atelier_augmenter_input& in) const = 0;

  const void* extension(std::string_view id) const override;
  template <class T>
  static constexpr const void* interface_for();
};

// An augmenter that also derives from this says to which size it resizes every pair, when that is all it does; nothing:
// with these options it does not.
class ResizingAugmenter {
 public:
  virtual std::optional<Extent> resizes_to() const = 0;

 protected:
  ~ResizingAugmenter() = default;
};

struct AugmenterInfo {
  bool random = false;
  uint32_t others = 0;
  atelier_form form{};  // of what goes out
};

namespace detail {

inline constexpr atelier_augmenter_resizes_v1 kAugmenterResizes = {
    sizeof(atelier_augmenter_resizes_v1), 0,
    [](const atelier_call* call, void* self, uint32_t* height, uint32_t* width) noexcept -> int32_t {
      const auto& a = *static_cast<const Augmenter*>(self);
      bool there_is = false;
      const int32_t status = guard(call, a.component_id(), [&] {
        const std::optional<Extent> size = dynamic_cast<const ResizingAugmenter&>(a).resizes_to();
        if (!size) return;
        there_is = true;
        *height = size->height;
        *width = size->width;
      });
      return status == ATELIER_OK && !there_is ? ATELIER_END : status;
    }};

inline constexpr atelier_augmenter_v1 kAugmenterInterface = {
    sizeof(atelier_augmenter_v1), ATELIER_TAG_AUGMENTER, &extension_in<Augmenter>,
    [](const atelier_call* call, void* self, const atelier_augmenter_setup* in, atelier_augmenter_info* out) noexcept {
      const auto& a = *static_cast<const Augmenter*>(self);
      return guard(call, a.component_id(), [&] {
        auto info = blank<atelier_augmenter_info>();
        info.random = a.is_random() ? 1 : 0;
        info.others = a.others();
        info.form = a.form(Call(call), in->form);
        give(out, info);
      });
    },
    [](const atelier_call* call, void* self, const atelier_augmenter_input* in, atelier_sample* out) noexcept {
      const auto& a = *static_cast<const Augmenter*>(self);
      return guard(call, a.component_id(), [&] { give(out, a.apply(Call(call), known(*in)).release()); });
    }};

}  // namespace detail

inline const void* Augmenter::extension(std::string_view id) const {
  const bool resizes = id == ATELIER_EXTENSION_AUGMENTER_RESIZES && dynamic_cast<const ResizingAugmenter*>(this);
  return resizes ? &detail::kAugmenterResizes : nullptr;
}

template <class T>
constexpr const void* Augmenter::interface_for() {
  return &detail::kAugmenterInterface;
}

class AugmenterRef : public ObjectRef<atelier_augmenter_v1> {
 public:
  static constexpr std::string_view kKindName = ATELIER_KIND_AUGMENTER;
  using ObjectRef::ObjectRef;

  // form: of the pictures that will come. A reported failure: it cannot change such pictures.
  AugmenterInfo describe(const Call& call, atelier_form form) const {
    auto in = blank<atelier_augmenter_setup>();
    in.form = form;
    auto out = blank<atelier_augmenter_info>();
    invoke(call, [&](auto* c) { return v().describe(c, self(), &in, &out); });
    return {out.random != 0, out.others, out.form.channels ? out.form : form};
  }
  Sample apply(const Call& call, uint64_t seed, uint32_t void_label, const Sample& sample,
               span<const Sample> others = {}) const {
    const atelier_sample borrowed = sample.borrow();
    std::vector<atelier_sample> lent;
    std::vector<const atelier_sample*> pointers;
    lent.reserve(others.size());
    for (const Sample& other : others) {
      lent.push_back(other.borrow());
      pointers.push_back(&lent.back());
    }
    auto in = blank<atelier_augmenter_input>();
    in.void_label = void_label;
    in.seed = seed;
    in.sample = &borrowed;
    in.others = pointers.data();
    in.other_count = pointers.size();
    auto out = blank<atelier_sample>();
    invoke(call, [&](auto* c) { return v().apply(c, self(), &in, &out); });
    Sample made = Sample::take(out);
    keep_lent(made, sample, others);
    detail::require_pair(made.picture, made.labels, provider(kKindName));
    return made;
  }
  // The size to which it resizes every pair, when that is all it does.
  std::optional<Extent> resizes_to(const Call& call) const {
    const auto* extension = extension_of<atelier_augmenter_resizes_v1>(object(), ATELIER_EXTENSION_AUGMENTER_RESIZES,
                                                                       ATELIER_AUGMENTER_RESIZES_V1_FLOOR);
    if (!extension) return std::nullopt;
    Extent size;
    if (!invoke_to_end(call, [&](auto* c) { return extension->size(c, self(), &size.height, &size.width); }))
      return std::nullopt;
    return size;
  }

 private:
  // What it was lent is not its own to give: freed twice otherwise.
  void keep_lent(Sample& made, const Sample& sample, span<const Sample> others) const {
    const auto lent = [&](const Tensor& t) {
      const auto is = [&](const Sample& s) {
        return t.managed() && (t.managed() == s.picture.managed() || t.managed() == s.labels.managed());
      };
      return is(sample) || std::any_of(others.begin(), others.end(), is);
    };
    const bool picture = lent(made.picture), labels = lent(made.labels);
    if (picture) made.picture.release();
    if (labels) made.labels.release();
    if (picture || labels) detail::broken(provider(kKindName), "it gave a tensor back that it was only lent");
  }
};

}  // namespace atelier
