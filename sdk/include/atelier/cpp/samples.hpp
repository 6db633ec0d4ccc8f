// Atelier SDK, C++17 layer: samples. Contract: kinds/samples.h.
#pragma once

#include <algorithm>
#include <array>
#include <optional>

#include "../kinds/samples.h"
#include "plugin.hpp"
#include "tensor.hpp"

namespace atelier {

// A pair: picture [H,W,C] of the samples' form, labels uint8 or uint16 [H,W].
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
  // Without a form: uint8 RGB.
  virtual atelier_samples_info describe(const Call& call) const = 0;
  // Lives as long as the instance.
  virtual std::string_view key(const Call& call, uint64_t index) const = 0;
  virtual Sample load(const Call& call, uint64_t index) const = 0;

  const void* extension(std::string_view id) const override;
  template <class T>
  static constexpr const void* interface_for();
};

// Samples that also derive from this give a pair at a size that is asked for. Nothing: there is no such way for this
// pair, faster than `load` and a resize.
class ResizedSamples {
 public:
  virtual std::optional<Sample> load_resized(const Call& call, uint64_t index, Extent size) const = 0;

 protected:
  ~ResizedSamples() = default;
};

// Samples that also derive from this tell a digest of a pair's content. Nothing: it is not known.
class SamplesContent {
 public:
  virtual std::optional<Digest> content(const Call& call, uint64_t index) const = 0;

 protected:
  ~SamplesContent() = default;
};

// A label map without its picture.
struct LabelMap {
  Tensor labels;          // uint8 or uint16 [H,W]
  std::string_view file;  // that it lies in, or "": none; lives as long as the samples
};

// Samples that also derive from this give a pair's label map alone. Nothing: there is no such way for this pair.
class LabelSamples {
 public:
  virtual std::optional<LabelMap> load_labels(const Call& call, uint64_t index) const = 0;

 protected:
  ~LabelSamples() = default;
};

namespace detail {

inline constexpr atelier_samples_labels_v1 kSamplesLabels = {
    sizeof(atelier_samples_labels_v1), 0,
    [](const atelier_call* call, void* self, const atelier_sample_request* in,
       atelier_label_map* out) noexcept -> int32_t {
      const auto& s = *static_cast<const Samples*>(self);
      bool there_is = false;
      const int32_t status = guard(call, s.component_id(), [&] {
        auto map = dynamic_cast<const LabelSamples&>(s).load_labels(Call(call), in->index);
        if (!map) return;
        there_is = true;
        auto raw = blank<atelier_label_map>();
        raw.labels = map->labels.release();
        raw.file = c_str(map->file);
        give(out, raw);
      });
      return status == ATELIER_OK && !there_is ? ATELIER_END : status;
    }};

inline constexpr atelier_samples_resized_v1 kSamplesResized = {
    sizeof(atelier_samples_resized_v1), 0,
    [](const atelier_call* call, void* self, const atelier_resized_request* in,
       atelier_sample* out) noexcept -> int32_t {
      const auto& s = *static_cast<const Samples*>(self);
      bool there_is = false;
      const int32_t status = guard(call, s.component_id(), [&] {
        auto sample =
            dynamic_cast<const ResizedSamples&>(s).load_resized(Call(call), in->index, {in->height, in->width});
        if (!sample) return;
        there_is = true;
        give(out, sample->release());
      });
      return status == ATELIER_OK && !there_is ? ATELIER_END : status;
    }};

inline constexpr atelier_samples_content_v1 kSamplesContent = {
    sizeof(atelier_samples_content_v1), 0,
    [](const atelier_call* call, void* self, uint64_t index, uint8_t* out) noexcept -> int32_t {
      const auto& s = *static_cast<const Samples*>(self);
      bool there_is = false;
      const int32_t status = guard(call, s.component_id(), [&] {
        const std::optional<Digest> digest = dynamic_cast<const SamplesContent&>(s).content(Call(call), index);
        if (!digest) return;
        there_is = true;
        std::copy(digest->begin(), digest->end(), out);
      });
      return status == ATELIER_OK && !there_is ? ATELIER_END : status;
    }};

inline constexpr atelier_samples_v1 kSamplesInterface = {
    sizeof(atelier_samples_v1),
    ATELIER_TAG_SAMPLES,
    &extension_in<Samples>,
    [](const atelier_call* call, void* self, atelier_samples_info* out) noexcept {
      const auto& s = *static_cast<const Samples*>(self);
      return guard(call, s.component_id(), [&] { give(out, s.describe(Call(call))); });
    },
    [](const atelier_call* call, void* self, uint64_t index, atelier_str* out) noexcept {
      const auto& s = *static_cast<const Samples*>(self);
      return guard(call, s.component_id(), [&] { *out = c_str(s.key(Call(call), index)); });
    },
    [](const atelier_call* call, void* self, const atelier_sample_request* in, atelier_sample* out) noexcept {
      const auto& s = *static_cast<const Samples*>(self);
      return guard(call, s.component_id(), [&] { give(out, s.load(Call(call), in->index).release()); });
    }};

}  // namespace detail

