#include "executor.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "decision.hpp"
#include "language/selection.hpp"
#include "loading.hpp"
#include "run_loop.hpp"
#include "run_record.hpp"
#include "system/exit_code.hpp"
#include "system/interrupt.hpp"
#include "trial.hpp"
#include "unfinished.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

constexpr uint64_t kMegabyte = 1'000'000;
constexpr uint64_t kWorthTelling = 200 * kMegabyte;  // of input to read

// Whether the run may begin: not when a part certainly cannot be made.
bool try_early(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Loaded& loaded,
               const RunOptions& options) {
  const std::vector<Diagnostic> wrong = try_parts_early(workflow, stages, loaded.components);
  if (!wrong.empty() && options.show) options.show(wrong);
  return std::none_of(wrong.begin(), wrong.end(), [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

RunResult tell(Terminal& terminal, const std::string& text, int exit_code) {
  terminal.message(spdlog::level::err, text);
  return {exit_code, {}};
}

// The stages that have to run, or may have to.
Result<std::vector<int>> stages_to_run(Decider& decider, const std::vector<int>& stages) {
  std::vector<int> out;
  for (const int stage : stages) {
    const Result<Decision> decision = decider.decide(stage);
    if (!decision) return decision.failure();
    if (decision->choice != Choice::kReuse) out.push_back(stage);
  }
  return out;
}

RunResult run_loaded(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Catalog& catalog,
                     const Loaded& loaded, Terminal& terminal, const RunOptions& options, Kept& kept) {
  const auto plugins = plugins_of(workflow, in_use_by(workflow, roots_of(workflow, stages)), catalog);
  if (!plugins) return tell(terminal, plugins.failure().text(), kExitPlugin);
  Result<RunFiles> files =
      begin_run_files(options.system, options.workspace, workflow, threads_of(workflow), options.argv, *plugins);
  if (files) {
    note_second_interrupt((files->folder.path() / kStoppedAtOnce).string());
    files->record.set_loaded(loaded.plugins);
    drop_old_unfinished(options.system, files->folder.workspace());
    return RunLoop(workflow, stages, loaded, terminal, options, kept, *std::move(files)).run();
  }
  return tell(terminal,
              fmt::format("{}\n  what a run leaves goes to {}: make it a folder that can be written and has room, "
                          "or give another one with --workspace DIR",
                          files.failure().reason, fs::absolute(options.workspace).string()),
              kExitStageFailed);
}

RunResult run_with_store(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Catalog& catalog,
                         Registry& registry, Terminal& terminal, const RunOptions& options) {
  Kept::Options wanted;
  wanted.workspace = fs::absolute(options.workspace);
  wanted.fresh = options.fresh;
  wanted.find = FindFor::kReuse;
  wanted.store.warn = [&](const std::string& text) { terminal.message(spdlog::level::warn, text); };
  wanted.store.cancelled = wanted.watch.cancelled = [] { return interrupted() != 0; };
  wanted.watch.progress = [&](uint64_t done, uint64_t of) {
    if (of > kWorthTelling) terminal.progress("inputs", done / kMegabyte, of / kMegabyte, "MB");
  };
  Kept kept(options.system, workflow, catalog, std::move(wanted));
  const auto waiting = [&](const std::string& who) {
    terminal.message(spdlog::level::info, fmt::format("{} clears up the store; waiting for it", who));
  };
  const Result<StoreUse> use = kept.store().enter(fmt::format("the run of {}", workflow.name), waiting);
  if (interrupted()) return {exit_code_of_signal(interrupted()), {}};
  if (!use) return tell(terminal, use.failure().text(), kExitStore);
  kept.store().clear_leftovers();
  const Result<std::vector<int>> to_run = stages_to_run(kept.decider(), stages);
  terminal.end_progress();
  if (interrupted()) return {exit_code_of_signal(interrupted()), {}};
  if (!to_run) return tell(terminal, to_run.failure().text(), kExitStageFailed);
  RehearsalOptions rehearsal;
  rehearsal.program = options.program;
  const std::set<int> needed = in_use_by(workflow, roots_of(workflow, *to_run));
  const Result<Loaded> loaded = load_needed(workflow, needed, catalog, registry, rehearsal);
  if (!loaded && interrupted()) return {exit_code_of_signal(interrupted()), {}};  // it reached the rehearsing child too
  if (!loaded) return tell(terminal, loaded.failure().text(), kExitPlugin);
  if (!try_early(workflow, *to_run, *loaded, options)) return {kExitWorkflow, {}};
  return run_loaded(workflow, stages, catalog, *loaded, terminal, options, kept);
}

}  // namespace

RunResult run_workflow(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Catalog& catalog,
                       Registry& registry, Terminal& terminal, const RunOptions& options) {
  try {
    return run_with_store(workflow, stages, catalog, registry, terminal, options);
  } catch (const std::exception& e) {
    return tell(terminal, e.what(), kExitStageFailed);
  }
}

}  // namespace atelier::host
