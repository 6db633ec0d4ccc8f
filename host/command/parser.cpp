#include "parser.hpp"

#include <atelier/abi.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>

namespace atelier::host {
namespace {

constexpr size_t kMostOfAny = 1'000'000'000;

}  // namespace

Parser::Parser(Arguments& arguments) : a_(arguments) {
  app_.require_subcommand(1);
  app_.set_version_flag(
      "--version", fmt::format("atelier {} (plugin ABI {}.{})", ATELIER_VERSION, ATELIER_ABI_MAJOR, ATELIER_ABI_MINOR));
  app_.footer("`atelier VERB --help` tells more about a verb.");
  add_run();
  add_sweep();
  add_check();
  add_plan();
  add_config();
  add_graph();
  add_schema();
  add_plugins();
  add_runs();
  add_report();
  add_replay();
  add_gc();
  add_explain();
  add_completion();
}

std::vector<std::string> Parser::verbs_of(const CLI::App& app) {
  std::vector<std::string> out;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; }))
    out.push_back(verb->get_name());
  return out;
}

const CLI::App& Parser::chosen() const {
  const CLI::App* at = &app_;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  return *at;
}

std::vector<std::string> Parser::options() const {
  std::vector<std::string> out;
  for (const CLI::App* verb = &chosen(); verb; verb = verb->get_parent())
    for (const CLI::Option* option : verb->get_options()) {
      for (const std::string& name : option->get_lnames()) out.push_back("--" + name);
      for (const std::string& name : option->get_snames()) out.push_back("-" + name);
    }
  return out;
}

const CLI::Option* Parser::option(const std::string& name) const {
  for (const CLI::App* verb = &chosen(); verb; verb = verb->get_parent())
    if (const CLI::Option* found = verb->get_option_no_throw(name)) return found;
  return nullptr;
}

std::vector<std::string> Parser::words_of(const std::string& option) const {
  const auto found = words_.find(option);
  return found == words_.end() ? std::vector<std::string>() : found->second;
}

std::optional<Parser::Range> Parser::range_of(const CLI::Option& option) const {
  const auto found = ranges_.find(&option);
  return found == ranges_.end() ? std::nullopt : std::optional(found->second);
}

void Parser::add_number(CLI::App* verb, const char* names, size_t& to, Range range, const char* about) {
  CLI::Option* option = verb->add_option(names, to, about)->type_name("N");
  option->check(CLI::Range(range.least, range.most).description(""));
  ranges_[option] = range;
}

CLI::App* Parser::add_verb(CLI::App& to, const char* name, const char* about, Verb verb) {
  CLI::App* app = to.add_subcommand(name, about);
  app->callback([this, verb, app] {
    if (app->get_subcommands().empty()) verb_ = verb;
  });
  return app;
}

