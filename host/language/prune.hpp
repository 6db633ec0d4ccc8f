// Leaving out what a run does not need.
#pragma once

#include <utility>
#include <vector>

#include "report.hpp"
#include "resolved.hpp"
#include "resolver.hpp"

namespace atelier::host {

// Takes out disabled stages, and parts that no enabled stage or observer needs, with the parts in their slots.
// Reports what `held` says of a node (a part that refers to a disabled stage) only when the node is needed. `owners` is
// brought up to date.
void drop_idle(ResolvedWorkflow& workflow, std::vector<int>& owners, const std::vector<NamedTable>& tables,
               const std::vector<std::pair<int, Diagnostic>>& held, Report& report);

}  // namespace atelier::host
