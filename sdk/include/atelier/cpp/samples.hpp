// Atelier SDK, C++17 layer: samples. Contract: kinds/samples.h.
#pragma once

#include <algorithm>
#include <array>
#include <optional>

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

struct Extent {
  uint32_t height = 0;
  uint32_t width = 0;
};

// A digest of a pair's content.
using Digest = std::array<uint8_t, 16>;

// Base of samples. All methods are called from many threads at once.
class Samples : public Instance {
 public:
  using Kind = Samples;
  static constexpr std::string_view kKindName = ATELIER_KIND_SAMPLES;
  virtual atelier_samples_info describe(const Call& call) const = 0;
  // Lives as long as the instance.
  virtual std::string_view key(const Call& call, uint64_t index) const = 0;
  virtual Sample load(const Call& call, uint64_t index) const = 0;
  // Nothing: there is no faster way than `load` and a resize. See kinds/samples.h.
  virtual std::optional<Sample> load_resized(const Call&, uint64_t /*index*/, Extent /*size*/) const {
    return std::nullopt;
  }
  // Nothing: it is not known. See kinds/samples.h.
  virtual std::optional<Digest> content(const Call&, uint64_t /*index*/) const { return std::nullopt; }
  template <class T>
  static constexpr const void* interface_for();
};

inline constexpr atelier_samples_v1 kSamplesInterface = {
    sizeof(atelier_samples_v1),
    0,
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
    },
    [](const atelier_call* call, void* self, uint64_t index, uint32_t height, uint32_t width,
       atelier_sample* out) noexcept -> int32_t {
      const auto& s = *static_cast<const Samples*>(self);
      bool there_is = false;
      const int32_t status = detail::guard(call, s.component_id(), [&] {
        if (std::optional<Sample> sample = s.load_resized(Call(call), index, {height, width})) {
          there_is = true;
          *out = sample->release();
        }
      });
      return status == ATELIER_OK && !there_is ? ATELIER_END : status;
    },
    [](const atelier_call* call, void* self, uint64_t index, uint8_t* out) noexcept -> int32_t {
      const auto& s = *static_cast<const Samples*>(self);
      bool there_is = false;
      const int32_t status = detail::guard(call, s.component_id(), [&] {
        if (const std::optional<Digest> digest = s.content(Call(call), index)) {
          there_is = true;
          std::copy(digest->begin(), digest->end(), out);
        }
      });
      return status == ATELIER_OK && !there_is ? ATELIER_END : status;
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
  // Nothing when these samples have no such way for this pair.
  std::optional<Sample> load_resized(const Call& call, uint64_t index, Extent size) const {
    if (!ATELIER_HAS(&v(), load_resized) || !v().load_resized) return std::nullopt;
    atelier_sample out{};
    const int32_t status = v().load_resized(call.raw(), object_.self, index, size.height, size.width, &out);
    if (status == ATELIER_END) return std::nullopt;
    check(status);
    return Sample::take(out);
  }
  // Nothing when it is not known.
  std::optional<Digest> content(const Call& call, uint64_t index) const {
    if (!ATELIER_HAS(&v(), content) || !v().content) return std::nullopt;
    Digest out{};
    const int32_t status = v().content(call.raw(), object_.self, index, out.data());
    if (status == ATELIER_END) return std::nullopt;
    check(status);
    return out;
  }

 private:
  const atelier_samples_v1& v() const { return *static_cast<const atelier_samples_v1*>(object_.iface); }
  atelier_object object_{};
};

}  // namespace atelier
