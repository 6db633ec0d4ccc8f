// `replay`: a run once more from scratch, and whether each stage leaves the same.
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/words.hpp>
#include <iostream>

#include "cli.hpp"
#include "endings/exit_guard.hpp"
#include "resolving.hpp"
#include "run/decision.hpp"
#include "run/past_results.hpp"
#include "run/replay.hpp"
#include "run/run_words.hpp"
#include "run/status.hpp"
#include "system/interrupt.hpp"
#include "table.hpp"
#include "words/json_text.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr size_t kMostFiles = 3;

// The command line of a run of the resolved workflow. A failure: the run has none.
Result<Arguments> arguments_for(const Arguments& arguments, const PastRun& run) {
  Arguments out = arguments;
  out.file = run.folder / "resolved.toml";
  if (!real_disk().facts(out.file).is_file())
    return Failure{fmt::format("run {} cannot be repeated: {} is not there", run.id, out.file.string()), "",
                   kExitStageFailed};
  for (const json& stage : list_in(run.record, "stages")) out.stages.push_back(text_in(stage, "name"));
  if (out.stages.empty())
    return Failure{fmt::format("run {} cannot be repeated: it ended before its stages were known", run.id), "",
                   kExitStageFailed};
  const std::vector<fs::path> plugins = plugin_files_of(real_disk(), run);
  out.plugins.insert(out.plugins.end(), plugins.begin(), plugins.end());
  if (!arguments.into.empty()) out.workspace = arguments.into;
  return out;
}

// Whether the repetition may begin.
bool tell_differences(const Arguments& arguments, const PastRun& run, const Resolved& resolved) {
  Contents contents(System{}, run.workspace() / "store/stat_cache");
  const std::vector<std::string> differences = differences_since(System{}, run, resolved.found.catalog, contents);
  (void)contents.save();
  for (const std::string& difference : differences) tell_warning(difference);
  if (differences.empty() || !arguments.strict) return true;
  tell_failure({fmt::format("run {} is not repeated: {} as it was", run.id,
                            counted(differences.size(), "thing is not", "things are not")),
                "without --strict it is"});
  return false;
}

void tell_outside(const ResolvedWorkflow& workflow, const std::vector<int>& stages) {
  for (const int stage : stages)
    if (const std::string outside = written_outside(workflow, stage); !outside.empty())
      tell_warning(fmt::format("stage `{}` writes {} once more, outside of its folder",
                               workflow.nodes[static_cast<size_t>(stage)].name, outside));
}

std::string why(const LeftComparison& left) {
  std::string out;
  for (size_t i = 0; i < std::min(left.files.size(), kMostFiles); ++i) out += (i ? "; " : "") + left.files[i];
  if (left.files.size() > kMostFiles) out += fmt::format("; and {} more", left.files.size() - kMostFiles);
  if (!left.why.empty()) out += (out.empty() ? "" : "; ") + printable(left.why);
  for (size_t i = 0; i < std::min(left.others.size(), kMostFiles); ++i)
    out += (out.empty() ? "made from other things: " : i ? "; " : "; made from other things: ") + left.others[i];
  return out;
}

void print(const PastRun& was, const PastRun& now, const std::vector<LeftComparison>& all) {
  std::vector<std::vector<std::string>> rows;
  size_t equal = 0;
  for (const LeftComparison& left : all) {
    rows.push_back({printable(left.stage), word_of(left.equality), why(left)});
    equal += left.equality == Equality::kEqual;
  }
  std::cout << table_text(rows)
            << fmt::format("{} of {} left the same in run {} as in run {}\n", equal,
                           counted(all.size(), "stage", "stages"), now.id, was.id);
}

json as_json(const PastRun& was, const PastRun& now, const std::vector<LeftComparison>& all) {
  json out = {{"run", was.id}, {"replay", now.id}, {"folder", now.folder.string()}, {"stages", json::array()}};
  for (const LeftComparison& left : all) {
    json one = {{"name", left.stage}, {"left", word_of(left.equality)}, {"same_key", left.same_key}};
    if (!left.why.empty()) one["why"] = left.why;
    if (!left.files.empty()) one["files"] = left.files;
    if (!left.others.empty()) one["made_from"] = left.others;
    out["stages"].push_back(std::move(one));
  }
  return out;
}

// Tells stage by stage; whether all came out the same.
bool tell_comparison(const Arguments& arguments, const PastRun& was, const fs::path& folder) {
  const PastRun now = read_run(real_disk(), folder.parent_path().parent_path(), folder.filename().string());
  const std::vector<LeftComparison> all = compare_left(real_disk(), was, now);
  if (arguments.json)
    std::cout << dump(as_json(was, now, all), 2) << "\n";
  else
    print(was, now, all);
  const auto is_equal = [](const LeftComparison& left) { return left.equality == Equality::kEqual; };
  return std::all_of(all.begin(), all.end(), is_equal);
}

}  // namespace

int cli_replay(const Arguments& arguments) {
  if (arguments.progress == ProgressMode::kJson) tell_as_json();
  const Result<PastRun> was = find_recorded(arguments.workspace, arguments.runs.front());
  if (!was) return tell_failure(was.failure());
  if (was->status == word_of(Status::kRunning))
    return tell_failure({fmt::format("run {} cannot be repeated: it is at work", was->id), "", kExitStageFailed});
  const Result<Arguments> again = arguments_for(arguments, *was);
  if (!again) return tell_failure(again.failure());
  const auto resolved = resolve_for(*again);
  tell_diagnostics(*again, resolved->result);
  if (!resolved->ok()) return exit_code_of(*resolved);
  const ResolvedWorkflow& workflow = resolved->result.workflow;
  const Result<std::vector<int>> stages = stages_for(*again, workflow);
  if (!stages) return tell_failure(stages.failure());
  if (!tell_differences(arguments, *was, *resolved)) return kExitStageFailed;
  tell_outside(workflow, *stages);
  const RunResult run = run_resolved(*again, *resolved, *stages, {stages->begin(), stages->end()});
  int exit_code = run.exit_code;
  if (!run.folder.empty() && !interrupted())
    exit_code = tell_comparison(arguments, *was, run.folder) ? run.exit_code : kExitStageFailed;
  exit_code = answered(exit_code);
  settle_exit(exit_code);
  return exit_code;
}

}  // namespace atelier::host
