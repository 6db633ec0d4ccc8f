// Atelier SDK, C++17 layer: loaders. Contract: kinds/loader.h.
#pragma once

#include <optional>

#include "../kinds/loader.h"
#include "augmenter.hpp"

namespace atelier {

// pictures: uint8 [N,H,W,3] RGB; labels: uint8 or uint16 [N,H,W].
struct Batch {
  Tensor pictures;
  Tensor labels;
  span<const uint64_t> indices;  // borrowed until the next `next`
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
  virtual uint64_t batch_count(const Call& call, const atelier_load_plan& plan) = 0;
  virtual std::unique_ptr<Pass> begin(const Call& call, const atelier_load_plan& plan) = 0;
  template <class T>
  static constexpr const void* interface_for();
};

inline constexpr atelier_loader_v1 kLoaderInterface = {
    sizeof(atelier_loader_v1),
    0,
    [](const atelier_call* call, void* self, const atelier_load_plan* plan, uint64_t* out) noexcept {
      auto& l = *static_cast<Loader*>(self);
      return detail::guard(call, l.component_id(), [&] { *out = l.batch_count(Call(call), *plan); });
    },
    [](const atelier_call* call, void* self, const atelier_load_plan* plan, void** pass) noexcept {
      auto& l = *static_cast<Loader*>(self);
      return detail::guard(call, l.component_id(), [&] { *pass = l.begin(Call(call), *plan).release(); });
    },
    [](const atelier_call* call, void* self, void* pass, atelier_batch* out) noexcept -> int32_t {
      auto& l = *static_cast<Loader*>(self);
      bool more = false;
      const int32_t status = detail::guard(call, l.component_id(), [&] {
        if (std::optional<Batch> batch = static_cast<Loader::Pass*>(pass)->next(Call(call))) {
          more = true;
          *out = {sizeof *out,          0, batch->pictures.release(), batch->labels.release(), batch->indices.data(),
                  batch->indices.size()};
        }
      });
      return status == ATELIER_OK && !more ? ATELIER_END : status;
    },
    [](void*, void* pass) noexcept { delete static_cast<Loader::Pass*>(pass); }};

template <class T>
constexpr const void* Loader::interface_for() {
  return &kLoaderInterface;
}

class LoaderRef {
 public:
  LoaderRef() = default;
  explicit LoaderRef(atelier_object object) : object_(object) {}
  explicit operator bool() const { return object_.iface != nullptr; }

  // A walk over the samples of a plan, which must outlive it, as must the call it was begun with.
  class Pass {
   public:
    Pass(atelier_object object, void* pass) : object_(object), pass_(pass) {}
    Pass(Pass&& other) noexcept : object_(other.object_), pass_(std::exchange(other.pass_, nullptr)) {}
    Pass& operator=(Pass&&) = delete;
    ~Pass() {
      if (pass_) v().end(object_.self, pass_);
    }
    std::optional<Batch> next(const Call& call) {
      atelier_batch out{};
      const int32_t status = v().next(call.raw(), object_.self, pass_, &out);
      if (status == ATELIER_END) return std::nullopt;
      check(status);
      return Batch{Tensor(out.pictures), Tensor(out.labels), {out.indices, static_cast<size_t>(out.count)}};
    }

   private:
    const atelier_loader_v1& v() const { return *static_cast<const atelier_loader_v1*>(object_.iface); }
    atelier_object object_;
    void* pass_;
  };

  uint64_t batch_count(const Call& call, const atelier_load_plan& plan) const {
    uint64_t out = 0;
    check(v().batch_count(call.raw(), object_.self, &plan, &out));
    return out;
  }
  Pass begin(const Call& call, const atelier_load_plan& plan) const {
    void* pass = nullptr;
    check(v().begin(call.raw(), object_.self, &plan, &pass));
    return Pass(object_, pass);
  }

 private:
  const atelier_loader_v1& v() const { return *static_cast<const atelier_loader_v1*>(object_.iface); }
  atelier_object object_{};
};

}  // namespace atelier