void Parser::add_plugin_option(CLI::App* verb) {
  verb->add_option("--plugin", a_.plugins, "a plugin file to use before all others; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
}

void Parser::add_workflow_options(CLI::App* verb, const std::string& about) {
  verb->add_option("file", a_.file, about)->type_name("FILE")->required();
  verb->add_option("--set", a_.set, "path=value laid over the workflow, as TOML; may be repeated")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
  verb->add_option("--profile", a_.profiles, "a [profile.NAME] of the workflow; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  verb->add_option("--job", a_.job, "one job of the workflow's sweep: its settings are laid over the workflow")
      ->type_name("NAME");
  add_over_option(verb);
  add_plugin_option(verb);
}

void Parser::add_over_option(CLI::App* verb) {
  verb->add_option("--over", a_.over, "path=[value, …], an axis of a sweep; may be repeated")
      ->type_name("PATH=VALUES")
      ->allow_extra_args(false);
}

void Parser::add_format_option(CLI::App* verb) {
  verb->add_option("--format", a_.format, "form of the diagnostics: text, short or json")
      ->check(CLI::IsMember({"text", "short", "json"}))
      ->type_name("FORM");
  words_["--format"] = {"text", "short", "json"};
}

void Parser::add_workspace_option(CLI::App* verb) {
  verb->add_option("--workspace", a_.workspace, "folder for runs and their outputs (atelier-out)")
      ->check([](const std::string& folder) {
        return std::string(folder.empty() || folder[0] == '~' ? "it names no folder" : "");
      })
      ->type_name("DIR");
}

void Parser::add_fresh_option(CLI::App* verb) {
  verb->add_option("--fresh", a_.fresh, "run this stage although its result is there; may be repeated")
      ->type_name("STAGE")
      ->allow_extra_args(false);
}

void Parser::add_plan() {
  CLI::App* verb = add_verb(app_, "plan", "Show which stages would run, and why; run nothing", cli_plan);
  add_workflow_options(verb);
  verb->add_option("stages", a_.stages, "only to these stages")->type_name("STAGE");
  add_fresh_option(verb);
  add_workspace_option(verb);
  verb->add_flag("--exit-code", a_.exit_code, "exit with 10 when there is something to run");
  verb->add_flag("--json", a_.json, "as JSON");
  add_format_option(verb);
  CLI::App* why = add_verb(app_, "why", "Explain why a stage would run, or would not", cli_why);
  add_workflow_options(why, "the workflow; left out: that of the newest run, with its --set and --profile");
  why->get_option("file")->required(false);
  why->add_option("stages", a_.stages, "the stages in question; without any, all that would run")->type_name("STAGE");
  add_fresh_option(why);
  add_workspace_option(why);
  why->add_flag("--json", a_.json, "as JSON");
  add_format_option(why);
}

void Parser::add_run() {
  CLI::App* verb = add_verb(app_, "run", "Run a workflow, or the named stages with what they need", cli_run);
  add_workflow_options(verb);
  verb->add_option("stages", a_.stages, "run only to these stages")->type_name("STAGE");
  verb->add_option("--as-checked", a_.as_checked, "the texts of a sweep's workflow")->type_name("FILE")->group("");
  add_fresh_option(verb);
  add_run_options(verb);
}

void Parser::add_run_options(CLI::App* verb) {
  add_workspace_option(verb);
  add_progress_options(verb);
  add_format_option(verb);
}

void Parser::add_progress_options(CLI::App* verb) {
  verb->add_option("--progress", a_.progress, "how progress is shown: auto, plain, json or none")
      ->transform(CLI::CheckedTransformer(progress_modes(), CLI::ignore_case).description(""))
      ->type_name("MODE");
  words_["--progress"] = {"auto", "plain", "json", "none"};
  verb->add_option("--log-level", a_.level, "least that is shown on stderr: debug, info, warning or error")
      ->transform(CLI::CheckedTransformer(levels(), CLI::ignore_case).description(""))
      ->type_name("LEVEL");
  words_["--log-level"] = {"debug", "info", "warning", "error"};
}

void Parser::add_sweep() {
  CLI::App* verb = add_verb(app_, "sweep", "Run a workflow once for each job of its [matrix] or of --over", cli_sweep);
  add_workflow_options(verb);
  verb->add_option("stages", a_.stages, "run each job only to these stages")->type_name("STAGE");
  add_number(verb, "--jobs,-j", a_.at_once, {1, 256}, "how many jobs run at a time (1)");
  add_number(verb, "--max-failures", a_.max_failures, {0, kMostOfAny},
             "begin no job after so many have failed; 0: go on (0)");
  verb->add_option("--name", a_.name, "of the sweep's folder below sweeps/ in the workspace")->type_name("NAME");
  verb->add_option("--show", a_.show, "a number for the table, STAGE.NUMBER; may be repeated")
      ->type_name("NUMBER")
      ->allow_extra_args(false);
  verb->add_option("--sort", a_.sort, "sort the table by this number, the largest first")->type_name("NUMBER");
  verb->add_option("--mean-over", a_.mean_over, "average in the table over this setting, by its path; may be repeated")
      ->type_name("PATH")
      ->allow_extra_args(false);
  verb->add_flag("--ascending", a_.ascending, "the smallest first");
  verb->add_flag("--dry-run", a_.dry_run, "list the jobs and run none");
  verb->add_flag("--json", a_.json, "the result as JSON in place of the table");
  add_run_options(verb);
}

void Parser::add_check() {
  CLI::App* verb = add_verb(app_, "check", "Check a workflow; run nothing, load no plugin", cli_check);
  add_workflow_options(verb);
  verb->add_option("stages", a_.stages, "count, and with --deep make, only what these stages need")->type_name("STAGE");
  verb->add_flag("--deep", a_.deep, "also make every part, in a child process: finds files that do not fit");
  add_format_option(verb);
}

void Parser::add_config() {
  CLI::App* verb =
      add_verb(app_, "config", "Show the workflow as it will be run, with the origin of each value", cli_config);
  add_workflow_options(verb);
  verb->add_option("paths", a_.paths, "show only these: a value, a slot, a table, `params` or `run`")
      ->type_name("PATH");
  verb->add_flag("--changed", a_.changed, "leave out what is as it would be by default");
  verb->add_flag("--json", a_.json, "as JSON");
  verb->footer(
      "Without PATH the answer is a workflow that runs as it stands.\n"
      "Example: atelier config w.toml --profile smoke train.optimizer.lr");
}

void Parser::add_graph() {
  CLI::App* verb = add_verb(app_, "graph", "Show how stages and parts are wired, in the order of running", cli_graph);
  add_workflow_options(verb);
  verb->add_option("stages", a_.stages, "show only these stages and what they need")->type_name("STAGE");
  CLI::Option* dot = verb->add_flag_callback(
      "--dot", [this] { a_.form = "dot"; }, "for Graphviz");
  CLI::Option* mermaid = verb->add_flag_callback(
      "--mermaid", [this] { a_.form = "mermaid"; }, "for Mermaid");
  CLI::Option* svg = verb->add_flag_callback(
      "--svg", [this] { a_.form = "svg"; }, "as a picture");
  dot->excludes(mermaid)->excludes(svg);
  mermaid->excludes(svg);
  verb->footer("Example: atelier graph w.toml --svg > w.svg");
}

void Parser::add_schema() {
  CLI::App* verb = add_verb(app_, "schema", "Write the JSON Schema of workflows, for editors", cli_schema);
  verb->add_option("--output", a_.output, "the file to write; without it the schema is printed")->type_name("FILE");
  add_plugin_option(verb);
  verb->footer(
      "It knows the components of the plugins installed; write it anew when they change.\n"
      "Example: atelier schema --output .atelier/workflow.schema.json\n"
      "and at the top of a workflow beside it: #:schema .atelier/workflow.schema.json");
}

void Parser::add_run_argument(CLI::App* verb, size_t least, size_t most, const char* about) {
  verb->add_option("runs", a_.runs, about)
      ->type_name("RUN")
      ->required()
      ->expected(static_cast<int>(least), static_cast<int>(most));
}

void Parser::add_runs() {
  constexpr const char* kForms = "A RUN is an id, a part of one that no other has, latest or current.\n\n";
  CLI::App* verb = add_verb(app_, "runs", "List the runs of a workspace, compare them, remove them", cli_runs);
  verb->require_subcommand(0, 1);
  add_workspace_option(verb);
  verb->add_flag("--json", a_.json, "as JSON");
  verb->add_option("--workflow", a_.workflow, "only runs of the workflow of this name")->type_name("NAME");
  add_number(verb, "-n,--number", a_.number, {1, kMostOfAny}, "no more than the N newest");
  verb->footer("atelier runs -n 5\natelier runs --workflow quickstart --json");
  CLI::App* show =
      add_verb(*verb, "show", "Tell all of a run: how each stage went, and where things lie", cli_runs_show);
  add_run_argument(show, 1, 1, "the run");
  show->add_flag("--json", a_.json, "as JSON");
  add_workspace_option(show);
  show->footer(std::string(kForms) + "atelier runs show latest");
  CLI::App* diff =
      add_verb(*verb, "diff", "Tell what differs between two runs: options, inputs, plugins, numbers", cli_runs_diff);
  add_run_argument(diff, 1, 2, "the two runs: what was, and what is now; of one, the newest of its workflow before it");
  diff->add_flag("--json", a_.json, "as JSON");
  add_workspace_option(diff);
  diff->footer(std::string(kForms) + "atelier runs diff 7f3a latest\natelier runs diff latest");
  CLI::App* rm = add_verb(*verb, "rm", "Remove runs; what they left stays in the store until gc", cli_runs_rm);
  add_run_argument(rm, 1, 1000000, "the runs");
  rm->add_flag("--dry-run", a_.dry_run, "remove nothing, only tell what would go");
  add_workspace_option(rm);
  rm->footer(std::string(kForms) + "atelier runs rm 7f3a 20261123-0145 --dry-run");
}

void Parser::add_report() {
  CLI::App* verb = add_verb(app_, "report", "Write a page of a run, or one that compares several", cli_report);
  add_run_argument(verb, 1, 1000000, "the runs, or a sweep: those of its jobs");
  verb->get_option("runs")->type_name("RUN|SWEEP");
  verb->add_option("--output", a_.output, "the file to write")->type_name("FILE");
  add_workspace_option(verb);
  verb->footer(
      "A RUN is an id, a part of one that no other has, latest or current; a SWEEP is a name below sweeps/.\n\n"
      "Without --output the page of one run is report.html in its folder, where each run leaves it at its end; of a "
      "sweep it is report.html in the sweep's folder, of several runs report-7f3a-62af.html in the workspace. The "
      "answer is the file's name.\n\n"
      "atelier report latest\natelier report 7f3a 62af --output compared.html");
}

void Parser::add_replay() {
  CLI::App* verb =
      add_verb(app_, "replay", "Repeat a run from scratch, and compare what each stage leaves", cli_replay);
  add_run_argument(verb, 1, 1, "the run: an id, a part of one that no other has, latest or current");
  add_workspace_option(verb);
  verb->add_option("--into", a_.into, "the workspace of the repetition (the run's own)")->type_name("DIR");
  verb->add_flag("--strict", a_.strict, "do not begin when a plugin, library or input is not as it was for the run");
  verb->add_flag("--json", a_.json, "tell the comparison as JSON");
  add_plugin_option(verb);
  add_progress_options(verb);
  add_format_option(verb);
  verb->footer(
      "It runs the resolved.toml of the run, all stages fresh; the workflow's own file may have changed or be gone. "
      "Exit code 0: every stage leaves the same; 1: something differs, failed or could not be compared; 6: all is the "
      "same, and a check fails once more.\n\n"
      "atelier replay latest\natelier replay 7f3a --strict --into /tmp/again");
}

void Parser::add_gc() {
  CLI::App* verb = add_verb(app_, "gc", "Show what the kept results take, and remove those that nobody needs", cli_gc);
  add_workspace_option(verb);
  verb->add_option("--max-size", a_.max_size,
                   "leave no more than this, 20G or 500M: results of no run go first, the longest unused before "
                   "others, then the outputs of the oldest runs; never those of the newest")
      ->type_name("SIZE");
  verb->add_option("--keep", a_.keep,
                   "keep what was used since, 30d, or what so many of the newest runs left, 5; the outputs of older "
                   "runs go, their records stay")
      ->type_name("AGE|RUNS");
  verb->add_flag("--dry-run", a_.dry_run, "remove nothing, only show what would go");
  verb->footer(
      "Without --max-size and --keep it removes the results that no run in the workspace links to, and what "
      "dead runs left.");
}

void Parser::add_explain() {
  CLI::App* verb = add_verb(app_, "explain", "Explain a diagnostic by its code", cli_explain);
  verb->add_option("code", a_.code, "such as E204")->type_name("CODE")->required();
}

void Parser::add_completion() {
  CLI::App* verb = add_verb(app_, "completion", "Print the script that lets a shell complete", cli_completion);
  verb->add_option("shell", a_.id, "bash, zsh or fish")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->type_name("SHELL")
      ->required();
  words_["shell"] = {"bash", "zsh", "fish"};
  verb->footer("Example, in ~/.bashrc: source <(atelier completion bash)");
}

GrammarOption Parser::grammar_of(const CLI::Option& option) {
  const std::vector<std::string>& names = option.get_lnames();
  GrammarOption out{names.empty() ? option.get_name() : "--" + names[0], option.get_description(), "", {}, false};
  out.many = option.get_expected_max() > 1;
  if (option.get_expected_max() == 0 || option.get_type_size() == 0) return out;
  const std::string type = option.get_type_name();
  out.value = type.substr(0, type.find(':'));
  if (const size_t open = type.find(":{"); open != std::string::npos)
    out.choices = CLI::detail::split(type.substr(open + 2, type.find('}', open) - open - 2), ',');
  if (out.value == "MODE")
    for (const auto& [name, mode] : progress_modes()) out.choices.push_back(name);
  if (out.value == "LEVEL")
    for (const auto& [name, level] : levels()) out.choices.push_back(name);
  return out;
}

GrammarVerb Parser::grammar_of(const CLI::App& app) {
  GrammarVerb out{app.get_name(), app.get_description(), {}, {}};
  for (const CLI::Option* option : app.get_options())
    if (!option->get_group().empty()) out.options.push_back(grammar_of(*option));
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; }))
    out.verbs.push_back(grammar_of(*verb));
  return out;
}

std::map<std::string, ProgressMode> Parser::progress_modes() {
  return {{"auto", ProgressMode::kAuto},
          {"plain", ProgressMode::kPlain},
          {"json", ProgressMode::kJson},
          {"none", ProgressMode::kNone}};
}

std::map<std::string, spdlog::level::level_enum> Parser::levels() {
  return {{"debug", spdlog::level::debug},
          {"info", spdlog::level::info},
          {"warning", spdlog::level::warn},
          {"error", spdlog::level::err}};
}
}  // namespace atelier::host
