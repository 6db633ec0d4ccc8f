// Tasks in C++: the base of a component of kind acme.task/1.
#pragma once

#include <atelier/cpp/plugin.hpp>

#include "task.h"

class Task : public atelier::Instance {
 public:
  using Kind = Task;
  static constexpr std::string_view kKindName = ACME_KIND_TASK;
  virtual void perform(const atelier::Call& call) = 0;

  template <class T>
  static constexpr const void* interface_for();
};

inline constexpr acme_task_v1 kTaskInterface = {sizeof(acme_task_v1), 0, nullptr,
                                                [](const atelier_call* call, void* self) noexcept -> int32_t {
                                                  static_cast<Task*>(self)->perform(atelier::Call(call));
                                                  return ATELIER_OK;
                                                }};

template <class T>
constexpr const void* Task::interface_for() {
  return &kTaskInterface;
}

class TaskRef : public atelier::ObjectRef<acme_task_v1> {
 public:
  static constexpr std::string_view kKindName = ACME_KIND_TASK;
  using ObjectRef::ObjectRef;
  void perform(const atelier::Call& call) const { atelier::check(v().perform(call.raw(), self())); }
};
