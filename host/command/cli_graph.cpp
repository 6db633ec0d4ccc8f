#include <spdlog/fmt/fmt.h>

#include <iostream>

#include "resolving.hpp"

namespace atelier::host {
namespace {

std::string wire_text(const ResolvedWorkflow& workflow, const Wire& wire) {
  const std::string& name = workflow.nodes[static_cast<size_t>(wire.node)].name;
  return wire.port.empty() ? name : name + "." + wire.port;
}

void print_wires(const ResolvedWorkflow& workflow, const ParamInfo& param, const ResolvedValue& value) {
  if (value.is_wire())
    std::cout << fmt::format("  {} <- {}{}\n", param.name, wire_text(workflow, value.wire),
                             param.kind.empty() ? "" : " (" + short_kind(param.kind) + ")");
  for (const ResolvedValue& item : value.items) print_wires(workflow, param, item);
}

}  // namespace

int cli_graph(const Arguments& arguments) {
  const auto resolved = resolve_for(arguments);
  tell_diagnostics(arguments, resolved->result);
  if (!resolved->ok()) return exit_code_of(*resolved);
  const ResolvedWorkflow& workflow = resolved->result.workflow;
  const auto print = [&](const Node& node) {
    std::cout << fmt::format("{} {} ({})\n", node.stage ? "stage" : "part", node.name, node.component->id);
    for (size_t i = 0; i < node.values.size(); ++i) print_wires(workflow, node.component->params[i], node.values[i]);
    for (const int stage : node.after)
      std::cout << fmt::format("  after {}\n", workflow.nodes[static_cast<size_t>(stage)].name);
  };
  for (const Node& node : workflow.nodes)
    if (!node.stage) print(node);
  for (const int stage : workflow.stages) print(workflow.nodes[static_cast<size_t>(stage)]);
  return kExitDone;
}

}  // namespace atelier::host
