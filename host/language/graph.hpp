// What needs what: circles among tables, and the order of the stages.
#pragma once

#include <vector>

#include "report.hpp"
#include "resolved.hpp"

namespace atelier::host {

// Sets `workflow.stages`: each stage after what it needs, through parts too; where that leaves a choice, in the order
// of the nodes. `owners`: for each node, the named node it belongs to, or -1. Circles are reported (E320) as the lines
// that make them.
void order_stages(ResolvedWorkflow& workflow, const std::vector<int>& owners, Report& report);

}  // namespace atelier::host
