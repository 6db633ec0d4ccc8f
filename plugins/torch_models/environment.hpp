// What the OpenMP runtime that LibTorch brings must find in the environment: it reads its settings while it is loaded.
//
// Without this its threads spin when they wait for each other. On a machine that does anything else that made computing
// several times slower, and on a quiet one it gains next to nothing.
#pragma once

#include "atelier/cpp/environment.hpp"

namespace atelier::torch_models {

// A base of every component.
struct WithSleepingThreads {
  static constexpr atelier_variable kEnvironment[] = {
      {ATELIER_STR("OMP_WAIT_POLICY"), ATELIER_STR("passive"),
       ATELIER_STR("Threads that wait sleep, so that others can compute meanwhile.")}};
  static const void* component_extension(std::string_view id) { return environment<kEnvironment>(id); }
};

}  // namespace atelier::torch_models
