#include "selection.hpp"

#include <algorithm>

namespace atelier::host {
namespace {

const Node& node_at(const ResolvedWorkflow& workflow, int index) { return workflow.nodes[static_cast<size_t>(index)]; }

void append(std::vector<int>& to, const std::vector<int>& nodes) { to.insert(to.end(), nodes.begin(), nodes.end()); }

// `open`, what `next` adds to them for each of them, what it adds for those, and so on.
std::set<int> reached(std::vector<int> open, const auto& next) {
  std::set<int> seen;
  while (!open.empty()) {
    const int index = open.back();
    open.pop_back();
    if (seen.insert(index).second) next(index, open);
  }
  return seen;
}

}  // namespace

std::vector<int> inputs_of(const Node& node) {
  std::vector<int> out;
  for_each_wire(node.values, [&](const ResolvedValue& value) {
    if (std::find(out.begin(), out.end(), value.wire.node) == out.end()) out.push_back(value.wire.node);
  });
  return out;
}

std::vector<int> roots_of(const ResolvedWorkflow& workflow, const std::vector<int>& stages) {
  std::vector<int> roots = stages;
  append(roots, workflow.observers);
  return roots;
}

std::set<int> needed_by(const ResolvedWorkflow& workflow, const std::vector<int>& nodes) {
  return reached(nodes, [&](int index, std::vector<int>& open) {
    append(open, inputs_of(node_at(workflow, index)));
    append(open, node_at(workflow, index).after);
    append(open, node_at(workflow, index).behind);
  });
}

std::set<int> upstream_of(const ResolvedWorkflow& workflow, const std::vector<int>& nodes) {
  return reached(nodes, [&](int index, std::vector<int>& open) {
    append(open, inputs_of(node_at(workflow, index)));
    append(open, node_at(workflow, index).after);
  });
}

std::set<int> in_use_by(const ResolvedWorkflow& workflow, const std::vector<int>& nodes) {
  return reached(nodes, [&](int index, std::vector<int>& open) {
    const bool asked_for = std::find(nodes.begin(), nodes.end(), index) != nodes.end();
    if (asked_for || !node_at(workflow, index).stage) append(open, inputs_of(node_at(workflow, index)));
  });
}

const ComponentInfo* first_serial(const ResolvedWorkflow& workflow, const std::set<int>& nodes) {
  for (const int index : nodes)
    if (node_at(workflow, index).component->serial) return node_at(workflow, index).component;
  return nullptr;
}

std::vector<std::string> stage_names(const ResolvedWorkflow& workflow) {
  std::vector<std::string> out;
  for (const int index : workflow.stages) out.push_back(node_at(workflow, index).name);
  return out;
}

Selection select_stages(const ResolvedWorkflow& workflow, const std::vector<std::string>& names) {
  if (names.empty()) return {workflow.stages, {}};
  std::vector<int> wanted;
  for (const std::string& name : names) {
    const auto is_it = [&](int index) { return node_at(workflow, index).name == name; };
    const auto it = std::find_if(workflow.stages.begin(), workflow.stages.end(), is_it);
    if (it == workflow.stages.end()) return {{}, name};
    wanted.push_back(*it);
  }
  const std::set<int> needed = needed_by(workflow, wanted);
  Selection out{workflow.stages, {}};
  std::erase_if(out.stages, [&](int index) { return needed.count(index) == 0; });
  return out;
}

}  // namespace atelier::host
