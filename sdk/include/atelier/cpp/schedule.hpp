// Atelier SDK, C++17 layer: schedules. Contract: kinds/schedule.h.
#pragma once

#include <cmath>

#include "../kinds/schedule.h"
#include "plugin.hpp"

namespace atelier {

// Base of a schedule: a pure function of where training stands. Called from many threads at once.
class Schedule : public Instance {
 public:
  using Kind = Schedule;
  static constexpr std::string_view kKindName = ATELIER_KIND_SCHEDULE;
  virtual double factor(const Call& call, const atelier_schedule_input& in) const = 0;
  template <class T>
  static constexpr const void* interface_for();
};

namespace detail {
inline constexpr atelier_schedule_v1 kScheduleInterface = {
    sizeof(atelier_schedule_v1), ATELIER_TAG_SCHEDULE, &extension_in<Schedule>,
    [](const atelier_call* call, void* self, const atelier_schedule_input* in, atelier_schedule_output* out) noexcept {
      const auto& s = *static_cast<const Schedule*>(self);
      return guard(call, s.component_id(), [&] {
        auto made = blank<atelier_schedule_output>();
        made.factor = s.factor(Call(call), known(*in));
        give(out, made);
      });
    }};
}  // namespace detail

template <class T>
constexpr const void* Schedule::interface_for() {
  return &detail::kScheduleInterface;
}

class ScheduleRef : public ObjectRef<atelier_schedule_v1> {
 public:
  static constexpr std::string_view kKindName = ATELIER_KIND_SCHEDULE;
  using ObjectRef::ObjectRef;

  double factor(const Call& call, const atelier_schedule_input& in) const {
    auto out = blank<atelier_schedule_output>();
    invoke(call, [&](auto* c) { return v().factor(c, self(), &in, &out); });
    if (!std::isfinite(out.factor) || out.factor < 0)
      detail::broken(provider(kKindName), text("its factor is ", out.factor, " at step ", in.step));
    return out.factor;
  }
};

}  // namespace atelier
