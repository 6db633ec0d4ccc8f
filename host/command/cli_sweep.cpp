#include <spdlog/fmt/fmt.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <atelier/cpp/words.hpp>
#include <iostream>

#include "language/jobs.hpp"
#include "language/numbers.hpp"
#include "language/reference.hpp"
#include "plugins/search_path.hpp"
#include "resolving.hpp"
#include "run/sweep.hpp"
#include "system/interrupt.hpp"
#include "words/json_text.hpp"

namespace atelier::host {
namespace {

// The jobs with their settings, and what is wrong with any of them told.
struct Jobs {
  std::unique_ptr<Resolved> base;
  ResolvedJobs sweep;
  int exit_code = kExitDone;
};

Failure no_jobs(const Arguments& arguments) {
  return {fmt::format("{} has no [matrix], and there is no --over: there are no jobs", arguments.file.string()),
          "give it one, --over 'run.seed=[1, 2, 3]', or run it with `atelier run`", kExitCommandLine};
}

Jobs jobs_for(const Arguments& arguments) {
  Jobs out;
  out.base = resolve_for(arguments);
  const bool jobs = !out.base->result.jobs.empty();
  if (!out.base->found.named_refused.empty() || (!jobs && !out.base->ok())) {
    tell_diagnostics(arguments, out.base->result);
    out.exit_code = exit_code_of(*out.base);
    return out;
  }
  if (!jobs) {
    out.exit_code = tell_failure(no_jobs(arguments));
    return out;
  }
  out.sweep = resolve_jobs(resolve_input(arguments), out.base->found.catalog);
  tell_diagnostics(arguments, out.sweep.diagnostics, out.sweep.sources);
  if (!out.sweep.ok()) out.exit_code = kExitWorkflow;
  for (const ResolvedJob& each : out.sweep.jobs) {
    if (out.exit_code != kExitDone) break;
    if (const auto stages = stages_for(arguments, each.workflow); !stages)
      out.exit_code = tell_failure(stages.failure());
  }
  return out;
}

// A --mean-over that no job sets would average nothing.
Result<void> check_mean_over(const Arguments& arguments, const ResolvedJobs& sweep) {
  std::vector<std::string> paths;
  for (const ResolvedJob& each : sweep.jobs)
    for (const SetOption& setting : each.job.settings)
      if (std::find(paths.begin(), paths.end(), path_text(setting)) == paths.end()) paths.push_back(path_text(setting));
  for (const std::string& path : arguments.mean_over)
    if (std::find(paths.begin(), paths.end(), path) == paths.end())
      return Failure{fmt::format("the jobs do not differ in `{}`", path), "they differ in " + list_names(paths),
                     kExitCommandLine};
  return {};
}

// A number of --show or --sort that no job will leave, as far as the stages say what they leave.
Result<void> check_number(const std::string& wanted, const ResolvedJobs& sweep) {
  const size_t dot = wanted.find('.');
  const std::string stage = dot == std::string::npos ? "" : wanted.substr(0, dot);
  const std::string number = dot == std::string::npos ? wanted : wanted.substr(dot + 1);
  std::vector<std::string> near, all;
  for (const ResolvedJob& each : sweep.jobs)
    for (const int index : each.workflow.stages) {
      const std::string& name = each.workflow.nodes[static_cast<size_t>(index)].name;
      const bool asked = stage.empty() || name == stage;
      const auto left = numbers_left(each.workflow, index);
      if (!left && asked) return {};
      if (!left) continue;
      for (const std::string& known : left->names) {
        if (asked && is_named(number, known)) return {};
        all.push_back(name + "." + known);
      }
      for (const std::string& known : short_names(left->names))
        near.push_back(stage.empty() ? known : name + "." + known);
    }
  for (std::vector<std::string>* names : {&near, &all}) {
    std::sort(names->begin(), names->end());
    names->erase(std::unique(names->begin(), names->end()), names->end());
  }
  const std::string meant = did_you_mean(wanted, near);
  const std::string known = all.empty() ? "no stage leaves any" : "there are " + list_names(all, 24);
  return Failure{"no job leaves a number `" + wanted + "`", meant.empty() ? known : meant, kExitCommandLine};
}

nlohmann::json json_of(const ResolvedJob& each) {
  nlohmann::json out = {{"name", each.job.name}, {"settings", nlohmann::json::object()}};
  for (const SetOption& setting : each.job.settings) out["settings"][path_text(setting)] = value_text(setting);
  return out;
}

void list_jobs(const Arguments& arguments, const ResolvedJobs& sweep) {
  if (arguments.json) {
    nlohmann::json all = nlohmann::json::array();
    for (const ResolvedJob& each : sweep.jobs) all.push_back(json_of(each));
    std::cout << dump(all, 2) << "\n";
    return;
  }
  for (const ResolvedJob& each : sweep.jobs) {
    std::cout << each.job.name << "\n";
    for (const SetOption& setting : each.job.settings)
      std::cout << "  " << path_text(setting) << " = " << value_text(setting) << "\n";
  }
}

// What each job's `run` is given, all but the job.
std::vector<std::string> run_arguments(const Arguments& arguments) {
  std::vector<std::string> out = {arguments.file.string()};
  out.insert(out.end(), arguments.stages.begin(), arguments.stages.end());
  const auto add = [&](const char* option, const auto& values) {
    for (const auto& value : values) out.insert(out.end(), {option, std::filesystem::path(value).string()});
  };
  add("--set", arguments.set);
  add("--profile", arguments.profiles);
  add("--over", arguments.over);
  add("--plugin", arguments.plugins);
  out.insert(out.end(), {"--workspace", arguments.workspace.string()});
  const auto level = spdlog::level::to_string_view(arguments.level);
  out.insert(out.end(), {"--log-level", std::string(level.data(), level.size())});
  return out;
}

size_t columns_of_stdout() {
  winsize size{};
  if (!::isatty(STDOUT_FILENO)) return static_cast<size_t>(-1);  // a file has room for all
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

int cli_sweep(const Arguments& arguments) {
  if (arguments.progress == ProgressMode::kJson) tell_as_json();
  if (!arguments.job.empty())
    return tell_failure({"a sweep is all of its jobs", "`atelier run --job NAME` runs one", kExitCommandLine});
  if (arguments.name == kLatestSweep)
    return tell_failure(
        {"`latest` cannot name a sweep: it is the link to the one that began last", "", kExitCommandLine});
  if (!arguments.name.empty() && !is_name(arguments.name))
    return tell_failure(
        {fmt::format("`{}` cannot name a sweep: a name has letters, digits, _ and -, no digit first", arguments.name),
         "", kExitCommandLine});
  const Jobs jobs = jobs_for(arguments);
  if (jobs.exit_code != kExitDone) return jobs.exit_code;
  if (const Result<void> well = check_mean_over(arguments, jobs.sweep); !well) return tell_failure(well.failure());
  std::vector<std::string> wanted = arguments.show;
  if (!arguments.sort.empty()) wanted.push_back(arguments.sort);
  for (const std::string& number : wanted)
    if (const Result<void> well = check_number(number, jobs.sweep); !well) return tell_failure(well.failure());
  if (arguments.dry_run) {
    list_jobs(arguments, jobs.sweep);
    return kExitDone;
  }
  Terminal::Options shown;
  shown.progress = arguments.progress;
  shown.colour = wants_colour(stderr);
  Terminal terminal(shown);
  catch_interrupts(terminal.stopping_notice());
  SweepOptions options;
  options.workspace = arguments.workspace;
  options.name = arguments.name.empty() ? sweep_name(jobs.sweep, run_arguments(arguments)) : arguments.name;
  options.program = search_places({}).program;
  options.run_arguments = run_arguments(arguments);
  options.stages = arguments.stages;
  options.argv = arguments.argv;
  options.at_once = arguments.at_once;
  if (arguments.max_failures) options.max_failures = arguments.max_failures;
  options.table = {arguments.show, arguments.sort, arguments.ascending, columns_of_stdout(), arguments.mean_over};
  options.json = arguments.json;
  return run_sweep(jobs.sweep, terminal, options);
}

}  // namespace atelier::host
