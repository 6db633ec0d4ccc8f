// The command line: one function for each verb. Results on stdout, messages on stderr.
#pragma once

#include <spdlog/common.h>

#include <filesystem>
#include <string>
#include <vector>

#include "plugins/discovery.hpp"
#include "run/terminal.hpp"
#include "system/exit_code.hpp"
#include "words/result.hpp"

namespace atelier::host {

// What the options of all verbs say; each verb reads its own.
struct Arguments {
  std::vector<std::string> argv;
  std::filesystem::path file;
  std::vector<std::string> stages;
  std::vector<std::string> set;
  std::filesystem::path set_in;  // where `set` was given; "": here
  std::vector<std::string> profiles;
  std::vector<std::string> over;
  std::string job;
  std::vector<std::filesystem::path> plugins;  // --plugin
  std::filesystem::path workspace = "atelier-out";
  ProgressMode progress = ProgressMode::kAuto;
  spdlog::level::level_enum level = spdlog::level::info;
  std::string format = "text";  // of diagnostics: text, short, json
  std::string id;               // plugins show; completion: the shell
  std::string kind;             // plugins new
  std::string code;             // explain
  bool json = false;
  std::vector<std::string> fresh;  // --fresh
  bool exit_code = false;          // plan: tell by it whether there is work
  std::string max_size;            // gc: "20G"
  std::string keep;                // gc: "30d", or a number of runs
  bool dry_run = false;            // gc, runs rm, sweep
  std::vector<std::string> runs;   // runs show, diff, rm; report; replay
  std::string workflow;            // runs: of that name
  size_t number = 0;               // runs: no more than so many; 0: all
  bool strict = false;             // replay: only when nothing differs
  std::filesystem::path into;      // replay: another workspace
  bool deep = false;               // check: also make the parts
  bool changed = false;            // config: only what is not as it would be anyway
  std::vector<std::string> paths;  // config: "train.optimizer.lr"
  std::string form;                // graph: "" for text, dot, mermaid, svg
  std::filesystem::path output;    // schema, plugins new
  std::string answer;              // what --help or --version ask for
  // sweep
  std::string name;
  std::vector<std::string> show;
  std::string sort;
  std::vector<std::string> mean_over;
  bool ascending = false;
  size_t at_once = 1;
  size_t max_failures = 0;  // 0: any number
  // run, as a job of a sweep: the file with the texts that were checked (run/sweep_record.md)
  std::filesystem::path as_checked;
};

using Verb = int (*)(const Arguments&);

struct Command {
  Verb verb = nullptr;
  Arguments arguments;
};

int cli_main(int argc, char** argv);

// The grammar (command_line.cpp). argv[0] is the program. A failure has an exit code and, as details, what may have
// been meant.
Result<Command> parse_command_line(const std::vector<std::string>& argv);

int cli_run(const Arguments& arguments);
int cli_sweep(const Arguments& arguments);
int cli_check(const Arguments& arguments);
int cli_plan(const Arguments& arguments);
int cli_why(const Arguments& arguments);
int cli_gc(const Arguments& arguments);
int cli_runs(const Arguments& arguments);
int cli_runs_show(const Arguments& arguments);
int cli_runs_diff(const Arguments& arguments);
int cli_runs_rm(const Arguments& arguments);
int cli_report(const Arguments& arguments);
int cli_replay(const Arguments& arguments);
int cli_graph(const Arguments& arguments);
int cli_config(const Arguments& arguments);
int cli_schema(const Arguments& arguments);
int cli_plugins(const Arguments& arguments);
int cli_plugins_show(const Arguments& arguments);
int cli_plugins_embed(const Arguments& arguments);
int cli_plugins_new(const Arguments& arguments);
int cli_plugins_validate(const Arguments& arguments);
int cli_plugins_doctor(const Arguments& arguments);
int cli_completion(const Arguments& arguments);
// `atelier __complete WORD…`: what the shells' scripts ask. Always succeeds.
int answer_shell(const std::vector<std::string>& words);
int cli_explain(const Arguments& arguments);

// Whether `file` is a terminal on which colours are welcome.
bool wants_colour(std::FILE* file);
// "error: …" on stderr, further lines without that word. Gives the failure's status, here an exit code.
int tell_failure(const Failure& failure);
void tell_warning(const std::string& text);
// The exit code when all that was said on stdout got there; another one, and a sentence, when it did not.
int answered(int exit_code);
// From now on these two, and the last words of a crash, are lines as in run/progress_lines.md: `--progress json`.
// [main]
void tell_as_json();

// The catalog for a verb. Tells warnings, and why files named by --plugin are refused, where that is so.
Discovery discover_for(const std::vector<std::filesystem::path>& plugins, Registry& registry, Retry retry);

}  // namespace atelier::host
