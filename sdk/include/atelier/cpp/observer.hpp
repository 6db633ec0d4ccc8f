// Atelier SDK, C++17 layer: observers. Contract: kinds/observer.h.
#pragma once

#include "../kinds/observer.h"
#include "plugin.hpp"

namespace atelier {

// Base of an observer. One call at a time.
class Observer : public Instance {
 public:
  using Kind = Observer;
  static constexpr std::string_view kKindName = ATELIER_KIND_OBSERVER;
  // What `run` points at lives until `end` has returned.
  virtual void begin(const Call&, const atelier_run_begin& /*run*/) {}
  virtual void observe(const Call& call, std::string_view stage, const atelier_event& event) = 0;
  virtual void end(const Call&, const atelier_run_end& /*run*/) {}
  template <class T>
  static constexpr const void* interface_for();
};

namespace detail {
inline constexpr atelier_observer_v1 kObserverInterface = {
    sizeof(atelier_observer_v1),
    ATELIER_TAG_OBSERVER,
    &extension_in<Observer>,
    [](const atelier_call* call, void* self, const atelier_run_begin* in) noexcept {
      auto& o = *static_cast<Observer*>(self);
      return guard(call, o.component_id(), [&] { o.begin(Call(call), known(*in)); });
    },
    [](const atelier_call* call, void* self, const atelier_observation* in) noexcept {
      auto& o = *static_cast<Observer*>(self);
      return guard(call, o.component_id(), [&] { o.observe(Call(call), view(in->stage), known(*in->event)); });
    },
    [](const atelier_call* call, void* self, const atelier_run_end* in) noexcept {
      auto& o = *static_cast<Observer*>(self);
      return guard(call, o.component_id(), [&] { o.end(Call(call), known(*in)); });
    }};
}  // namespace detail

template <class T>
constexpr const void* Observer::interface_for() {
  return &detail::kObserverInterface;
}

class ObserverRef : public ObjectRef<atelier_observer_v1> {
 public:
  static constexpr std::string_view kKindName = ATELIER_KIND_OBSERVER;
  using ObjectRef::ObjectRef;

  void begin(const Call& call, const atelier_run_begin& run) const {
    invoke(call, [&](auto* c) { return v().begin(c, self(), &run); });
  }
  void observe(const Call& call, std::string_view stage, const atelier_event& event) const {
    auto in = blank<atelier_observation>();
    in.stage = c_str(stage);
    in.event = &event;
    invoke(call, [&](auto* c) { return v().observe(c, self(), &in); });
  }
  void end(const Call& call, const atelier_run_end& run) const {
    invoke(call, [&](auto* c) { return v().end(c, self(), &run); });
  }
};

}  // namespace atelier
