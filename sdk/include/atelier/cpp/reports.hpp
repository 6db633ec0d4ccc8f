// Atelier SDK, C++17 layer: files of a stage's folder that no output hangs on. Contract: reports.h.
//
//   static constexpr atelier_str kReports[] = {ATELIER_STR("report.json")};
//   static const void* component_extension(std::string_view id) { return atelier::reports<kReports>(id); }
#pragma once

#include <iterator>
#include <string_view>

#include "../reports.h"
#include "plugin.hpp"

namespace atelier {

// A stage's answer to the extension of that id; null for any other id. [any]
template <const auto& kNames>
const void* reports(std::string_view id) {
  static constexpr atelier_stage_reports_v1 kAnswer = {
      sizeof kAnswer, 0, [](const atelier_component*, uint64_t* count) noexcept -> const atelier_str* {
        *count = std::size(kNames);
        return kNames;
      }};
  return id == ATELIER_EXTENSION_STAGE_REPORTS ? &kAnswer : nullptr;
}

}  // namespace atelier
