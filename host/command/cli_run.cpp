#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <atelier/cpp/words.hpp>
#include <cstdio>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "endings/exit_guard.hpp"
#include "language/selection.hpp"
#include "language/workflow.hpp"
#include "plugins/registry.hpp"
#include "plugins/search_path.hpp"
#include "run/deep_check.hpp"
#include "run/executor.hpp"
#include "shipped.hpp"
#include "system/interrupt.hpp"
#include "words/diagnostic.hpp"
#include "words/explain.hpp"

namespace atelier::host {
namespace {

// A workflow with the catalog that it is resolved against.
struct Resolved {
  Registry registry{Registry::default_file()};
  Discovery found;
  ResolveResult result;

  bool ok() const { return found.named_refused.empty() && result.ok(); }
};

int exit_code_of(const Resolved& resolved) {
  if (resolved.ok()) return kExitDone;
  const auto& all = resolved.result.diagnostics;
  const bool refused = std::any_of(all.begin(), all.end(), [](const Diagnostic& d) { return d.refused_plugin; });
  return refused || !resolved.found.named_refused.empty() ? kExitPlugin : kExitWorkflow;
}

void tell_diagnostics(const Arguments& arguments, const std::vector<Diagnostic>& diagnostics,
                      const SourceMap& sources) {
  if (diagnostics.empty()) return;
  if (arguments.format == "json") {
    std::cout << render_json(diagnostics) << "\n";
  } else if (arguments.format == "short") {
    std::cerr << render_short(diagnostics);
  } else {
    std::cerr << render_text(diagnostics, sources, wants_colour(stderr)) << "\n";
    std::cerr << summary(diagnostics) << "\n";
  }
}

void tell_diagnostics(const Arguments& arguments, const ResolveResult& result) {
  tell_diagnostics(arguments, result.diagnostics, result.sources);
}

// A word that is neither a file nor a shipped workflow.
void help_with_shipped(const Arguments& arguments, const std::vector<std::string>& shipped, ResolveResult& result) {
  if (shipped.empty() || arguments.file.has_parent_path() || arguments.file.has_extension()) return;
  for (Diagnostic& diagnostic : result.diagnostics) {
    if (diagnostic.code != "E101" || !diagnostic.help.empty()) continue;
    diagnostic.help = did_you_mean(arguments.file.string(), shipped);
    if (diagnostic.help.empty()) diagnostic.help = "workflows that come with the program: " + list_names(shipped);
  }
}

std::unique_ptr<Resolved> resolve_for(const Arguments& arguments) {
  auto out = std::make_unique<Resolved>();
  out->found = discover_for(arguments.plugins, out->registry, Retry::kMayPass);
  if (!out->found.named_refused.empty()) return out;
  ResolveInput input;
  const std::filesystem::path program = search_places({}).program;
  input.file = workflow_file(arguments.file, program);
  input.set = arguments.set;
  input.profiles = arguments.profiles;
  out->result = resolve(input, out->found.catalog);
  help_with_shipped(arguments, shipped_workflows(program), out->result);
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

// The stages that the command line names, or all.
Result<std::vector<int>> stages_for(const Arguments& arguments, const ResolvedWorkflow& workflow) {
  const Selection selection = select_stages(workflow, arguments.stages);
  if (selection.unknown.empty()) return selection.stages;
  const std::vector<std::string> names = stage_names(workflow);
  const std::string hint = did_you_mean(selection.unknown, names);
  return Failure{fmt::format("{} has no stage `{}`", arguments.file.string(), selection.unknown),
                 hint.empty() ? "its stages: " + list_names(names) : hint, kExitCommandLine};
}

// "ok: 1 stage, 2 parts", of what is checked: the whole file, or what the named stages need.
std::string checked_words(const Arguments& arguments, const ResolvedWorkflow& workflow,
                          const std::vector<int>& stages) {
  const size_t all = arguments.stages.empty() ? workflow.nodes.size() : needed_by(workflow, stages).size();
  return fmt::format("ok: {}, {}\n", counted(stages.size(), "stage", "stages"),
                     counted(all - stages.size(), "part", "parts"));
}

// Makes the parts. Adds what is wrong to the diagnostics and tells all of them.
int check_parts(const Arguments& arguments, Resolved& resolved, const std::vector<int>& stages) {
  ResolveResult& result = resolved.result;
  const Result<Trial> trial = check_deeply(result.workflow, stages, resolved.found.catalog, resolved.registry);
  if (trial)
    for (const FailedPart& failed : trial->failed) result.diagnostics.push_back(diagnostic_of(result.workflow, failed));
  tell_diagnostics(arguments, result);
  if (!trial) {
    tell_failure(trial.failure());
    return kExitPlugin;
  }
  if (const std::string words = waiting_words(result.workflow, *trial); !words.empty() && arguments.format != "json")
    std::cout << words << "\n";
  return result.ok() ? kExitDone : kExitWorkflow;
}

}  // namespace

int cli_run(const Arguments& arguments) {
  const auto resolved = resolve_for(arguments);
  tell_diagnostics(arguments, resolved->result);
  if (!resolved->ok()) return exit_code_of(*resolved);
  const ResolvedWorkflow& workflow = resolved->result.workflow;
  const Result<std::vector<int>> stages = stages_for(arguments, workflow);
  if (!stages) return tell_failure(stages.failure());
  Terminal::Options shown;
  shown.progress = arguments.progress;
  shown.colour = wants_colour(stderr);
  Terminal terminal(shown);
  catch_interrupts(terminal.stopping_notice());
  RunOptions options;
  options.workspace = arguments.workspace;
  options.argv = arguments.argv;
  options.level = arguments.level;
  options.show = [&](const std::vector<Diagnostic>& diagnostics) {
    tell_diagnostics(arguments, diagnostics, resolved->result.sources);
  };
  const RunResult run = run_workflow(workflow, *stages, resolved->found.catalog, resolved->registry, terminal, options);
  settle_exit(run.exit_code);
  return run.exit_code;
}

int cli_check(const Arguments& arguments) {
  const auto resolved = resolve_for(arguments);
  // of a check that goes deeper they are told with what that finds
  if (!(arguments.deep && resolved->ok())) tell_diagnostics(arguments, resolved->result);
  if (!resolved->ok()) return exit_code_of(*resolved);
  const ResolvedWorkflow& workflow = resolved->result.workflow;
  const Result<std::vector<int>> stages = stages_for(arguments, workflow);
  if (!stages) return tell_failure(stages.failure());
  if (arguments.deep)
    if (const int exit_code = check_parts(arguments, *resolved, *stages); exit_code != kExitDone) return exit_code;
  if (arguments.format != "json") {
    std::cout << checked_words(arguments, workflow, *stages);
  } else if (resolved->result.diagnostics.empty()) {  // they are the answer
    std::cout << "[]\n";
  }
  return kExitDone;
}

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

int cli_explain(const Arguments& arguments) {
  if (const CodePage* page = page_of(arguments.code)) {
    std::cout << page->text;
    return kExitDone;
  }
  std::vector<std::string> codes;
  for (const CodePage& page : code_pages()) codes.emplace_back(page.code);
  return tell_failure({fmt::format("there is no diagnostic `{}`", arguments.code),
                       "the codes: " + list_names(codes, codes.size()), kExitCommandLine});
}

}  // namespace atelier::host
