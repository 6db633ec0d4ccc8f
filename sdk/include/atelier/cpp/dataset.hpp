// Atelier SDK, C++17 layer: datasets. Contract: kinds/dataset.h.
#pragma once

#include <functional>

#include "../kinds/dataset.h"
#include "plugin.hpp"

namespace atelier {

// Base of a dataset. All methods are called from many threads at once.
class Dataset : public Instance {
 public:
  using Kind = Dataset;
  static constexpr std::string_view kKindName = ATELIER_KIND_DATASET;
  using Take = std::function<void(const atelier_instance&)>;

  virtual uint64_t class_count() const = 0;
  virtual uint64_t picture_count() const = 0;
  virtual atelier_class class_at(const Call& call, uint64_t index) const = 0;
  virtual atelier_picture picture_at(const Call& call, uint64_t index) const = 0;
  virtual void instances(const Call& call, uint64_t picture, const Take& take) const = 0;
  virtual void orphans(const Call&, const Take&) const {}

  template <class T>
  static constexpr const void* interface_for();
};

namespace detail {
inline Dataset::Take take_into(const atelier_instance_sink* sink) {
  return [sink](const atelier_instance& instance) { check(sink->take(sink->context, &instance)); };
}
}  // namespace detail

inline constexpr atelier_dataset_v1 kDatasetInterface = {
    sizeof(atelier_dataset_v1),
    0,
    [](void* self) noexcept -> uint64_t { return static_cast<const Dataset*>(self)->class_count(); },
    [](void* self) noexcept -> uint64_t { return static_cast<const Dataset*>(self)->picture_count(); },
    [](const atelier_call* call, void* self, uint64_t index, atelier_class* out) noexcept {
      const auto& d = *static_cast<const Dataset*>(self);
      return detail::guard(call, d.component_id(), [&] { *out = d.class_at(Call(call), index); });
    },
    [](const atelier_call* call, void* self, uint64_t index, atelier_picture* out) noexcept {
      const auto& d = *static_cast<const Dataset*>(self);
      return detail::guard(call, d.component_id(), [&] { *out = d.picture_at(Call(call), index); });
    },
    [](const atelier_call* call, void* self, uint64_t index, const atelier_instance_sink* sink) noexcept {
      const auto& d = *static_cast<const Dataset*>(self);
      return detail::guard(call, d.component_id(), [&] { d.instances(Call(call), index, detail::take_into(sink)); });
    },
    [](const atelier_call* call, void* self, const atelier_instance_sink* sink) noexcept {
      const auto& d = *static_cast<const Dataset*>(self);
      return detail::guard(call, d.component_id(), [&] { d.orphans(Call(call), detail::take_into(sink)); });
    }};

template <class T>
constexpr const void* Dataset::interface_for() {
  return &kDatasetInterface;
}

class DatasetRef {
 public:
  using Take = Dataset::Take;
  DatasetRef() = default;
  explicit DatasetRef(atelier_object object) : object_(object) {}
  explicit operator bool() const { return object_.iface != nullptr; }

  uint64_t class_count() const { return v().class_count(object_.self); }
  uint64_t picture_count() const { return v().picture_count(object_.self); }
  atelier_class class_at(const Call& call, uint64_t index) const {
    atelier_class out{};
    check(v().class_at(call.raw(), object_.self, index, &out));
    return out;
  }
  atelier_picture picture_at(const Call& call, uint64_t index) const {
    atelier_picture out{};
    check(v().picture_at(call.raw(), object_.self, index, &out));
    return out;
  }
  // `take` may throw; the listing then ends and the exception comes out here.
  void instances(const Call& call, uint64_t picture, const Take& take) const {
    list(take,
         [&](const atelier_instance_sink* sink) { return v().instances(call.raw(), object_.self, picture, sink); });
  }
  void orphans(const Call& call, const Take& take) const {
    list(take, [&](const atelier_instance_sink* sink) { return v().orphans(call.raw(), object_.self, sink); });
  }

 private:
  struct Context {
    const Take* take;
    std::exception_ptr thrown;
  };
  template <class Run>
  static void list(const Take& take, Run run) {
    Context context{&take, nullptr};
    const atelier_instance_sink sink = {sizeof sink, 0, &context,
                                        [](void* c, const atelier_instance* instance) noexcept -> int32_t {
                                          auto& context = *static_cast<Context*>(c);
                                          try {
                                            (*context.take)(*instance);
                                            return ATELIER_OK;
                                          } catch (...) {
                                            context.thrown = std::current_exception();
                                            return ATELIER_E_INTERNAL;
                                          }
                                        }};
    const int32_t status = run(&sink);
    if (context.thrown) std::rethrow_exception(context.thrown);
    check(status);
  }
  const atelier_dataset_v1& v() const { return *static_cast<const atelier_dataset_v1*>(object_.iface); }
  atelier_object object_{};
};

}  // namespace atelier
