#include "resolving.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <iostream>

#include "language/run_table.hpp"
#include "language/selection.hpp"
#include "plugins/search_path.hpp"
#include "run/sweep_record.hpp"
#include "shipped.hpp"
#include "system/system.hpp"
#include "words/json_text.hpp"

namespace atelier::host {
namespace {

// A word that is neither a file nor a shipped workflow.
void help_with_shipped(const Arguments& arguments, const std::vector<std::string>& shipped, ResolveResult& result) {
  const bool meant = std::find(shipped.begin(), shipped.end(), arguments.file.stem().string()) != shipped.end();
  if (shipped.empty() || (!meant && (arguments.file.has_parent_path() || arguments.file.has_extension()))) return;
  for (Diagnostic& diagnostic : result.diagnostics) {
    if (diagnostic.code != "E101" || (!diagnostic.help.empty() && !meant)) continue;
    if (meant)
      diagnostic.help = "`" + arguments.file.stem().string() + "` alone names the one that comes with the program";
    if (meant) continue;
    diagnostic.help = did_you_mean(arguments.file.string(), shipped);
    if (diagnostic.help.empty()) diagnostic.help = "workflows that come with the program: " + list_names(shipped);
  }
}

}  // namespace

int exit_code_of(const Resolved& resolved) {
  if (resolved.ok()) return kExitDone;
  const auto& all = resolved.result.diagnostics;
  const bool refused = std::any_of(all.begin(), all.end(), [](const Diagnostic& d) { return d.refused_plugin; });
  return refused || !resolved.found.named_refused.empty() ? kExitPlugin : kExitWorkflow;
}

void tell_diagnostics(const Arguments& arguments, const std::vector<Diagnostic>& diagnostics,
                      const SourceMap& sources) {
  if (diagnostics.empty()) return;
  if (arguments.format == "json") {
    std::cout << render_json(diagnostics) << "\n";
  } else if (arguments.progress == ProgressMode::kJson) {
    const std::string time = utc_text(real_clock().now());
    const auto all = nlohmann::json::parse(render_json(diagnostics));
    for (const auto& one : all)
      std::cerr << dump({{"event", "diagnostic"}, {"time", time}, {"diagnostic", one}}) + "\n";
  } else if (arguments.format == "short") {
    std::cerr << render_short(diagnostics);
  } else {
    std::cerr << render_text(diagnostics, sources, wants_colour(stderr)) << "\n";
    std::cerr << summary(diagnostics) << "\n";
  }
}

void tell_diagnostics(const Arguments& arguments, const ResolveResult& result) {
  tell_diagnostics(arguments, result.diagnostics, result.sources);
}

ResolveInput resolve_input(const Arguments& arguments, bool check_paths) {
  ResolveInput input;
  input.file = workflow_file(arguments.file, search_places({}).program);
  input.set = arguments.set;
  if (!arguments.set_in.empty()) input.working_directory = arguments.set_in;
  input.check_paths = check_paths;
  input.profiles = arguments.profiles;
  input.over = arguments.over;
  input.job = arguments.job;
  return input;
}

std::unique_ptr<Resolved> resolve_for(const Arguments& arguments, bool check_paths) {
  auto out = std::make_unique<Resolved>();
  out->found = discover_for(arguments.plugins, out->registry, Retry::kMayPass);
  if (!out->found.named_refused.empty()) return out;
  ResolveInput input = resolve_input(arguments, check_paths);
  if (!arguments.as_checked.empty()) {
    Result<WorkflowTexts> texts = read_texts(real_disk(), arguments.as_checked);
    if (!texts) {
      out->result.diagnostics.push_back({"E101",
                                         Severity::kError,
                                         texts.failure().reason,
                                         {arguments.as_checked.string(), 0, 0, 0, 0},
                                         "",
                                         {},
                                         "",
                                         ""});
      return out;
    }
    out->as_checked = *std::move(texts);
    input.texts = &out->as_checked;
  }
  out->result = resolve(input, out->found.catalog);
  help_with_shipped(arguments, shipped_workflows(search_places({}).program), out->result);
  return out;
}

std::optional<Failure> refuse_disabled(const ResolvedWorkflow& workflow, const std::string& name) {
  for (const DisabledStage& stage : workflow.disabled)
    if (stage.name == name)
      return Failure{
          fmt::format("stage `{}` is disabled: {}:{}:{}", name, stage.at.file, stage.at.line, stage.at.column),
          fmt::format("--set {}.enabled=true enables it", name), kExitCommandLine};
  return std::nullopt;
}

namespace {

// What stands before the path of a parameter or a setting of the run where somebody leaves it out.
const char* before_in_set(const ResolvedWorkflow& workflow, const std::string& assignment) {
  const std::string path = assignment.substr(0, assignment.find('='));
  const auto has = [&](const auto& list) {
    return std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.name == path; });
  };
  return has(workflow.params) ? "params." : run_table().param(path) ? "run." : "";
}

// Of a name on the command line that is no stage that runs.
Failure no_stage(const Arguments& arguments, const ResolvedWorkflow& workflow, const std::string& name) {
  const std::string file = arguments.file.string();
  if (std::optional<Failure> disabled = refuse_disabled(workflow, name)) return std::move(*disabled);
  const bool part = std::any_of(workflow.nodes.begin(), workflow.nodes.end(),
                                [&](const Node& node) { return !node.in_slot && node.name == name; });
  if (part)
    return {fmt::format("`{}` of {} is a part: only stages are run", name, file),
            "its stages: " + list_names(stage_names(workflow)), kExitCommandLine};
  std::string hint;
  if (name.find('=') != std::string::npos)
    hint = fmt::format("a value is set with --set: --set '{}{}'", before_in_set(workflow, name), name);
  else if (name.ends_with(']') || name.ends_with('}') || name.ends_with('"'))
    hint = "a value with blanks in it needs quotes: --set 'params.size=[64, 64]'";
  else if (name.ends_with(".toml"))
    hint = "one workflow at a time";
  else
    hint = did_you_mean(name, stage_names(workflow));
  return {fmt::format("{} has no stage `{}`", file, name),
          hint.empty() ? "its stages: " + list_names(stage_names(workflow)) : hint, kExitCommandLine};
}

}  // namespace

Result<std::vector<int>> stages_for(const Arguments& arguments, const ResolvedWorkflow& workflow) {
  const Selection selection = select_stages(workflow, arguments.stages);
  if (selection.unknown.empty()) return selection.stages;
  return no_stage(arguments, workflow, selection.unknown);
}

}  // namespace atelier::host
