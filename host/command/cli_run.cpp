#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <atelier/cpp/words.hpp>
#include <cstdio>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "endings/exit_guard.hpp"
#include "language/jobs.hpp"
#include "language/selection.hpp"
#include "report/report.hpp"
#include "resolving.hpp"
#include "run/deep_check.hpp"
#include "run/executor.hpp"
#include "system/interrupt.hpp"
#include "words/diagnostic.hpp"
#include "words/explain.hpp"

namespace atelier::host {
namespace {

// "ok: 1 stage, 2 parts", of what is checked: the whole file, or what the named stages need.
std::string checked_words(const Arguments& arguments, const ResolvedWorkflow& workflow,
                          const std::vector<int>& stages) {
  const std::set<int> needed = needed_by(workflow, stages);
  size_t parts = 0;  // those with a table of their own, as they are written
  for (size_t i = 0; i < workflow.nodes.size(); ++i) {
    const Node& node = workflow.nodes[i];
    parts += !node.stage && !node.in_slot && (arguments.stages.empty() || needed.count(static_cast<int>(i)) != 0);
  }
  return fmt::format("ok: {}, {}\n", counted(stages.size(), "stage", "stages"), counted(parts, "part", "parts"));
}

// Makes the parts. Adds what is wrong to the diagnostics and tells all of them.
int check_parts(const Arguments& arguments, Resolved& resolved, const std::vector<int>& stages) {
  ResolveResult& result = resolved.result;
  const Result<Trial> trial = check_deeply(result.workflow, stages, resolved.found.catalog, resolved.registry);
  if (trial)
    for (Diagnostic& wrong : diagnostics_of(result.workflow, *trial)) result.diagnostics.push_back(std::move(wrong));
  tell_diagnostics(arguments, result);
  if (!trial) {
    tell_failure(trial.failure());
    return kExitPlugin;
  }
  if (const std::string words = waiting_words(result.workflow, *trial); !words.empty() && arguments.format != "json")
    std::cout << words << "\n";
  return result.ok() ? kExitDone : kExitWorkflow;
}

// The jobs of the workflow's sweep, if it has one. What is wrong with them is told, errors alone: the workflow itself
// has told the rest.
int check_jobs(const Arguments& arguments, const Resolved& resolved) {
  if (resolved.result.jobs.empty() || !arguments.job.empty()) return kExitDone;
  const ResolvedJobs sweep = resolve_jobs(resolve_input(arguments), resolved.found.catalog);
  if (sweep.ok()) return kExitDone;
  tell_diagnostics(arguments, sweep.diagnostics, sweep.sources);
  return kExitWorkflow;
}

}  // namespace

int cli_run(const Arguments& arguments) {
  if (arguments.progress == ProgressMode::kJson) tell_as_json();
  const auto resolved = resolve_for(arguments);
  tell_diagnostics(arguments, resolved->result);
  if (!resolved->ok()) return exit_code_of(*resolved);
  const ResolvedWorkflow& workflow = resolved->result.workflow;
  const Result<std::vector<int>> stages = stages_for(arguments, workflow);
  if (!stages) return tell_failure(stages.failure());
  if (stages->empty()) return tell_failure({"there is nothing to run: no stage is enabled", "", kExitWorkflow});
  const Result<std::set<int>> fresh = fresh_stages(arguments, workflow, *stages);
  if (!fresh) return tell_failure(fresh.failure());
  const RunResult run = run_resolved(arguments, *resolved, *stages, *fresh);
  settle_exit(run.exit_code);
  return run.exit_code;
}

RunResult run_resolved(const Arguments& arguments, Resolved& resolved, const std::vector<int>& stages,
                       const std::set<int>& fresh) {
  Terminal::Options shown;
  shown.progress = arguments.progress;
  shown.colour = wants_colour(stderr);
  Terminal terminal(shown);
  catch_interrupts(terminal.stopping_notice());
  RunOptions options;
  options.workspace = arguments.workspace;
  options.argv = arguments.argv;
  options.level = arguments.level;
  options.fresh = fresh;
  options.show = [&](const std::vector<Diagnostic>& diagnostics) {
    tell_diagnostics(arguments, diagnostics, resolved.result.sources);
  };
  options.ended = [&](const std::filesystem::path& folder) {
    if (const Result<void> written = write_report_of(options.system, folder); !written)
      terminal.message(spdlog::level::warn, "the run has no report.html: " + written.failure().text());
  };
  return run_workflow(resolved.result.workflow, stages, resolved.found.catalog, resolved.registry, terminal, options);
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
  if (const int exit_code = check_jobs(arguments, *resolved); exit_code != kExitDone) return exit_code;
  if (arguments.format != "json") {
    std::cout << checked_words(arguments, workflow, *stages);
  } else if (resolved->result.diagnostics.empty()) {  // they are the answer
    std::cout << "[]\n";
  }
  return kExitDone;
}

int cli_explain(const Arguments& arguments) {
  if (const CodePage* page = page_of(arguments.code)) {
    std::cout << page->text;
    return kExitDone;
  }
  std::vector<std::string> codes;
  for (const CodePage& page : code_pages()) {
    codes.emplace_back(page.code);
    if (codes.back().substr(1) == arguments.code)
      return tell_failure({fmt::format("there is no diagnostic `{}`", arguments.code),
                           fmt::format("did you mean `{}`?", codes.back()), kExitCommandLine});
  }
  return tell_failure({fmt::format("there is no diagnostic `{}`", arguments.code),
                       "the codes: " + list_names(codes, codes.size()), kExitCommandLine});
}

}  // namespace atelier::host
