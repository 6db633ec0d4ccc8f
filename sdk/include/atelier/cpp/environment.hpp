// Atelier SDK, C++17 layer: what a plugin's libraries must find in the environment when they are loaded.
//
//   static constexpr atelier_variable kEnvironment[] = {
//       {ATELIER_STR("NAME"), ATELIER_STR("value"), ATELIER_STR("Why.")}};
//   static const void* component_extension(std::string_view id) {
//     return atelier::environment<kEnvironment>(id);
//   }
#pragma once

#include <iterator>
#include <string_view>

#include "../environment.h"
#include "plugin.hpp"

namespace atelier {

// A component's answer to the extension of that id; null for any other id. [any]
template <const auto& kVariables>
const void* environment(std::string_view id) {
  static constexpr atelier_component_environment_v1 kAnswer = {
      sizeof kAnswer, 0, [](const atelier_component*, uint64_t* count) noexcept -> const atelier_variable* {
        *count = std::size(kVariables);
        return kVariables;
      }};
  return id == ATELIER_EXTENSION_COMPONENT_ENVIRONMENT ? &kAnswer : nullptr;
}

}  // namespace atelier
