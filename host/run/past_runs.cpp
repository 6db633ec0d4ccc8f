#include "past_runs.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <cerrno>

#include "run_folder.hpp"
#include "run_name.hpp"
#include "status.hpp"
#include "system/exit_code.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr int kFormat = 1;  // of run.json
constexpr size_t kMostNamed = 5;

bool is_link_of_runs(const std::string& name) { return name == "latest" || name == "current"; }

// Of all that is in runs/, what may be a run: the newest first, what has no run's name last.
Result<std::vector<std::string>> ids_in(const Disk& disk, const fs::path& runs) {
  Result<std::vector<std::string>> names = disk.list(runs);
  if (!names && names.failure().status == ENOENT) return std::vector<std::string>();
  if (!names) return names;
  std::erase_if(*names, [](const std::string& name) { return name.starts_with(".") || is_link_of_runs(name); });
  std::sort(names->rbegin(), names->rend());
  std::stable_partition(names->begin(), names->end(), [](const std::string& name) { return is_run_name(name); });
  return names;
}

// Why it is no record, or "".
std::string wrong_with(const json& record) {
  if (!record.is_object()) return "run.json is damaged: it is no JSON object";
  if (const json format = record.value("format", json(kFormat)); format != kFormat)
    return "run.json is of another version of the program: its format is " + one_line(format.dump(), 20);
  const auto has_text = [](const json& of, const char* field) { return of.is_object() && !text_in(of, field).empty(); };
  const json& stages = list_in(record, "stages");
  if (!has_text(record, "status")) return "run.json is damaged: it has no status";
  const bool whole = std::all_of(stages.begin(), stages.end(),
                                 [&](const json& s) { return has_text(s, "name") && has_text(s, "status"); });
  return whole ? "" : "run.json is damaged: a stage has no name or no status";
}

// "" when it is there.
std::string trouble_with_link(const Disk& disk, const fs::path& runs, const std::string& link) {
  if (disk.facts(runs / link).is_folder()) return "";
  if (disk.facts(runs / link, Links::kKeep).is_there()) return fmt::format("{} leads nowhere", (runs / link).string());
  return link == "latest" ? "no run is done yet" : "no run has been begun yet";
}

// A run's folder, as the shell completes it, is a name of the run too.
std::string without_folder(const fs::path& runs, const std::string& word) {
  if (word.find('/') == std::string::npos) return word;
  fs::path path = fs::absolute(word).lexically_normal();
  if (path.filename().empty()) path = path.parent_path();
  const bool alone = word.find('/') == word.size() - 1;  // "ID/"
  return alone || path.parent_path() == runs ? path.filename().string() : word;
}

Result<std::string> id_of(const Disk& disk, const fs::path& runs, const std::string& word) {
  if (is_link_of_runs(word)) {
    if (const std::string trouble = trouble_with_link(disk, runs, word); !trouble.empty())
      return Failure{fmt::format("`{}`: {} in {}", word, trouble, runs.string()), "", kExitCommandLine};
    const Result<std::string> target = disk.read_link(runs / word);
    if (!target) return Failure{target.failure().reason, "", kExitCommandLine};
    return fs::path(*target).filename().string();
  }
  const Result<std::vector<std::string>> ids = ids_in(disk, runs);
  if (!ids) return Failure{ids.failure().reason, "", kExitCommandLine};
  std::vector<std::string> found;
  for (const std::string& id : *ids) {
    if (id == word) return id;
    if (!word.empty() && id.find(word) != std::string::npos) found.push_back(id);
  }
  if (found.size() == 1) return found.front();
  if (found.empty())
    return Failure{fmt::format("there is no run `{}` in {}", printable(word), runs.string()),
                   ids->empty() ? "no run is there: --workspace DIR says where else to look"
                                : "the newest: " + list_names(*ids, kMostNamed),
                   kExitCommandLine};
  return Failure{fmt::format("`{}` is part of the names of {} runs", printable(word), found.size()),
                 "they are " + list_names(found, kMostNamed), kExitCommandLine};
}

