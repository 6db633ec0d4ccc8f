#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "diagnostic.hpp"
#include "executor.hpp"
#include "exit_guard.hpp"
#include "explain.hpp"
#include "interrupt.hpp"
#include "registry.hpp"
#include "selection.hpp"
#include "suggest.hpp"
#include "workflow.hpp"

namespace atelier::host {
namespace {

// A workflow with the catalog that it is resolved against.
struct Resolved {
  Registry registry{Registry::default_file()};
  Discovery found;
  ResolveResult result;
  int exit_code = kExitDone;  // not done: everything has been told
};

void tell_diagnostics(const ResolveResult& result, const std::string& format) {
  if (result.diagnostics.empty()) return;
  if (format == "json") {
    std::cout << render_json(result.diagnostics) << "\n";
  } else if (format == "short") {
    std::cerr << render_short(result.diagnostics);
  } else {
    std::cerr << render_text(result.diagnostics, result.sources, wants_colour(stderr)) << "\n";
    std::cerr << summary(result.diagnostics) << "\n";
  }
}

std::unique_ptr<Resolved> resolve_for(const Arguments& arguments) {
  auto out = std::make_unique<Resolved>();
  out->found = discover_for(arguments, out->registry, Retry::kMayPass, out->exit_code);
  if (out->exit_code != kExitDone) return out;
  ResolveInput input;
  input.file = arguments.file;
  input.set = arguments.set;
  input.profiles = arguments.profiles;
  out->result = resolve(input, out->found.catalog);
  tell_diagnostics(out->result, arguments.format);
  if (out->result.ok()) return out;
  const auto refused = [](const Diagnostic& d) { return d.refused_plugin; };
  const auto& all = out->result.diagnostics;
  out->exit_code = std::any_of(all.begin(), all.end(), refused) ? kExitPlugin : kExitWorkflow;
  return out;
}

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

int cli_run(const Arguments& arguments) {
  const auto resolved = resolve_for(arguments);
  if (resolved->exit_code != kExitDone) return resolved->exit_code;
  const ResolvedWorkflow& workflow = resolved->result.workflow;
  const Selection selection = select_stages(workflow, arguments.stages);
  if (!selection.unknown.empty()) {
    const std::vector<std::string> names = stage_names(workflow);
    tell_error(fmt::format("{} has no stage `{}`", arguments.file.string(), selection.unknown));
    const std::string hint = did_you_mean(selection.unknown, names);
    std::cerr << (hint.empty() ? "its stages: " + list_names(names) : hint) << "\n";
    return kExitCommandLine;
  }
  Terminal::Options shown;
  shown.progress = arguments.progress;
  shown.colour = wants_colour(stderr);
  Terminal terminal(shown);
  catch_interrupts(terminal.stopping_notice());
  RunOptions options;
  options.workspace = arguments.workspace;
  options.argv = arguments.argv;
  options.level = arguments.level;
  const RunResult run =
      run_workflow(workflow, selection.stages, resolved->found.catalog, resolved->registry, terminal, options);
  settle_exit(run.exit_code);
  return run.exit_code;
}

int cli_check(const Arguments& arguments) {
  const auto resolved = resolve_for(arguments);
  if (resolved->exit_code != kExitDone) return resolved->exit_code;
  if (arguments.format == "json") {  // the diagnostics are the answer
    if (resolved->result.diagnostics.empty()) std::cout << "[]\n";
    return kExitDone;
  }
  const ResolvedWorkflow& workflow = resolved->result.workflow;
  const auto is_stage = [](const Node& node) { return node.stage; };
  const auto parts = workflow.nodes.size() -
                     static_cast<size_t>(std::count_if(workflow.nodes.begin(), workflow.nodes.end(), is_stage));
  const auto count = [](size_t n, const char* what) { return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s"); };
  std::cout << fmt::format("ok: {}, {}\n", count(workflow.stages.size(), "stage"), count(parts, "part"));
  return kExitDone;
}

int cli_graph(const Arguments& arguments) {
  const auto resolved = resolve_for(arguments);
  if (resolved->exit_code != kExitDone) return resolved->exit_code;
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

int cli_explain(const Arguments& arguments) {
  if (const Explanation* page = explanation_of(arguments.code)) {
    std::cout << render_explanation(*page);
    return kExitDone;
  }
  std::vector<std::string> codes;
  for (const Explanation& page : explanations()) codes.emplace_back(page.code);
  tell_error(fmt::format("there is no diagnostic `{}`", arguments.code));
  std::cerr << "the codes: " << list_names(codes, codes.size()) << "\n";
  return kExitCommandLine;
}

}  // namespace atelier::host
