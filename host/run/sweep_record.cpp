#include "sweep_record.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <cctype>
#include <cmath>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "words/json_text.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kFormat = 1;
constexpr size_t kRunsLookedAt = 1000;

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string out;
  for (const std::string& field : fields) out += (out.empty() ? "" : ",") + csv_field(field);
  return out + "\n";
}

// In the order in which the jobs bring them.
std::vector<std::string> setting_paths(const SweepRecord& record) {
  std::vector<std::string> out;
  for (const SweepJob& job : record.jobs)
    for (const auto& [path, value] : job.settings)
      if (std::find(out.begin(), out.end(), path) == out.end()) out.push_back(path);
  return out;
}

std::string setting_of(const SweepJob& job, const std::string& path) {
  const auto at =
      std::find_if(job.settings.begin(), job.settings.end(), [&](const auto& s) { return s.first == path; });
  return at == job.settings.end() ? "" : at->second;
}

json json_of(const SweepJob& job) {
  json out = {{"name", job.name}, {"settings", json::object()}, {"status", word_of(job.status)}};
  for (const auto& [path, value] : job.settings) out["settings"][path] = value;
  if (!job.has_ended()) return out;
  out.update({{"exit_code", job.exit_code}, {"seconds", job.seconds}, {"numbers", job.numbers}});
  if (job.reused) out["reused"] = true;
  if (!job.run.empty()) out["run"] = job.run;
  if (!job.error.empty()) out["error"] = job.error;
  return out;
}

// "The share of the time in which it waits for batches.", "steps_per_second"
bool speaks_of_time(const std::string& text) {
  std::string word;
  for (const char c : text + " ") {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      continue;
    }
    if (word == "time" || word == "second" || word == "seconds") return true;
    word.clear();
  }
  return false;
}

Status status_named(const std::string& word) {
  for (const Status status : {Status::kDone, Status::kInterrupted, Status::kGateFailed, Status::kCrashed})
    if (word == word_of(status)) return status;
  if (word == word_of(Status::kRunning)) return Status::kCrashed;  // its process is gone
  return Status::kFailed;
}

void take_record(const json& run, SweepJob& job) {
  job.run = run.value("id", "");
  job.status = status_named(run.value("status", ""));
  job.error = run.value("error", "");
  const json stages = run.value("stages", json::array());
  job.reused = !stages.empty() && std::all_of(stages.begin(), stages.end(),
                                              [](const json& stage) { return stage.value("reused", json()) == true; });
  for (const json& stage : stages) {
    const json numbers = stage.value("numbers", json::object());  // to live as long as its items
    for (const auto& [name, value] : numbers.items())
      job.numbers[stage.value("name", "") + "." + name] =
          value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace

SweepJob sweep_job(const Job& job) {
  SweepJob out{job.name, {}};
  for (const SetOption& setting : job.settings) out.settings.emplace_back(path_text(setting), value_text(setting));
  return out;
}

std::set<std::string> numbers_of_time(const ResolvedWorkflow& workflow) {
  std::set<std::string> out;
  for (const Node& node : workflow.nodes)
    for (const NumberInfo& number : node.component->numbers)
      if (!number.name.empty() && (speaks_of_time(number.doc) || speaks_of_time(number.name)))
        out.insert(node.name + "." + number.name);
  return out;
}

std::string plain_value(const std::string& value) {
  const bool text = value.size() > 1 && value.front() == '"' && value.back() == '"';
  return text && value.find('\\') == std::string::npos ? value.substr(1, value.size() - 2) : value;
}

std::string sweep_json(const SweepRecord& record) {
  json jobs = json::array();
  for (const SweepJob& job : record.jobs) jobs.push_back(json_of(job));
  const json out = {{"format", kFormat},   {"name", record.name},       {"workflow", record.workflow},
                    {"argv", record.argv}, {"started", record.started}, {"jobs", std::move(jobs)}};
  return dump(out, 2) + "\n";
}

std::string sweep_csv(const SweepRecord& record) {
  std::set<std::string> numbers;
  for (const SweepJob& job : record.jobs)
    for (const auto& [name, value] : job.numbers) numbers.insert(name);
  const std::vector<std::string> paths = setting_paths(record);
  std::vector<std::string> head = {"job"};
  head.insert(head.end(), paths.begin(), paths.end());
  head.insert(head.end(), {"status", "run", "seconds"});
  head.insert(head.end(), numbers.begin(), numbers.end());
  std::string out = csv_line(head);
  for (const SweepJob& job : record.jobs) {
    std::vector<std::string> fields = {job.name};
    for (const std::string& path : paths) fields.push_back(plain_value(setting_of(job, path)));
    fields.insert(fields.end(),
                  {word_of(job.status), job.run, job.has_ended() ? fmt::format("{:.3f}", job.seconds) : ""});
    for (const std::string& name : numbers) {
      const auto at = job.numbers.find(name);
      fields.push_back(at == job.numbers.end() || std::isnan(at->second) ? "" : fmt::format("{}", at->second));
    }
    out += csv_line(fields);
  }
  return out;
}

Result<void> write_sweep(Disk& disk, const fs::path& folder, const SweepRecord& record) {
  const Result<void> written = disk.write(folder / "sweep.json", sweep_json(record), Sync::kNo);
  return written ? disk.write(folder / "sweep.csv", sweep_csv(record), Sync::kNo) : written;
}

Result<void> write_texts(Disk& disk, const fs::path& file, const WorkflowTexts& texts) {
  json all = json::object();
  for (const auto& [path, text] : texts) all[path.string()] = text;
  return disk.write(file, dump({{"format", kFormat}, {"texts", std::move(all)}}, 2) + "\n", Sync::kNo);
}

Result<WorkflowTexts> read_texts(const Disk& disk, const fs::path& file) {
  const Result<std::string> text = disk.read(file);
  if (!text) return text.failure();
  const json whole = json::parse(*text, nullptr, false);
  const json texts = whole.is_object() ? whole.value("texts", json()) : json();
  WorkflowTexts out;
  for (const auto& [path, one] : texts.items())
    if (one.is_string()) out[path] = one.get<std::string>();
  if (out.empty()) return Failure{"there are no texts of a workflow in " + file.string()};
  return out;
}

void take_run(const Disk& disk, const fs::path& workspace, int pid, SweepJob& job) {
  Result<std::vector<std::string>> runs = disk.list(workspace / "runs");
  if (!runs) return;
  std::sort(runs->begin(), runs->end(), std::greater<>());  // their names begin with the time
  if (runs->size() > kRunsLookedAt) runs->resize(kRunsLookedAt);
  for (const std::string& name : *runs) {
    if (disk.facts(workspace / "runs" / name, Links::kKeep).kind == FileKind::kLink) continue;
    const Result<std::string> text = disk.read(workspace / "runs" / name / "run.json");
    const json run = text ? json::parse(*text, nullptr, false) : json();
    if (!run.is_object() || run.value("pid", 0) != pid) continue;
    return take_record(run, job);
  }
}

}  // namespace atelier::host
