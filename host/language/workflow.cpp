#include "workflow.hpp"

#include <algorithm>
#include <atelier/cpp/suggest.hpp>

#include "layers.hpp"
#include "parameters.hpp"
#include "report.hpp"
#include "resolved_toml.hpp"
#include "resolver.hpp"
#include "set_option.hpp"

namespace atelier::host {
namespace {

const std::vector<std::string> kTopLevel = {"atelier", "name", "doc",   "include", "params",
                                            "run",     "part", "stage", "check",   "profile"};

void check_top_level(const Written& root, Report& report) {
  for (const WrittenEntry& entry : root.entries) {
    if (std::find(kTopLevel.begin(), kTopLevel.end(), entry.key) != kTopLevel.end()) continue;
    if (entry.key == "matrix") {
      report.error("E202", "this version does not run sweeps: it cannot use [matrix]", entry.key_at).help =
          "take [matrix] out, and run the workflow once for each value with --set";
    } else if (entry.key == "env") {
      report.error("E202", "`env` is kept for a later version", entry.key_at).help =
          "the environment is spliced into texts: \"${env.X:-default}\"";
    } else {
      report.error("E201", "a workflow has no `" + entry.key + "`", entry.key_at, did_you_mean(entry.key, kTopLevel))
          .note = "it has " + list_names(kTopLevel);
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

void resolve_into(ResolvedWorkflow& workflow, const ResolveInput& input, const Catalog& catalog, Report& report) {
  const std::filesystem::path directory = std::filesystem::absolute(input.working_directory).lexically_normal();
  std::optional<LoadedWorkflow> loaded = load_workflow(input.system.disk, input.file, directory, report);
  workflow.file = input.file;
  if (!loaded) return;
  workflow.source = std::move(loaded->text);
  Written& root = loaded->root;
  check_top_level(root, report);
  const Written declared = root.find("params") ? *root.find("params") : Written();
  apply_profiles(root, input.profiles, report);
  apply_set(root, input.set, directory, catalog, report);

  Parameters parameters(root, &declared, input.system.environment, report);
  parameters.check();
  workflow.name = parameters.text_of(root, "name");
  workflow.doc = parameters.text_of(root, "doc");
  NamedTables tables(root, parameters, report);
  Resolver resolver{catalog,        tables, parameters, input.system.disk, input.check_paths, root.source->folder,
                    workflow.nodes, report};
  resolve_nodes(resolver, root, workflow);
  drop_idle(workflow, resolver, report);
  resolve_gates(resolver, root, workflow);
  order_stages(workflow, report);
  if (report.has_errors()) return;
  warn_of_unused(tables, report);
  workflow.resolved_toml = write_resolved_toml(workflow);
}

}  // namespace

ResolveResult resolve(const ResolveInput& input, const Catalog& catalog) {
  ResolveResult result;
  Report report;
  resolve_into(result.workflow, input, catalog, report);
  report.finish();
  result.diagnostics = std::move(report.diagnostics());
  result.sources = std::move(report.sources());
  return result;
}

}  // namespace atelier::host
