// Atelier SDK, C++17 layer: which numbers a component gives (numbers.h). A static member of its class says it:
//
//   static constexpr Number kNumbers[] = {number("mean_iou", "The mean over the classes.")};
//   static constexpr Number kNumbers[] = {number("evaluate/pictures"), numbers_of_parts("metrics", "evaluate/")};
#pragma once

#include <iterator>
#include <string_view>

#include "../numbers.h"
#include "core.hpp"

namespace atelier {

using Number = atelier_number;

constexpr Number number(std::string_view name, std::string_view doc = {}) { return {c_str(name), {}, {}, c_str(doc)}; }
// Those of the parts that fill the slot, each with the prefix before it.
constexpr Number numbers_of_parts(std::string_view slot, std::string_view prefix = {}) {
  return {{}, c_str(slot), c_str(prefix), {}};
}

// A component's answer to the extension of that id; null for any other id. [any]
template <const auto& kNumbers>
const void* numbers_extension(std::string_view id) {
  static constexpr atelier_component_numbers_v1 kAnswer = {
      sizeof kAnswer, 0, [](const atelier_component*, uint64_t* count) noexcept -> const atelier_number* {
        *count = std::size(kNumbers);
        return kNumbers;
      }};
  return id == ATELIER_EXTENSION_COMPONENT_NUMBERS ? &kAnswer : nullptr;
}

}  // namespace atelier
