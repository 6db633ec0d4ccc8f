#include "run_record.hpp"

#include <atelier/abi.h>
#include <spdlog/fmt/fmt.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <map>

#include "dead_runs.hpp"
#include "plugins/loaded_libraries.hpp"
#include "run_name.hpp"
#include "words/json_text.hpp"

namespace atelier::host {
using nlohmann::json;
namespace {

constexpr int kFormat = 1;

uint64_t peak_memory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

json plugin_list(const std::vector<const PluginInfo*>& plugins) {
  json out = json::array();
  for (const PluginInfo* p : plugins)
    out.push_back({{"id", p->id},
                   {"version", p->version},
                   {"file", p->library.string()},
                   {"build", p->build},
                   {"build_id", p->build_id},
                   {"loaded", false}});
  return out;
}

json environment_of(const ResolvedWorkflow& workflow) {
  json out = json::object();
  for (const auto& [name, value] : workflow.environment) out[name] = value ? json(*value) : json();
  return out;
}

// A document as text, as dump(document, 2) gives it, but for values that are not known yet.
class Pieces {
 public:
  explicit Pieces(std::map<const json*, LastWords::Piece::Kind> unknown) : unknown_(std::move(unknown)) {}

  void add(const json& value, size_t indent = 0) {
    if (const auto it = unknown_.find(&value); it != unknown_.end()) return pieces_.push_back({it->second, ""});
    if (!value.is_structured() || value.empty()) return add_text(dump(value));
    const bool object = value.is_object();
    add_text(object ? "{" : "[");
    const char* before = "\n";
    for (const auto& [key, item] : value.items()) {
      add_text(before + std::string(indent + 2, ' ') + (object ? dump(key) + ": " : ""));
      add(item, indent + 2);
      before = ",\n";
    }
    add_text("\n" + std::string(indent, ' ') + (object ? "}" : "]"));
  }
  void add_text(const std::string& text) {
    if (pieces_.empty() || pieces_.back().kind != LastWords::Piece::kText)
      pieces_.push_back({LastWords::Piece::kText, ""});
    pieces_.back().text += text;
  }
  std::vector<LastWords::Piece> take() { return std::move(pieces_); }

