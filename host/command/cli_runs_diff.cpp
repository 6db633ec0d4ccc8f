// `runs diff`: what differs between two runs.
#include <spdlog/fmt/fmt.h>

#include <atelier/cpp/words.hpp>
#include <iostream>

#include "cli.hpp"
#include "run/run_diff.hpp"
#include "run/run_words.hpp"
#include "table.hpp"
#include "words/json_text.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;
using Rows = std::vector<std::vector<std::string>>;

constexpr size_t kLongestValue = 60;  // code points
constexpr size_t kMostFiles = 5;

std::string shown(const json& value) {
  return value.is_null() ? "not given"
                         : one_line(value.is_string() ? value.get<std::string>() : value.dump(), kLongestValue);
}

// Whether there was something.
bool print_part(const json& diff, const char* part, const char* title, const char* called = "name") {
  Rows rows;
  for (const json& one : list_in(diff, part))
    rows.push_back({printable(text_in(one, called)), shown(one["a"]), "→ " + shown(one["b"])});
  if (!rows.empty()) std::cout << title << "\n" << table_text(rows, 2);
  return !rows.empty();
}

bool print_inputs(const json& diff) {
  const json& inputs = list_in(diff, "inputs");
  if (!inputs.empty()) std::cout << "inputs\n";
  for (const json& one : inputs)
    std::cout << "  " << printable(text_in(one, "path"))
              << (one["a"].is_null()   ? " is read by the second only"
                  : one["b"].is_null() ? " is read by the first only"
                                       : " has changed")
              << "\n";
  return !inputs.empty();
}

std::string verdict(const json& stage) {
  const json& status = stage["status"];
  if (status[0] != status[1]) return fmt::format("{} → {}", shown(status[0]), shown(status[1]));
  const std::string left = text_in(stage, "left"), key = text_in(stage, "key");
  if (stage.contains("deterministic"))
    return "made from the same, but left other files: it is not deterministic, or another build made it";
  if (left == "equal") return key == "same" ? "same" : "made from other things, left the same";
  if (left == "differs") return "left other files";
  return "not compared";
}

void print_stage(const json& stage) {
  std::cout << fmt::format("  {}: {}\n", printable(text_in(stage, "name")), verdict(stage));
  if (const std::string why = text_in(stage, "why"); !why.empty()) std::cout << "    " << printable(why) << "\n";
  for (const json& line : list_in(stage, "made_from")) std::cout << "    " << line.get<std::string>() << "\n";
  const json& files = list_in(stage, "files");
  for (size_t i = 0; i < files.size() && i < kMostFiles; ++i)
    std::cout << "    " << files[i].get<std::string>() << "\n";
  if (files.size() > kMostFiles)
    std::cout << fmt::format("    and {} more\n", counted(files.size() - kMostFiles, "file", "files"));
  Rows rows;
  for (const json& number : list_in(stage, "numbers")) {
    const auto side = [&](const char* of) {
      return number[of].is_null() ? std::string("none") : number_words(number[of]);
    };
    const auto difference = number_in(number, "difference");
    rows.push_back({printable(text_in(number, "name")), side("a"), "→ " + side("b"),
                    difference ? difference_words(*difference) : ""});
  }
  std::cout << table_text(rows, 4);
}

// Of the same workflow.
Result<PastRun> newest_before(const std::filesystem::path& workspace, const PastRun& run) {
  const auto is_it = [&](const PastRun& other) {
    return other.id < run.id && other.record.is_object() && workflow_of(other) == workflow_of(run);
  };
  Result<std::vector<PastRun>> found = past_runs(real_disk(), workspace, is_it, 1);
  if (!found) return Failure{found.failure().reason, found.failure().details, kExitStageFailed};
  if (found->empty())
    return Failure{fmt::format("there is no run of {} before {}", printable(workflow_of(run)), run.id),
                   "name two runs: atelier runs diff RUN RUN", kExitCommandLine};
  return std::move(found->front());
}

void print(const json& diff) {
  for (const char* side : {"a", "b"})
    std::cout << fmt::format("{} {} ({})\n", side[0] == 'a' ? "from" : "to  ", printable(text_in(diff[side], "id")),
                             printable(text_in(diff[side], "status")));
  for (const json& note : list_in(diff, "notes")) std::cout << printable(note.get<std::string>()) << "\n";
  bool differs = print_part(diff, "options", "options");
  differs = print_inputs(diff) || differs;
  differs = print_part(diff, "plugins", "plugins", "id") || differs;
  differs = print_part(diff, "program", "program") || differs;
  differs = print_part(diff, "environment", "environment") || differs;
  if (!differs && list_in(diff, "notes").empty()) std::cout << "options, inputs, plugins and program are the same\n";
  print_part(diff, "gates", "checks");
  std::cout << "stages\n";
  for (const json& stage : list_in(diff, "stages")) print_stage(stage);
}

}  // namespace

int cli_runs_diff(const Arguments& arguments) {
  const Result<PastRun> b = find_recorded(arguments.workspace, arguments.runs.back());
  if (!b) return tell_failure(b.failure());
  const Result<PastRun> a = arguments.runs.size() > 1 ? find_recorded(arguments.workspace, arguments.runs.front())
                                                      : newest_before(arguments.workspace, *b);
  if (!a) return tell_failure(a.failure());
  const json diff = diff_runs(real_disk(), *a, *b);
  if (arguments.json)
    std::cout << dump(diff, 2) << "\n";
  else
    print(diff);
  return kExitDone;
}

}  // namespace atelier::host
