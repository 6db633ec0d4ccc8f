// From the layered tree to nodes: which component each table is, what each of its options is, where each wire goes.
//
// The pieces: NamedTables (parts and stages by name), ComponentFinder (`use`), Options (a component's table), Slots
// (parts inside), Wires (references to other tables), Fitting (what could be given instead).
#pragma once

#include <vector>

#include "catalog.hpp"
#include "named_tables.hpp"
#include "options.hpp"
#include "parameters.hpp"
#include "report.hpp"
#include "resolved.hpp"
#include "wires.hpp"

namespace atelier::host {

// Fills the run's settings and all nodes of `workflow`, those of disabled stages too; marks the tables that are used.
// Gives what is wrong only if a node is needed after all.
std::vector<DeferredProblem> resolve_nodes(const Written& root, const Catalog& catalog, NamedTables& tables,
                                           Parameters& parameters, const PathCheck& paths, Report& report,
                                           ResolvedWorkflow& workflow);

}  // namespace atelier::host
