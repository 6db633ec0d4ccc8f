// Atelier SDK, C++17 layer: schedules. Contract: kinds/schedule.h.
#pragma once

#include "../kinds/schedule.h"
#include "plugin.hpp"

namespace atelier {

// Base of a schedule: a pure function of the step.
class Schedule : public Instance {
 public:
  using Kind = Schedule;
  static constexpr std::string_view kKindName = ATELIER_KIND_SCHEDULE;
  virtual double factor(uint64_t step, uint64_t total) const = 0;
  template <class T>
  static constexpr const void* interface_for();
};

inline constexpr atelier_schedule_v1 kScheduleInterface = {
    sizeof(atelier_schedule_v1), 0,
    [](const atelier_call* call, void* self, uint64_t step, uint64_t total, double* out) noexcept {
      const auto& s = *static_cast<const Schedule*>(self);
      return detail::guard(call, s.component_id(), [&] { *out = s.factor(step, total); });
    }};

template <class T>
constexpr const void* Schedule::interface_for() {
  return &kScheduleInterface;
}

class ScheduleRef {
 public:
  ScheduleRef() = default;
  explicit ScheduleRef(atelier_object object) : object_(object) {}
  explicit operator bool() const { return object_.iface != nullptr; }
  double factor(const Call& call, uint64_t step, uint64_t total) const {
    double out = 1;
    check(static_cast<const atelier_schedule_v1*>(object_.iface)->factor(call.raw(), object_.self, step, total, &out));
    return out;
  }

 private:
  atelier_object object_{};
};

}  // namespace atelier
