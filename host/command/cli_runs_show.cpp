// `runs show`: all of one run.
#include <spdlog/fmt/fmt.h>

#include <atelier/cpp/words.hpp>
#include <iostream>

#include "cli.hpp"
#include "run/past_results.hpp"
#include "run/run_words.hpp"
#include "run/status.hpp"
#include "table.hpp"
#include "words/json_text.hpp"
#include "words/size.hpp"
#include "words/text.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;
using Rows = std::vector<std::vector<std::string>>;

void print_head(const PastRun& run) {
  const json& workflow = object_in(run.record, "workflow");
  Rows rows = {{"run", run.id}, {"status", run.status}};
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) rows.push_back({name, many_lines(text, kLongestMessage)});
  };
  if (const auto code = number_in(run.record, "exit_code"); code && *code != 0)
    rows.back()[1] += fmt::format(" (exit code {})", *code);
  add("error", text_in(run.record, "error"));
  add("workflow", text_in(workflow, "name") + ", " + text_in(workflow, "file"));
  add("command", command_line(run));
  add("in", text_in(run.record, "working_directory"));
  const std::string took = took_words(run);
  add("begun", text_in(run.record, "started") + (took.empty() ? "" : ", took " + took));
  add("last sign", text_in(run.record, "last_sign"));
  add("program",
      "atelier " + text_in(object_in(run.record, "versions"), "atelier") + " on " + text_in(run.record, "host"));
  for (const auto& [name, value] : object_in(run.record, "environment").items())
    add(("$" + name).c_str(), value.is_string() ? value.get<std::string>() : "(not set)");
  for (const json& plugin : list_in(run.record, "plugins"))
    add("plugin", fmt::format("{} {}, build {}, {}", text_in(plugin, "id"), text_in(plugin, "version"),
                              text_in(plugin, "build_id").substr(0, 12), text_in(plugin, "file")));
  for (auto& row : rows) row[0] = printable(row[0]);
  std::cout << table_text(rows);
}

std::string size_words(const PastRun& run, const json& stage) {
  if (text_in(stage, "status") != word_of(Status::kDone)) return "";
  const std::optional<SizeLeft> size = size_left(real_disk(), run, text_in(stage, "name"));
  return size ? fmt::format("{} in {}", size_text(size->bytes), counted(size->files, "file", "files"))
              : "removed since";
}

void print_stages(const PastRun& run) {
  Rows rows;
  for (const json& stage : list_in(run.record, "stages")) {
    const std::string made_by = text_in(stage, "made_by");
    const std::optional<double> seconds = number_in(stage, "seconds");
    std::string how = text_in(stage, "status");
    if (!made_by.empty()) how = "reused from run " + made_by;
    rows.push_back({printable(text_in(stage, "name")), printable(text_in(stage, "component")), printable(how),
                    seconds && made_by.empty() ? duration_text(*seconds) : "", size_words(run, stage)});
  }
  if (!rows.empty()) std::cout << "\nstages\n" << table_text(rows, 2);
  for (const json& stage : list_in(run.record, "stages"))
    if (const std::string error = text_in(stage, "error"); !error.empty())
      std::cout << fmt::format("  {}: {}\n", printable(text_in(stage, "name")), many_lines(error, kLongestMessage));
}

void print_numbers(const PastRun& run) {
  Rows rows;
  for (const json& stage : list_in(run.record, "stages"))
    for (const auto& [name, value] : object_in(stage, "numbers").items())
      rows.push_back({printable(text_in(stage, "name") + "." + name), number_words(value)});
  if (!rows.empty()) std::cout << "\nnumbers\n" << table_text(rows, 2);
  rows.clear();
  for (const json& gate : list_in(run.record, "gates"))
    rows.push_back({printable(text_in(gate, "name")), printable(text_in(gate, "status")),
                    printable(text_in(gate, "that")), printable(text_in(gate, "said"))});
  if (!rows.empty()) std::cout << "\nchecks\n" << table_text(rows, 2);
}

void print_places(const PastRun& run) {
  Rows rows = {{"folder", run.folder.string()}};
  for (const char* file : {"resolved.toml", "log.txt", "events.jsonl"})
    if (real_disk().facts(run.folder / file).is_file()) rows.push_back({file, (run.folder / file).string()});
  for (const json& stage : list_in(run.record, "stages")) {
    const std::string name = text_in(stage, "name");
    const std::filesystem::path output = run.folder / "outputs" / name;
    if (real_disk().facts(output).is_folder()) rows.push_back({printable(name), printable(output.string())});
  }
  std::cout << "\nwhere things lie\n" << table_text(rows, 2);
}

json as_json(const PastRun& run) {
  json out = run.record;
  out["status"] = run.status;
  out["folder"] = run.folder.string();
  for (json& stage : out["stages"]) {
    const std::optional<SizeLeft> size = size_left(real_disk(), run, text_in(stage, "name"));
    if (size) stage["output"] = {{"bytes", size->bytes}, {"files", size->files}, {"folder", size->folder.string()}};
  }
  return out;
}

}  // namespace

int cli_runs_show(const Arguments& arguments) {
  const Result<PastRun> run = find_recorded(arguments.workspace, arguments.runs.front());
  if (!run) return tell_failure(run.failure());
  if (arguments.json) {
    std::cout << dump(as_json(*run), 2) << "\n";
    return kExitDone;
  }
  print_head(*run);
  print_stages(*run);
  print_numbers(*run);
  print_places(*run);
  return kExitDone;
}

}  // namespace atelier::host
