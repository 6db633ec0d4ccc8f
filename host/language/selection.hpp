// Which nodes a run needs.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "resolved.hpp"

namespace atelier::host {

// The stages and the run's observers: what a run of these stages begins with.
std::vector<int> roots_of(const ResolvedWorkflow& workflow, const std::vector<int>& stages);

// Every node that `node` needs, itself included: through wires, `after` and gates, and on through what those need.
std::set<int> needed_by(const ResolvedWorkflow& workflow, const std::vector<int>& nodes);

// The same without what gates add: what the node's result is made from.
std::set<int> upstream_of(const ResolvedWorkflow& workflow, const std::vector<int>& nodes);

// The nodes whose components' functions may be called while these work: themselves, the parts below them, and of stages
// before them what they left, but not their parts.
std::set<int> in_use_by(const ResolvedWorkflow& workflow, const std::vector<int>& nodes);

// The first of these nodes whose component is serial, or null.
const ComponentInfo* first_serial(const ResolvedWorkflow& workflow, const std::set<int>& nodes);

// The nodes that one node takes values or objects from directly, in the order of its values, each once.
std::vector<int> inputs_of(const Node& node);

struct Selection {
  std::vector<int> stages;  // in an order in which each follows what it needs
  std::string unknown;      // a name that is no stage, or ""
};

// The named stages with the stages they need; all when `names` is empty.
Selection select_stages(const ResolvedWorkflow& workflow, const std::vector<std::string>& names);

std::vector<std::string> stage_names(const ResolvedWorkflow& workflow);

}  // namespace atelier::host
