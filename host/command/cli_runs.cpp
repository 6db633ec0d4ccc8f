// `runs` and `runs rm`: which runs a workspace has, and fewer of them.
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <iostream>

#include "cli.hpp"
#include "run/remove_runs.hpp"
#include "run/run_words.hpp"
#include "store/tree.hpp"
#include "table.hpp"
#include "words/json_text.hpp"
#include "words/size.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;

json as_json(const PastRun& run) {
  json out = {{"id", run.id}, {"status", run.status}, {"folder", run.folder.string()}};
  if (!run.trouble.empty()) out["trouble"] = run.trouble;
  if (!run.record.is_object()) return out;
  out["workflow"] = workflow_of(run);
  for (const char* field : {"started", "seconds", "exit_code", "error"})
    if (run.record.contains(field)) out[field] = run.record[field];
  out["stages"] = json::array();
  for (const json& stage : list_in(run.record, "stages")) {
    json one = {{"name", stage["name"]}, {"status", stage["status"]}, {"reused", stage.value("reused", json(false))}};
    if (!object_in(stage, "numbers").empty()) one["numbers"] = stage["numbers"];
    out["stages"].push_back(std::move(one));
  }
  return out;
}

void print(const std::vector<PastRun>& runs, int64_t now) {
  std::vector<std::vector<std::string>> rows = {{"run", "status", "workflow", "begun", "took", "stages", "numbers"}};
  for (const PastRun& run : runs)
    if (run.record.is_object())
      rows.push_back({printable(run.id), printable(run.status), printable(workflow_of(run)), age_words(run, now),
                      took_words(run), stages_words(run), main_numbers(run)});
    else
      rows.push_back({printable(run.id), run.status, "", "", "", "", run.trouble});
  std::cout << table_text(rows);
}

// Bytes of all files in the folder itself; what its outputs lead to is the store's.
uint64_t size_of(const PastRun& run) {
  uint64_t bytes = 0;
  const Result<std::vector<TreeEntry>> entries = read_tree(real_disk(), run.folder, Links::kKeep);
  for (const TreeEntry& entry : entries ? *entries : std::vector<TreeEntry>())
    if (entry.kind == EntryKind::kFile) bytes += entry.facts.size;
  return bytes;
}

// All that the command line names, each once, and all may be removed; or none is.
Result<std::vector<PastRun>> to_remove(const Arguments& arguments) {
  std::vector<PastRun> out;
  for (const std::string& word : arguments.runs) {
    Result<PastRun> run = find_run(real_disk(), arguments.workspace, word);
    if (!run) return run.failure();
    if (const std::string why = why_not_removed(real_disk(), *run); !why.empty())
      return Failure{fmt::format("run {} is not removed: {}", run->id, why),
                     arguments.runs.size() > 1 ? "none of the others is removed either" : "", kExitStageFailed};
    const auto is_same = [&](const PastRun& other) { return other.id == run->id; };
    if (std::none_of(out.begin(), out.end(), is_same)) out.push_back(*std::move(run));
  }
  return out;
}

}  // namespace

int cli_runs(const Arguments& arguments) {
  const auto wanted = [&](const PastRun& run) {
    return arguments.workflow.empty() || workflow_of(run) == arguments.workflow;
  };
  const Result<std::vector<PastRun>> runs =
      past_runs(real_disk(), arguments.workspace, wanted, arguments.number ? arguments.number : Disk::kAll);
  if (!runs) return tell_failure({runs.failure().reason, runs.failure().details, kExitStageFailed});
  if (arguments.json) {
    json all = json::array();
    for (const PastRun& run : *runs) all.push_back(as_json(run));
    std::cout << dump(all, 2) << "\n";
  } else if (!runs->empty()) {
    print(*runs, real_clock().now());
  } else {
    std::cerr << fmt::format("no run{} in {}\n",
                             arguments.workflow.empty() ? "" : " of " + printable(arguments.workflow),
                             std::filesystem::absolute(arguments.workspace).string());
  }
  return kExitDone;
}

int cli_runs_rm(const Arguments& arguments) {
  const Result<std::vector<PastRun>> runs = to_remove(arguments);
  if (!runs) return tell_failure(runs.failure());
  if (!arguments.dry_run) clear_removed_runs(real_disk(), arguments.workspace);
  for (const PastRun& run : *runs) {
    const std::string size = size_text(size_of(run));
    if (!arguments.dry_run)
      if (const Result<void> removed = remove_run(real_disk(), run); !removed)
        return tell_failure({removed.failure().reason, removed.failure().details, kExitStageFailed});
    std::cout << fmt::format("{} run {} ({}), {}\n", arguments.dry_run ? "would remove" : "removed", printable(run.id),
                             printable(run.status), size);
  }
  std::cerr << "what the stages left stays in the store; `atelier gc` frees what no run needs any more\n";
  return kExitDone;
}

}  // namespace atelier::host
