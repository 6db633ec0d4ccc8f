#include "workflow.hpp"

#include <algorithm>

#include <atelier/cpp/suggest.hpp>

#include "layers.hpp"
#include "misplaced.hpp"
#include "parameters.hpp"
#include "profile_check.hpp"
#include "report.hpp"
#include "resolved_toml.hpp"
#include "resolver.hpp"
#include "rules.hpp"
#include "set_option.hpp"

namespace atelier::host {
namespace {

// Notes what is asked of the environment.
class Noted : public Environment {
 public:
  Noted(const Environment& environment, ResolvedWorkflow& workflow) : environment_(environment), workflow_(workflow) {}
  std::optional<std::string> find(const std::string& name) const override {
    return workflow_.environment[name] = environment_.find(name);
  }

 private:
  const Environment& environment_;
  ResolvedWorkflow& workflow_;
};

const std::vector<std::string> kTopLevel = {"atelier", "name",  "doc",   "include", "params", "run",
                                            "part",    "stage", "check", "matrix",  "profile"};

// What stands under a key that is wrong is moved to where it seems to belong.
void check_top_level(Written& root, const Catalog& catalog, Report& report) {
  const auto is_known = [](const WrittenEntry& entry) {
    return std::find(kTopLevel.begin(), kTopLevel.end(), entry.key) != kTopLevel.end();
  };
  const auto first = std::stable_partition(root.entries.begin(), root.entries.end(), is_known);
  const std::vector<WrittenEntry> unknown(std::make_move_iterator(first), std::make_move_iterator(root.entries.end()));
  root.entries.erase(first, root.entries.end());
  for (const WrittenEntry& entry : unknown) {
    if (entry.key == "env") {
      report.error("E202", "`env` is kept for a later version", entry.key_at).help =
          "the environment is spliced into texts: \"${env.X:-default}\"";
    } else {
      settle_unknown(root, entry, kTopLevel, catalog, report);
    }
  }
  if (const Written* params = root.find("params"); params && !params->is_table())
    report.error("E401", "`params` must be a table, not " + describe(*params), params->at);
}

void warn_of_unused(const NamedTables& tables, Report& report) {
  for (const NamedTable& table : tables)
    if (!table.stage && !table.used)
      report.warning("W001", "nothing uses part `" + table.name + "`", table.written->at).help =
          "refer to it as \"@" + table.name + "\", or take it out";
}

void warn_of_no_stage(const ResolvedWorkflow& workflow, const Position& at, Report& report) {
  if (!workflow.stages.empty()) return;
  Diagnostic& d = report.warning("W010", "no stage is enabled: there is nothing to run", at);
  d.help = "work is done by stages: [stage.<name>] with `use = \"…\"`";
  for (const DisabledStage& stage : workflow.disabled)
    d.related.push_back({stage.at, "stage `" + stage.name + "` is disabled here", true});
  if (!workflow.disabled.empty()) d.help = "enable one: --set " + workflow.disabled.front().name + ".enabled=true";
}

// A --set for a stage that does not run. What switches the stage off has its effect.
void warn_of_set_when_disabled(const NamedTables& tables, Report& report) {
  for (const NamedTable& table : tables) {
    if (!table.stage || table.enabled) continue;
    for (const WrittenEntry& entry : table.written->entries)
      if (entry.key != "enabled" && entry.value.source && entry.value.source->kind == LayerKind::kSet)
        report.warning("W005", "this --set has no effect: stage `" + table.name + "` is disabled", entry.value.at);
  }
}

// A job's settings are the last layer: one of --set for the same would have no effect.
void report_set_of_axis(const ResolveInput& input, const Job& job, Report& report) {
  for (const std::string& text : input.set) {
    const std::string path = text.substr(0, text.find_first_of(" ="));
    for (const SetOption& setting : job.settings) {
      if (path_text(setting) != path) continue;
      const auto end = static_cast<uint32_t>(path.size() + 1);
      report.error("E611", "each job of the sweep has its own `" + path + "`", {flag_name("--set", text), 1, 1, 1, end})
          .help = "to choose the values, give --over " + path + "=[…]";
    }
  }
}

void lay_job(Written& root, const ResolveInput& input, const Job& job, const Catalog& catalog, Report& report) {
  report_set_of_axis(input, job, report);
  apply_settings(root, job.settings, catalog, report);
}

// The jobs of the sweep; of a job that is known nothing but what it takes to point at its settings.
std::vector<Job> jobs_of(Written& root, const ResolveInput& input, const std::filesystem::path& directory,
                         Report& report) {
  if (!input.known_job) return take_jobs(root, input.over, directory, report);
  root.erase("matrix");
  for (const std::string& text : input.over)
    report.add_source("--over " + text, "--over", directory, text, LayerKind::kSet);
  return {};
}

// Lays the settings of the job that is meant over the tree.
void apply_job(Written& root, const ResolveInput& input, const std::vector<Job>& jobs, const Catalog& catalog,
               Report& report) {
  if ((input.job.empty() && !input.known_job) || report.has_errors()) return;
  if (input.known_job) return lay_job(root, input, *input.known_job, catalog, report);
  std::vector<std::string> names;
  for (const Job& job : jobs) {
    if (job.name == input.job) return lay_job(root, input, job, catalog, report);
    names.push_back(job.name);
  }
  const auto source = report.add_source(flag_name("--job", input.job), "--job", {}, input.job, LayerKind::kSet);
  const auto end = static_cast<uint32_t>(input.job.size() + 1);
  Diagnostic& d = report.error("E612", "the sweep has no job `" + input.job + "`", {source->name, 1, 1, 1, end},
                               did_you_mean(input.job, names));
  d.note = names.empty() ? "the workflow has no [matrix], and there is no --over" : "there are " + list_names(names);
}

void resolve_into(ResolveResult& result, const ResolveInput& input, const Catalog& catalog, Report& report) {
  ResolvedWorkflow& workflow = result.workflow;
  const std::filesystem::path directory = std::filesystem::absolute(input.working_directory).lexically_normal();
  std::optional<LoadedWorkflow> loaded = load_workflow(input.system.disk, input.file, directory, report, input.texts);
  workflow.file = input.file;
  if (!loaded) return;
  result.texts = std::move(loaded->texts);
  workflow.source = std::move(loaded->text);
  Written& root = loaded->root;
  settle_lists(root, report);
  check_top_level(root, catalog, report);
  const Written declared = root.find("params") ? *root.find("params") : Written();
  std::set<std::string> mentioned;  // in profiles that are not chosen too, and where a layer puts something else
  add_mentioned_parameters(root, mentioned);
  check_idle_profiles(root, input.profiles, catalog, report);
  apply_profiles(root, input.profiles, report);
  apply_set(root, input.set, directory, catalog, report);
  result.jobs = jobs_of(root, input, directory, report);
  apply_job(root, input, result.jobs, catalog, report);

  const Noted environment(input.system.environment, workflow);
  Parameters parameters(root, &declared, environment, report);
  parameters.check();
  workflow.params = parameters.values();
  workflow.name = parameters.text_of(root, "name");
  workflow.doc = parameters.text_of(root, "doc");
  NamedTables tables(root, parameters, report);
  Resolver resolver{catalog,        tables, parameters, input.system.disk, input.check_paths, root.source->folder,
                    workflow.nodes, report};
  resolve_nodes(resolver, root, workflow);
  for (const NamedTable& table : tables)
    if (!table.enabled) workflow.disabled.push_back({table.name, table.written->find("enabled")->at});
  drop_idle(workflow, resolver, input.keep_idle, report);
  resolve_gates(resolver, root, workflow);
  order_stages(workflow, report);
  check_rules(workflow, input.check_paths ? &input.system.disk : nullptr, report);
  if (report.has_errors()) return;
  warn_of_unused(tables, report);
  warn_of_no_stage(workflow, {root.source->name, 1, 1, 1, 2}, report);
  warn_of_set_when_disabled(tables, report);
  parameters.warn_of_unused(mentioned, report);
  workflow.resolved_toml = write_resolved_toml(workflow);
}

}  // namespace

ResolveResult resolve(const ResolveInput& input, const Catalog& catalog) {
  ResolveResult result;
  Report report;
  resolve_into(result, input, catalog, report);
  report.finish();
  result.diagnostics = std::move(report.diagnostics());
  result.sources = std::move(report.sources());
  return result;
}

}  // namespace atelier::host