 private:
  std::map<const json*, LastWords::Piece::Kind> unknown_;
  std::vector<LastWords::Piece> pieces_;
};

}  // namespace

RunRecord::RunRecord(const RunFolder& folder, const ResolvedWorkflow& workflow, uint32_t threads,
                     const std::vector<std::string>& argv, const std::vector<const PluginInfo*>& plugins)
    : system_(folder.system()), file_(folder.path() / "run.json"), start_(system_.clock.seconds()) {
  std::error_code ec;
  record_ = {
      {"format", kFormat},
      {"id", folder.id()},
      {"status", word_of(Status::kRunning)},
      {"workflow", {{"name", workflow.name}, {"file", std::filesystem::absolute(workflow.file, ec).string()}}},
      {"argv", argv},
      {"working_directory", std::filesystem::current_path(ec).string()},
      {"host", host_name()},
      {"pid", ::getpid()},
      {"versions", {{"atelier", ATELIER_VERSION}, {"abi", fmt::format("{}.{}", ATELIER_ABI_MAJOR, ATELIER_ABI_MINOR)}}},
      {"plugins", plugin_list(plugins)},
      {"libraries", json::array()},
      {"environment", environment_of(workflow)},
      {"seed", workflow.seed},
      {"device", workflow.device},
      {"threads", threads},
      {"started", utc_text(system_.clock.now())},
      {"stages", json::array()},
      {"gates", json::array()}};
  write(Sync::kNo);
}

void RunRecord::add_stage(const Node& node) {
  record_["stages"].push_back({{"name", node.name},
                               {"component", node.component->id},
                               {"revision", node.component->revision},
                               {"status", word_of(Status::kWaiting)}});
}

void RunRecord::set_key(const std::string& name, const std::string& key) { stage(name)["key"] = key; }

void RunRecord::set_loaded(const std::vector<const PluginInfo*>& plugins) {
  if (plugins.empty()) return;
  const auto is_file = [](const std::string& file) { return [&file](const json& p) { return p["file"] == file; }; };
  json& all = record_["plugins"];
  for (const PluginInfo* plugin : plugins)
    for (json& one : all)
      if (one["file"] == plugin->library.string()) one["loaded"] = true;
  record_["libraries"] = json::array();
  for (const LoadedLibrary& library : loaded_libraries())
    if (std::none_of(all.begin(), all.end(), is_file(library.file.string())))
      record_["libraries"].push_back({{"file", library.file.string()}, {"build_id", library.build_id}});
}

void RunRecord::set_left(const std::string& name, const OutputFacts& left,
                         const std::map<std::string, std::string>& inputs,
                         const std::map<std::string, std::string>& builds) {
  json& entry = stage(name);
  entry["left"] = left.digest;
  if (!left.object.empty()) entry["object"] = left.object;
  entry["inputs"] = inputs;
  entry["builds"] = builds;
}

void RunRecord::set_reused(const std::string& name, const std::string& run) {
  stage(name)["reused"] = true;
  stage(name)["made_by"] = run;
}

json& RunRecord::stage(const std::string& name) {
  json& stages = record_["stages"];
  return *std::find_if(stages.begin(), stages.end(), [&](const json& stage) { return stage["name"] == name; });
}

void RunRecord::set_stage(const std::string& name, Status status, double seconds, const std::string& error) {
  json& entry = stage(name);
  entry["status"] = word_of(status);
  if (status == Status::kRunning)
    entry["started"] = utc_text(system_.clock.now());
  else if (status != Status::kSkipped)
    entry["seconds"] = seconds;
  if (entry.contains("started") && status != Status::kRunning) entry["peak_memory_bytes"] = peak_memory();
  if (!error.empty()) entry["error"] = error;
  write(Sync::kNo);
}

void RunRecord::set_numbers(const std::string& name, const Numbers& numbers) {
  for (json& stage : record_["stages"])
    if (stage["name"] == name) stage["numbers"] = numbers;
}

void RunRecord::add_gate(const Gate& gate) {
  const Position& at = gate.origin.at;
  record_["gates"].push_back({{"name", gate.name},
                              {"that", gate.that},
                              {"at", fmt::format("{}:{}:{}", at.file, at.line, at.column)},
                              {"status", word_of(Status::kWaiting)}});
}

void RunRecord::set_gate(const GateResult& result) {
  for (json& gate : record_["gates"]) {
    if (gate["name"] != result.gate->name) continue;
    gate["status"] = result.passed ? "passed" : "failed";
    gate["said"] = result.said;
  }
  write(Sync::kNo);
}

std::vector<LastWords::Piece> RunRecord::if_ended(const std::string& stage) const {
  json record = record_;
  record["status"] = word_of(Status::kFailed);
  std::map<const json*, LastWords::Piece::Kind> unknown = {{&record["error"], LastWords::Piece::kError},
                                                           {&record["exit_code"], LastWords::Piece::kExitCode}};
  for (json& entry : record["stages"]) {
    if (entry["name"] != stage) continue;
    entry["status"] = word_of(Status::kFailed);
    unknown[&entry["error"]] = LastWords::Piece::kError;
  }
  Pieces pieces(std::move(unknown));
  pieces.add(record);
  pieces.add_text("\n");
  return pieces.take();
}

void RunRecord::finish(Status status, int exit_code, const std::string& error) {
  record_["status"] = word_of(status);
  record_["exit_code"] = exit_code;
  record_["finished"] = utc_text(system_.clock.now());
  record_["seconds"] = system_.clock.seconds() - start_;
  if (!error.empty()) record_["error"] = error;
  write(Sync::kYes);
}

void RunRecord::write(Sync sync) {
  record_["peak_memory_bytes"] = peak_memory();
  written_ = system_.disk.write(file_, dump(record_, 2) + "\n", sync);
}

namespace {

// What the new run finds of those before it.
std::vector<std::string> notes_on(const System& system, const std::vector<std::string>& crashed,
                                  const std::string& id) {
  std::vector<std::string> notes;
  for (const std::string& run : crashed)
    notes.push_back(fmt::format("run {} had ended without a word: killed, or the machine stopped; it is marked as {}",
                                run, word_of(Status::kCrashed)));
  if (is_ahead(id, system.clock.now()))
    notes.push_back(
        fmt::format("a run here was begun at a time that is yet to come, or the clock was set back: this "
                    "run is called {} so that it sorts behind it",
                    id));
  return notes;
}

Result<RunFiles> fill_run_folder(const RunFolder& folder, const ResolvedWorkflow& workflow, uint32_t threads,
                                 const std::vector<std::string>& argv, const std::vector<const PluginInfo*>& plugins) {
  Disk& disk = folder.system().disk;
  auto log = disk.append(folder.path() / "log.txt");
  if (!log) return log.failure();
  auto events = disk.append(folder.path() / "events.jsonl");
  if (!events) return events.failure();
  RunRecord record(folder, workflow, threads, argv, plugins);
  if (!record.written()) return record.written().failure();
  const Result<void> given = disk.write(folder.path() / "workflow.toml", workflow.source, Sync::kNo);
  if (!given) return given.failure();
  const Result<void> resolved = disk.write(folder.path() / "resolved.toml", workflow.resolved_toml, Sync::kNo);
  if (!resolved) return resolved.failure();
  if (const Result<void> current = folder.make_current(); !current) return current.failure();
  return RunFiles{folder, *std::move(log), *std::move(events), std::move(record), {}};
}

}  // namespace

Result<RunFiles> begin_run_files(const System& system, const std::filesystem::path& workspace,
                                 const ResolvedWorkflow& workflow, uint32_t threads,
                                 const std::vector<std::string>& argv, const std::vector<const PluginInfo*>& plugins) {
  const std::vector<std::string> crashed = mark_crashed_runs(system, workspace);
  Result<RunFolder> folder = RunFolder::create(system, workspace, workflow.name);
  if (!folder) return folder.failure();
  Result<RunFiles> files = fill_run_folder(*folder, workflow, threads, argv, plugins);
  if (files)
    files->notes = notes_on(system, crashed, folder->id());
  else
    folder->give_up();
  return files;
}

}  // namespace atelier::host
