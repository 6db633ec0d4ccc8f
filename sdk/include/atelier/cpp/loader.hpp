// Atelier SDK, C++17 layer: loaders. Contract: kinds/loader.h.
#pragma once

#include <optional>

#include "../kinds/loader.h"
#include "augmenter.hpp"

namespace atelier {

// pictures: [N,H,W,C]; labels: uint8 or uint16 [N,H,W].
struct Batch {
  Tensor pictures;
  Tensor labels;
  span<const uint64_t> indices;  // borrowed until the next `next`
};

// What a plan will give.
struct LoadInfo {
  uint64_t batches = 0;  // counted from batch 0
  uint64_t samples = 0;  // in these
  uint32_t void_label = 255;
  atelier_form form = kRgb8;
};

// Base of a loader.
class Loader : public Instance {
 public:
  using Kind = Loader;
  static constexpr std::string_view kKindName = ATELIER_KIND_LOADER;

  // One walk over the samples. Its destructor stops it, also in the middle.
  class Pass {
   public:
    virtual ~Pass() = default;
    virtual std::optional<Batch> next(const Call& call) = 0;
  };
  virtual LoadInfo describe(const Call& call, const atelier_load_plan& plan) = 0;
  // What the plan points at lives as long as the pass; `plan` itself does not.
  virtual std::unique_ptr<Pass> begin(const Call& call, const atelier_load_plan& plan) = 0;
  template <class T>
  static constexpr const void* interface_for();
};

namespace detail {
inline constexpr atelier_loader_v1 kLoaderInterface = {
    sizeof(atelier_loader_v1),
    ATELIER_TAG_LOADER,
    &extension_in<Loader>,
    [](const atelier_call* call, void* self, const atelier_load_plan* plan, atelier_load_info* out) noexcept {
      auto& l = *static_cast<Loader*>(self);
      return guard(call, l.component_id(), [&] {
        const LoadInfo told = l.describe(Call(call), known(*plan));
        auto info = blank<atelier_load_info>();
        info.void_label = told.void_label;
        info.batch_count = told.batches;
        info.sample_count = told.samples;
        info.form = told.form;
        give(out, info);
      });
    },
    [](const atelier_call* call, void* self, const atelier_load_plan* plan, void** pass) noexcept {
      auto& l = *static_cast<Loader*>(self);
      return guard(call, l.component_id(), [&] { *pass = l.begin(Call(call), known(*plan)).release(); });
    },
    [](const atelier_call* call, void* self, void* pass, atelier_batch* out) noexcept -> int32_t {
      auto& l = *static_cast<Loader*>(self);
      bool more = false;
      const int32_t status = guard(call, l.component_id(), [&] {
        std::optional<Batch> batch = static_cast<Loader::Pass*>(pass)->next(Call(call));
        if (!batch) return;
        more = true;
        auto raw = blank<atelier_batch>();
        raw.pictures = batch->pictures.release();
        raw.labels = batch->labels.release();
        raw.indices = batch->indices.data();
        raw.count = batch->indices.size();
        give(out, raw);
      });
      return status == ATELIER_OK && !more ? ATELIER_END : status;
    },
    [](void*, void* pass) noexcept { delete static_cast<Loader::Pass*>(pass); }};
}  // namespace detail

template <class T>
constexpr const void* Loader::interface_for() {
  return &detail::kLoaderInterface;
}

class LoaderRef : public ObjectRef<atelier_loader_v1> {
 public:
  static constexpr std::string_view kKindName = ATELIER_KIND_LOADER;
  using ObjectRef::ObjectRef;

  // A walk over the samples of a plan; what the plan points at must outlive it, as must the call it was begun with.
  class Pass : private ObjectRef<atelier_loader_v1> {
   public:
    // info: what the plan gives; left: how many batches are still to come.
    Pass(const LoaderRef& loader, void* pass, const LoadInfo& info, uint64_t left)
        : ObjectRef(loader), pass_(pass), info_(info), left_(left) {}
    Pass(Pass&& other) noexcept
        : ObjectRef(other), pass_(std::exchange(other.pass_, nullptr)), info_(other.info_), left_(other.left_) {}
    Pass& operator=(Pass&&) = delete;
    ~Pass() {
      if (pass_) v().end(self(), pass_);
    }
    // What the plan gives, as the loader described it when this began.
    const LoadInfo& info() const { return info_; }
    std::optional<Batch> next(const Call& call) {
      auto out = blank<atelier_batch>();
      if (!invoke_to_end(call, [&](auto* c) { return v().next(c, self(), pass_, &out); })) return std::nullopt;
      Batch batch{Tensor(out.pictures), Tensor(out.labels), {out.indices, static_cast<size_t>(out.count)}};
      require_batch(batch);
      return batch;
    }

   private:
    void require_batch(const Batch& batch) {
      const detail::Provider provider = this->provider(kKindName);
      detail::require_form(batch.pictures, provider, "pictures", {info_.form.dtype}, {-1, -1, -1, info_.form.channels});
      detail::require_form(batch.labels, provider, "labels", {dtype_of<uint8_t>(), dtype_of<uint16_t>()},
                           {batch.pictures.dim(0), batch.pictures.dim(1), batch.pictures.dim(2)});
      if (left_-- == 0) detail::broken(provider, "it gave more batches than it said");
      if (!batch.indices.data() || static_cast<int64_t>(batch.indices.size()) != batch.pictures.dim(0))
        detail::broken(provider,
                       text("it gave ", batch.indices.size(), " indices for ", batch.pictures.dim(0), " pictures"));
    }

    void* pass_;
    LoadInfo info_;
    uint64_t left_;
  };

  LoadInfo describe(const Call& call, const atelier_load_plan& plan) const {
    auto out = blank<atelier_load_info>();
    invoke(call, [&](auto* c) { return v().describe(c, self(), &plan, &out); });
    return {out.batch_count, out.sample_count, out.void_label ? out.void_label : 255u,
            out.form.channels ? out.form : kRgb8};
  }
  Pass begin(const Call& call, const atelier_load_plan& plan) const {
    const LoadInfo info = describe(call, plan);
    void* pass = nullptr;
    invoke(call, [&](auto* c) { return v().begin(c, self(), &plan, &pass); });
    if (!pass) detail::broken(provider(kKindName), "it reported success but began nothing");
    return Pass(*this, pass, info, info.batches - std::min(plan.first_batch, info.batches));
  }
};

}  // namespace atelier
