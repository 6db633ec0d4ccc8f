// Atelier SDK, C++17 layer: samples. Contract: kinds/samples.h.
#pragma once

#include "../kinds/samples.h"
#include "plugin.hpp"
#include "tensor.hpp"

namespace atelier {

// A pair: picture uint8 [H,W,3] RGB, labels uint8 or uint16 [H,W].
struct Sample {
  Tensor picture;
  Tensor labels;

  // A borrowed view for the ABI.
  atelier_sample borrow() const { return {sizeof(atelier_sample), 0, picture.managed(), labels.managed()}; }
  atelier_sample release() { return {sizeof(atelier_sample), 0, picture.release(), labels.release()}; }
  static Sample take(const atelier_sample& raw) { return {Tensor(raw.picture), Tensor(raw.labels)}; }
};

// Base of samples. All methods are called from many threads at once.
class Samples : public Instance {
 public:
  using Kind = Samples;
  static constexpr std::string_view kKindName = ATELIER_KIND_SAMPLES;
  virtual atelier_samples_info describe(const Call& call) const = 0;
  // Lives as long as the instance.
  virtual std::string_view key(const Call& call, uint64_t index) const = 0;
  virtual Sample load(const Call& call, uint64_t index) const = 0;
  template <class T>
  static constexpr const void* interface_for();
};

inline constexpr atelier_samples_v1 kSamplesInterface = {
    sizeof(atelier_samples_v1), 0,
    [](const atelier_call* call, void* self, atelier_samples_info* out) noexcept {
      const auto& s = *static_cast<const Samples*>(self);
      return detail::guard(call, s.component_id(), [&] { *out = s.describe(Call(call)); });
    },
    [](const atelier_call* call, void* self, uint64_t index, atelier_str* out) noexcept {
      const auto& s = *static_cast<const Samples*>(self);
      return detail::guard(call, s.component_id(), [&] { *out = c_str(s.key(Call(call), index)); });
    },
    [](const atelier_call* call, void* self, uint64_t index, atelier_sample* out) noexcept {
      const auto& s = *static_cast<const Samples*>(self);
      return detail::guard(call, s.component_id(), [&] { *out = s.load(Call(call), index).release(); });
    }};

template <class T>
constexpr const void* Samples::interface_for() {
  return &kSamplesInterface;
}

// Base of a part of this kind that is wired only through its named outputs (a split's train and val).
class SamplesSource : public Instance {
 public:
  using Kind = SamplesSource;
  static constexpr std::string_view kKindName = ATELIER_KIND_SAMPLES;
  template <class T>
  static constexpr const void* interface_for() {
    return nullptr;
  }
};

class SamplesRef {
 public:
  SamplesRef() = default;
  explicit SamplesRef(atelier_object object) : object_(object) {}
  explicit operator bool() const { return object_.iface != nullptr; }
  atelier_object object() const { return object_; }

  atelier_samples_info describe(const Call& call) const {
    atelier_samples_info out{};
    check(v().describe(call.raw(), object_.self, &out));
    return out;
  }
  std::string_view key(const Call& call, uint64_t index) const {
    atelier_str out{};
    check(v().key(call.raw(), object_.self, index, &out));
    return view(out);
  }
  Sample load(const Call& call, uint64_t index) const {
    atelier_sample out{};
    check(v().load(call.raw(), object_.self, index, &out));
    return Sample::take(out);
  }

 private:
  const atelier_samples_v1& v() const { return *static_cast<const atelier_samples_v1*>(object_.iface); }
  atelier_object object_{};
};

}  // namespace atelier
