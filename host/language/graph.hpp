// What needs what: circles among tables, and the order of the stages.
#pragma once

#include <vector>

#include "report.hpp"
#include "resolved.hpp"

namespace atelier::host {

// Sets `workflow.stages`: each stage after what it needs, through parts too; where that leaves a choice, in the order
// of the nodes. Circles are reported (E320) as the lines that make them.
void order_stages(ResolvedWorkflow& workflow, Report& report);

}  // namespace atelier::host
