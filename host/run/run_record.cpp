#include "run_record.hpp"

#include <atelier/abi.h>
#include <spdlog/fmt/fmt.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atelier/cpp/files.hpp>

#include "endings/last_words.hpp"
#include "system/line_file.hpp"
#include "words/text.hpp"

namespace atelier::host {
using nlohmann::json;
namespace {

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
                   {"build_id", p->build_id}});
  return out;
}

}  // namespace

RunRecord::RunRecord(std::filesystem::path file, const std::string& id, const ResolvedWorkflow& workflow,
                     uint32_t threads, const std::vector<std::string>& argv,
                     const std::vector<const PluginInfo*>& plugins)
    : file_(std::move(file)) {
  std::error_code ec;
  record_ = {
      {"id", id},
      {"status", "running"},
      {"workflow", {{"name", workflow.name}, {"file", std::filesystem::absolute(workflow.file, ec).string()}}},
      {"argv", argv},
      {"working_directory", std::filesystem::current_path(ec).string()},
      {"host", host_name()},
      {"pid", ::getpid()},
      {"versions", {{"atelier", ATELIER_VERSION}, {"abi", fmt::format("{}.{}", ATELIER_ABI_MAJOR, ATELIER_ABI_MINOR)}}},
      {"plugins", plugin_list(plugins)},
      {"seed", workflow.seed},
      {"device", workflow.device},
      {"threads", threads},
      {"started", utc_now()},
      {"stages", json::array()}};
  write(false);
  if (!trouble_.empty()) throw Error(ATELIER_E_IO, trouble_);
}

void RunRecord::add_stage(const Node& node, const std::string& key) {
  record_["stages"].push_back({{"name", node.name},
                               {"component", node.component->id},
                               {"revision", node.component->revision},
                               {"key", key},
                               {"status", "waiting"}});
}

void RunRecord::set_stage(const std::string& name, const std::string& status, double seconds,
                          const std::string& error) {
  for (json& stage : record_["stages"]) {
    if (stage["name"] != name) continue;
    stage["status"] = status;
    if (status == "running") stage["started"] = utc_now();
    if (status != "running") stage["seconds"] = seconds;
    if (!error.empty()) stage["error"] = error;
  }
  write(false);
}

std::string RunRecord::text_if_ended(const std::string& stage) const {
  const auto mark = [](char c) { return std::string(1, c); };
  json record = record_;
  record["status"] = "failed";
  record["error"] = mark(LastWords::kError);
  record["exit_code"] = mark(LastWords::kExitCode);
  for (json& entry : record["stages"])
    if (entry["name"] == stage) entry.update({{"status", "failed"}, {"error", mark(LastWords::kError)}});
  // As JSON has them; a text that the user wrote would have to be such a byte and nothing else.
  std::string text = dump(record, 2) + "\n";
  const auto replace_all = [&](const std::string& from, const std::string& to) {
    for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
      text.replace(at, from.size(), to);
  };
  replace_all("\"\\u0001\"", "\"" + mark(LastWords::kError) + "\"");
  replace_all("\"\\u0002\"", mark(LastWords::kExitCode));
  return text;
}

void RunRecord::finish(const std::string& status, int exit_code, const std::string& error) {
  record_["status"] = status;
  record_["exit_code"] = exit_code;
  record_["finished"] = utc_now();
  record_["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  if (!error.empty()) record_["error"] = error;
  write(true);
}

void RunRecord::write(bool sync) {
  record_["peak_memory_bytes"] = peak_memory();
  trouble_.clear();
  try {
    write_file(file_, dump(record_, 2) + "\n", sync);
  } catch (const Error& e) {
    trouble_ = e.what();
  }
}

}  // namespace atelier::host
