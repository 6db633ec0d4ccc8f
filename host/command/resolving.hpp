// What the verbs that take a workflow begin with: reading it, telling what is wrong with it, choosing its stages.
// [main]
#pragma once

#include <memory>
#include <set>
#include <vector>

#include "cli.hpp"
#include "language/workflow.hpp"
#include "plugins/registry.hpp"
#include "run/executor.hpp"
#include "words/diagnostic.hpp"

namespace atelier::host {

// A workflow with the catalog that it is resolved against.
struct Resolved {
  Registry registry{Registry::default_file()};
  Discovery found;
  WorkflowTexts as_checked;  // of --as-checked
  ResolveResult result;

  bool ok() const { return found.named_refused.empty() && result.ok(); }
};

// The workflow that the command line names, with its --set, --profile and --plugin. Of plugin files that are refused it
// is told here; of all else, by tell_diagnostics. `check_paths`: input paths must exist.
std::unique_ptr<Resolved> resolve_for(const Arguments& arguments, bool check_paths = true);

// What to resolve by the command line, and the same of all jobs of its sweep.
ResolveInput resolve_input(const Arguments& arguments, bool check_paths = true);

int exit_code_of(const Resolved& resolved);

// In the form that --format says.
void tell_diagnostics(const Arguments& arguments, const std::vector<Diagnostic>& diagnostics, const SourceMap& sources);
void tell_diagnostics(const Arguments& arguments, const ResolveResult& result);

// A failure when the stage of that name is disabled: where, and how it is enabled.
std::optional<Failure> refuse_disabled(const ResolvedWorkflow& workflow, const std::string& name);

// The stages that the command line names, or all.
Result<std::vector<int>> stages_for(const Arguments& arguments, const ResolvedWorkflow& workflow);

// Runs these, as --workspace, --progress and --log-level say.
RunResult run_resolved(const Arguments& arguments, Resolved& resolved, const std::vector<int>& stages,
                       const std::set<int>& fresh);

// Those that --fresh names, of `stages`, which are to run.
Result<std::set<int>> fresh_stages(const Arguments& arguments, const ResolvedWorkflow& workflow,
                                   const std::vector<int>& stages);

}  // namespace atelier::host
