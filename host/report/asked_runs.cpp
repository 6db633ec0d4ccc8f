#include "asked_runs.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <map>

#include "page_words.hpp"
#include "run/run_words.hpp"
#include "system/exit_code.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr int kFormat = 1;  // of sweep.json

// Null when it is none.
json sweep_record(const Disk& disk, const fs::path& workspace, const std::string& word) {
  if (word.empty() || word.find('/') != std::string::npos || word.starts_with(".")) return {};
  if (disk.facts(workspace / "runs" / word, Links::kKeep).is_there()) return {};
  const Result<std::string> text = disk.read(workspace / "sweeps" / word / "sweep.json");
  json record = text ? json::parse(*text, nullptr, false) : json();
  return record.is_object() && record.value("format", json()) == kFormat ? record : json();
}

class Collector {
 public:
  Collector(const Disk& disk, const fs::path& workspace) : disk_(disk), workspace_(workspace) {}

  Result<void> add(const std::string& word) {
    if (const json sweep = sweep_record(disk_, workspace_, word); !sweep.is_null()) {
      out_.sweep = word;
      for (const json& job : list_in(sweep, "jobs")) add_job(text_in(job, "name"), text_in(job, "run"));
      if (!out_.runs.empty()) return {};
      return Failure{fmt::format("no job of sweep {} has a run that can be shown", printable(word)), "",
                     kExitStageFailed};
    }
    Result<PastRun> run = find_recorded(disk_, workspace_, word);
    if (!run) return run.failure();
    add_run("", *std::move(run));
    return {};
  }

  AskedRuns take() {
    std::map<std::string, int> times;
    for (const AskedRun& asked : out_.runs) ++times[short_id(asked.run)];
    for (AskedRun& asked : out_.runs)
      if (asked.label.empty()) asked.label = times[short_id(asked.run)] > 1 ? asked.run.id : short_id(asked.run);
    return std::move(out_);
  }

 private:
  void add_job(const std::string& job, const std::string& id) {
    if (id.empty() || id.find('/') != std::string::npos) {
      out_.notes.push_back(fmt::format("job {} has no run", printable(job)));
      return;
    }
    PastRun run = read_run(disk_, workspace_, id);
    if (run.record.is_object())
      add_run(job, std::move(run));
    else
      out_.notes.push_back(fmt::format("run {} of job {} is left out: {}", printable(id), printable(job), run.trouble));
  }

  void add_run(std::string label, PastRun run) {
    const auto is_it = [&](const AskedRun& other) { return other.run.id == run.id; };
    if (std::none_of(out_.runs.begin(), out_.runs.end(), is_it))
      out_.runs.push_back({std::move(label), std::move(run)});
  }

  const Disk& disk_;
  const fs::path& workspace_;
  AskedRuns out_;
};

}  // namespace

Result<AskedRuns> asked_runs(const Disk& disk, const fs::path& workspace, const std::vector<std::string>& words) {
  Collector collector(disk, workspace);
  for (const std::string& word : words)
    if (const Result<void> added = collector.add(word); !added) return added.failure();
  AskedRuns out = collector.take();
  if (words.size() > 1) out.sweep.clear();
  return out;
}

}  // namespace atelier::host
