#include "selection.hpp"

#include <algorithm>

namespace atelier::host {
namespace {

void add_inputs(const ResolvedValue& value, std::vector<int>& out) {
  if (value.is_wire() && std::find(out.begin(), out.end(), value.wire.node) == out.end())
    out.push_back(value.wire.node);
  for (const ResolvedValue& item : value.items) add_inputs(item, out);
}

const Node& node_at(const ResolvedWorkflow& workflow, int index) { return workflow.nodes[static_cast<size_t>(index)]; }

}  // namespace

std::vector<int> inputs_of(const Node& node) {
  std::vector<int> out;
  for (const ResolvedValue& value : node.values) add_inputs(value, out);
  return out;
}

std::vector<int> roots_of(const ResolvedWorkflow& workflow, const std::vector<int>& stages) {
  std::vector<int> roots = stages;
  roots.insert(roots.end(), workflow.observers.begin(), workflow.observers.end());
  return roots;
}

std::set<int> needed_by(const ResolvedWorkflow& workflow, const std::vector<int>& nodes) {
  std::set<int> seen;
  std::vector<int> open = nodes;
  while (!open.empty()) {
    const int index = open.back();
    open.pop_back();
    if (!seen.insert(index).second) continue;
    const Node& node = node_at(workflow, index);
    for (const int input : inputs_of(node)) open.push_back(input);
    open.insert(open.end(), node.after.begin(), node.after.end());
  }
  return seen;
}

std::set<int> in_use_by(const ResolvedWorkflow& workflow, const std::vector<int>& nodes) {
  std::set<int> seen;
  std::vector<int> open = nodes;
  while (!open.empty()) {
    const int index = open.back();
    open.pop_back();
    const bool asked_for = std::find(nodes.begin(), nodes.end(), index) != nodes.end();
    if (!seen.insert(index).second || (node_at(workflow, index).stage && !asked_for)) continue;
    for (const int input : inputs_of(node_at(workflow, index))) open.push_back(input);
  }
  return seen;
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
  Selection out;
  std::copy_if(workflow.stages.begin(), workflow.stages.end(), std::back_inserter(out.stages),
               [&](int index) { return needed.count(index) != 0; });
  return out;
}

}  // namespace atelier::host
