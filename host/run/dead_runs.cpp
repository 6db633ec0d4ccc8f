#include "dead_runs.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "remove_runs.hpp"
#include "run_folder.hpp"
#include "run_name.hpp"
#include "status.hpp"
#include "words/json_text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

// When a file of the run was last written.
int64_t last_sign(const Disk& disk, const fs::path& run) {
  int64_t last = 0;
  for (const char* file : {"run.json", "log.txt", "events.jsonl"})
    last = std::max(last, disk.facts(run / file).changed);
  return last;
}

// What its run.json is to say, or null when that is to stay as it is. `stopped`: by a second Ctrl-C.
json ended_record(const std::string& text, int64_t last_sign, bool stopped) {
  const char* ended = word_of(stopped ? Status::kInterrupted : Status::kCrashed);
  const auto runs = [](const json& of) { return of.is_object() && of.value("status", json()) == "running"; };
  json record = json::parse(text, nullptr, false);
  if (!runs(record)) return {};
  record["status"] = ended;
  record["error"] = stopped ? "it was stopped at once, by a second Ctrl-C"
                            : "it ended without a word: killed, or the machine stopped";
  record["last_sign"] = utc_text(last_sign);
  if (const auto stages = record.find("stages"); stages != record.end())
    for (json& stage : *stages)
      if (runs(stage)) stage["status"] = ended;
  return record;
}

// False when the record cannot be read or written. `marked`: whether it was marked now.
bool mark(Disk& disk, const fs::path& run, bool& marked) {
  const fs::path file = run / "run.json";
  if (!disk.facts(file).is_file()) return true;  // it never began
  const Result<std::string> text = disk.read(file);
  if (!text) return false;
  const bool stopped = disk.facts(run / kStoppedAtOnce).is_there();
  const json record = ended_record(*text, last_sign(disk, run), stopped);
  if (record.is_null()) return true;
  const int64_t changed = disk.facts(file).changed;
  if (!disk.write(file, dump(record, 2) + "\n", Sync::kYes)) return false;
  (void)disk.set_changed(file, changed);  // the time stays that of the run
  (void)disk.remove(run / kStoppedAtOnce);
  marked = !stopped;  // whoever stopped it knows
  return true;
}

}  // namespace

std::vector<std::string> mark_crashed_runs(const System& system, const fs::path& workspace) {
  Disk& disk = system.disk;
  const fs::path runs = fs::absolute(workspace).lexically_normal() / "runs";
  clear_removed_runs(disk, workspace);
  std::vector<std::string> crashed;
  const Result<std::vector<std::string>> names = disk.list(runs);
  for (const std::string& name : names ? *names : std::vector<std::string>()) {
    const fs::path held = runs / name / kRunLock;
    if (!is_run_name(name) || !disk.facts(held, Links::kKeep).is_file()) continue;
    // Whoever gets the lock knows that the run's process is gone; that nobody is seen to hold it does not say so much.
    const std::unique_ptr<FileLock> lock = lock_or_none(disk, held);
    if (!lock) continue;
    bool marked = false;
    const bool settled = mark(disk, runs / name, marked) && static_cast<bool>(disk.remove_all(runs / name / "tmp"));
    if (marked) crashed.push_back(name);
    if (!settled) continue;
    for (const char* link : {"current", "latest"}) (void)disk.remove(runs / ("." + std::string(link) + "-" + name));
    (void)disk.remove(held);
  }
  std::sort(crashed.begin(), crashed.end());
  return crashed;
}

}  // namespace atelier::host
