#include "prune.hpp"

namespace atelier::host {
namespace {

void for_each_wire(const ResolvedValue& value, const auto& visit) {
  if (value.is_wire()) visit(value.wire.node);
  for (const ResolvedValue& item : value.items) for_each_wire(item, visit);
}

void renumber(ResolvedValue& value, const std::vector<int>& fresh) {
  if (value.is_wire()) value.wire.node = fresh[value.wire.node];
  for (ResolvedValue& item : value.items) renumber(item, fresh);
}

std::vector<bool> needed_nodes(const ResolvedWorkflow& workflow, const NamedTables& tables) {
  std::vector<bool> needed(workflow.nodes.size(), false);
  std::vector<int> open;
  const auto need = [&](int node) {
    if (!needed[node]) open.push_back(node);
    needed[node] = true;
  };
  for (const NamedTable& table : tables)
    if (table.stage && table.enabled) need(table.node);
  for (const ResolvedValue& value : workflow.run) for_each_wire(value, need);
  while (!open.empty()) {
    const int node = open.back();
    open.pop_back();
    for (const ResolvedValue& value : workflow.nodes[node].values) for_each_wire(value, need);
  }
  return needed;
}

}  // namespace

void drop_idle(ResolvedWorkflow& workflow, const NamedTables& tables, const std::vector<DeferredProblem>& deferred,
               Report& report) {
  const std::vector<bool> needed = needed_nodes(workflow, tables);
  for (const auto& [node, diagnostic] : deferred)
    if (needed[node]) report.add(diagnostic);

  std::vector<int> fresh(workflow.nodes.size(), -1);
  std::vector<Node> kept;
  for (size_t i = 0; i < needed.size(); ++i) {
    if (!needed[i]) continue;
    fresh[i] = static_cast<int>(kept.size());
    kept.push_back(std::move(workflow.nodes[i]));
  }
  for (Node& node : kept) {
    if (node.owner >= 0) node.owner = fresh[node.owner];
    for (ResolvedValue& value : node.values) renumber(value, fresh);
    for (int& after : node.after) after = fresh[after];
  }
  for (ResolvedValue& value : workflow.run) renumber(value, fresh);
  for (int& observer : workflow.observers) observer = fresh[observer];
  workflow.nodes = std::move(kept);
}

}  // namespace atelier::host
