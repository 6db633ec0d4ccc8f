// What of a workflow's options does not go with what, by the rules of the components.
#pragma once

#include "report.hpp"
#include "resolved.hpp"
#include "system/disk.hpp"

namespace atelier::host {

// Nothing when a key or table is misread (E2..). Holds every node against its component's rules (E411, or W003 where a
// rule only warns), and its paths against what a path must be (E412). Told at the option's value; at the `use` that
// brings in a default. `disk` null: what is at a path is not known.
void check_rules(const ResolvedWorkflow& workflow, const Disk* disk, Report& report);

}  // namespace atelier::host