// As the next run will, with the stage that was at work.
void mark_as_crashed(PastRun& run) {
  run.status = word_of(Status::kCrashed);
  run.record["status"] = run.status;
  for (json& stage : run.record["stages"])
    if (text_in(stage, "status") == word_of(Status::kRunning)) stage["status"] = run.status;
}

}  // namespace

std::string text_in(const json& record, const char* field) {
  if (!record.is_object()) return "";
  const auto it = record.find(field);
  return it != record.end() && it->is_string() ? it->get<std::string>() : "";
}

std::optional<double> number_in(const json& record, const char* field) {
  if (!record.is_object()) return std::nullopt;
  const auto it = record.find(field);
  return it != record.end() && it->is_number() ? std::optional<double>(it->get<double>()) : std::nullopt;
}

const json& object_in(const json& record, const char* field) {
  static const json kNone = json::object();
  if (!record.is_object()) return kNone;
  const auto it = record.find(field);
  return it != record.end() && it->is_object() ? *it : kNone;
}

const json& list_in(const json& record, const char* field) {
  static const json kNone = json::array();
  if (!record.is_object()) return kNone;
  const auto it = record.find(field);
  return it != record.end() && it->is_array() ? *it : kNone;
}

std::map<std::string, std::string> texts_in(const json& record, const char* field) {
  std::map<std::string, std::string> out;
  for (const auto& [name, value] : object_in(record, field).items())
    if (value.is_string()) out[name] = value.get<std::string>();
  return out;
}

const json* PastRun::stage(const std::string& name) const {
  for (const json& one : list_in(record, "stages"))
    if (text_in(one, "name") == name) return &one;
  return nullptr;
}

PastRun read_run(const Disk& disk, const fs::path& workspace, const std::string& id) {
  const fs::path runs = fs::absolute(workspace).lexically_normal() / "runs";
  PastRun run{id, runs / id, nullptr};
  const bool at_work = disk.is_locked(run.folder / kRunLock);
  const Result<std::string> text = disk.read(run.folder / "run.json");
  if (text) {
    run.record = json::parse(*text, nullptr, false);
    run.trouble = wrong_with(run.record);
  } else {
    run.trouble = disk.facts(run.folder).is_folder() ? "it has no run.json that can be read" : "it is no folder";
  }
  if (run.trouble.empty()) {
    run.status = text_in(run.record, "status");
    // where there are locks, a run without one does not work
    const bool had_lock = disk.facts(run.folder / kRunLock, Links::kKeep).is_there();
    if (run.status == word_of(Status::kRunning) && had_lock && !at_work) mark_as_crashed(run);
    return run;
  }
  run.record = nullptr;
  run.status = at_work ? "working" : is_run_name(id) ? "broken" : "foreign";
  return run;
}

Result<std::vector<PastRun>> past_runs(const Disk& disk, const fs::path& workspace,
                                       const std::function<bool(const PastRun&)>& wanted, size_t most) {
  const Result<std::vector<std::string>> ids = ids_in(disk, fs::absolute(workspace).lexically_normal() / "runs");
  if (!ids) return ids.failure();
  std::vector<PastRun> out;
  for (const std::string& id : *ids) {
    if (out.size() >= most) break;
    PastRun run = read_run(disk, workspace, id);
    if (!wanted || wanted(run)) out.push_back(std::move(run));
  }
  return out;
}

Result<PastRun> find_run(const Disk& disk, const fs::path& workspace, const std::string& word) {
  const fs::path runs = fs::absolute(workspace).lexically_normal() / "runs";
  const Result<std::string> id = id_of(disk, runs, without_folder(runs, word));
  if (!id) return id.failure();
  return read_run(disk, workspace, *id);
}

}  // namespace atelier::host
