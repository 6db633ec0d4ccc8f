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
  virtual void observe(const Call& call, std::string_view stage, const atelier_event& event) = 0;
  template <class T>
  static constexpr const void* interface_for();
};

inline constexpr atelier_observer_v1 kObserverInterface = {
    sizeof(atelier_observer_v1), 0,
    [](const atelier_call* call, void* self, atelier_str stage, const atelier_event* event) noexcept {
      auto& o = *static_cast<Observer*>(self);
      return detail::guard(call, o.component_id(), [&] { o.observe(Call(call), view(stage), *event); });
    }};

template <class T>
constexpr const void* Observer::interface_for() {
  return &kObserverInterface;
}

}  // namespace atelier