inline const void* Samples::extension(std::string_view id) const {
  if (id == ATELIER_EXTENSION_SAMPLES_RESIZED && dynamic_cast<const ResizedSamples*>(this))
    return &detail::kSamplesResized;
  if (id == ATELIER_EXTENSION_SAMPLES_CONTENT && dynamic_cast<const SamplesContent*>(this))
    return &detail::kSamplesContent;
  if (id == ATELIER_EXTENSION_SAMPLES_LABELS && dynamic_cast<const LabelSamples*>(this)) return &detail::kSamplesLabels;
  return nullptr;
}

template <class T>
constexpr const void* Samples::interface_for() {
  return &detail::kSamplesInterface;
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

class SamplesRef : public ObjectRef<atelier_samples_v1> {
 public:
  static constexpr std::string_view kKindName = ATELIER_KIND_SAMPLES;
  SamplesRef() = default;
  explicit SamplesRef(atelier_object object, std::string_view id = {})
      : ObjectRef(object, id),
        resized_(extension_of<atelier_samples_resized_v1>(object, ATELIER_EXTENSION_SAMPLES_RESIZED,
                                                          ATELIER_SAMPLES_RESIZED_V1_FLOOR)),
        content_(extension_of<atelier_samples_content_v1>(object, ATELIER_EXTENSION_SAMPLES_CONTENT,
                                                          ATELIER_SAMPLES_CONTENT_V1_FLOOR)),
        labels_(extension_of<atelier_samples_labels_v1>(object, ATELIER_EXTENSION_SAMPLES_LABELS,
                                                        ATELIER_SAMPLES_LABELS_V1_FLOOR)) {}

  // The form and the void label are always said.
  atelier_samples_info describe(const Call& call) const {
    auto out = blank<atelier_samples_info>();
    invoke(call, [&](auto* c) { return v().describe(c, self(), &out); });
    if (out.form.channels == 0) out.form = kRgb8;
    if (out.void_label == 0) out.void_label = out.class_count > 255 ? 65535 : 255;
    if (out.class_count && !out.class_names) detail::broken(provider(kKindName), "it counts classes without names");
    if (out.void_label < out.class_count)
      detail::broken(provider(kKindName),
                     text("its void label ", out.void_label, " is one of its ", out.class_count, " classes"));
    return out;
  }
  std::string_view key(const Call& call, uint64_t index) const {
    atelier_str out{};
    invoke(call, [&](auto* c) { return v().key(c, self(), index, &out); });
    return view(out);
  }
  Sample load(const Call& call, uint64_t index) const {
    auto in = blank<atelier_sample_request>();
    in.index = index;
    auto out = blank<atelier_sample>();
    invoke(call, [&](auto* c) { return v().load(c, self(), &in, &out); });
    return accepted(out);
  }
  // Nothing when these samples have no such way for this pair.
  std::optional<Sample> load_resized(const Call& call, uint64_t index, Extent size) const {
    if (!resized_) return std::nullopt;
    auto in = blank<atelier_resized_request>();
    in.index = index;
    in.height = size.height;
    in.width = size.width;
    auto out = blank<atelier_sample>();
    if (!invoke_to_end(call, [&](auto* c) { return resized_->load(c, self(), &in, &out); })) return std::nullopt;
    return accepted(out);
  }
  // The label map alone: by the extension, or of the whole pair.
  LabelMap load_labels(const Call& call, uint64_t index) const {
    auto in = blank<atelier_sample_request>();
    in.index = index;
    auto out = blank<atelier_label_map>();
    if (!labels_ || !invoke_to_end(call, [&](auto* c) { return labels_->load(c, self(), &in, &out); }))
      return {load(call, index).labels, {}};
    LabelMap map{Tensor(out.labels), view(out.file)};
    detail::require_form(map.labels, provider(kKindName), "labels", {dtype_of<uint8_t>(), dtype_of<uint16_t>()},
                         {-1, -1});
    return map;
  }
  // Nothing when it is not known.
  std::optional<Digest> content(const Call& call, uint64_t index) const {
    if (!content_) return std::nullopt;
    Digest out{};
    if (!invoke_to_end(call, [&](auto* c) { return content_->digest(c, self(), index, out.data()); }))
      return std::nullopt;
    return out;
  }

 private:
  Sample accepted(const atelier_sample& raw) const {
    Sample sample = Sample::take(raw);
    detail::require_pair(sample.picture, sample.labels, provider(kKindName));
    return sample;
  }

  const atelier_samples_resized_v1* resized_ = nullptr;
  const atelier_samples_content_v1* content_ = nullptr;
  const atelier_samples_labels_v1* labels_ = nullptr;
};

}  // namespace atelier
