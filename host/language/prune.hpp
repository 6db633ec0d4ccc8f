// Leaving out what a run does not need.
#pragma once

#include <vector>

#include "named_tables.hpp"
#include "report.hpp"
#include "resolved.hpp"
#include "resolver.hpp"

namespace atelier::host {

// Takes out disabled stages, and parts that no enabled stage or observer needs, with the parts in their slots.
// Reports the deferred problems of those that stay.
void drop_idle(ResolvedWorkflow& workflow, const NamedTables& tables, const std::vector<DeferredProblem>& deferred,
               Report& report);

}  // namespace atelier::host
