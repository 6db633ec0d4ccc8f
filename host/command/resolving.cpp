#include "resolving.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <iostream>

#include "language/selection.hpp"
#include "plugins/search_path.hpp"
#include "shipped.hpp"

namespace atelier::host {
namespace {

// A word that is neither a file nor a shipped workflow.
void help_with_shipped(const Arguments& arguments, const std::vector<std::string>& shipped, ResolveResult& result) {
  if (shipped.empty() || arguments.file.has_parent_path() || arguments.file.has_extension()) return;
  for (Diagnostic& diagnostic : result.diagnostics) {
    if (diagnostic.code != "E101" || !diagnostic.help.empty()) continue;
    diagnostic.help = did_you_mean(arguments.file.string(), shipped);
    if (diagnostic.help.empty()) diagnostic.help = "workflows that come with the program: " + list_names(shipped);
  }
}

}  // namespace

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

Result<std::vector<int>> stages_for(const Arguments& arguments, const ResolvedWorkflow& workflow) {
  const Selection selection = select_stages(workflow, arguments.stages);
  if (selection.unknown.empty()) return selection.stages;
  const std::vector<std::string> names = stage_names(workflow);
  const std::string hint = did_you_mean(selection.unknown, names);
  return Failure{fmt::format("{} has no stage `{}`", arguments.file.string(), selection.unknown),
                 hint.empty() ? "its stages: " + list_names(names) : hint, kExitCommandLine};
}

}  // namespace atelier::host
