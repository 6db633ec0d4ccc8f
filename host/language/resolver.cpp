#include "resolver.hpp"

#include <atelier/cpp/suggest.hpp>

#include "component_finder.hpp"
#include "fitting.hpp"
#include "reserved_keys.hpp"
#include "run_table.hpp"
#include "slots.hpp"

namespace atelier::host {
namespace {

Node node_of(const NamedTable& table, ComponentFinder& finder, Parameters& parameters, Report& report) {
  Node node;
  node.name = table.name;
  node.stage = table.stage;
  node.owner = table.node;
  node.at = table.written->at;
  node.use_at = table.written->at;
  node.doc = parameters.text_of(*table.written, "doc");
  if (const Written* use = table.written->find("use")) {
    node.use_at = use->at;
    node.component = finder.for_table(*use, table.stage);
  } else {
    report.error("E208", "`" + table.name + "` does not say which component it uses", table.written->at,
                 "add `use = \"…\"`");
  }
  return node;
}

void report_no_stage(const NamedTables& tables, const NamedTable& table, const Written& name, const std::string& wanted,
                     Report& report) {
  std::vector<std::string> stages;
  for (const NamedTable& other : tables)
    if (other.stage && other.name != table.name) stages.push_back(other.name);
  Diagnostic& d = report.error("E321", "`after` takes the names of stages, not " + describe(name), name.at,
                               did_you_mean(wanted, stages));
  if (tables.contains(wanted)) d.note = "`" + wanted + "` is a part";
}

void resolve_after(NamedTables& tables, const NamedTable& table, Node& node, Report& report) {
  const Written* after = table.written->find("after");
  if (!after) return;
  for (const Written& name : after->is_list() ? after->items : std::vector<Written>{*after}) {
    std::string wanted = name.is_string() ? name.text : "";
    if (wanted.starts_with('@')) wanted.erase(0, 1);
    const NamedTable* other = tables.find(wanted);
    if (!other || !other->stage) {
      report_no_stage(tables, table, name, wanted, report);
    } else if (other->enabled) {
      node.after.push_back(other->node);
      node.after_at.push_back(name.at);
    }
  }
}

void resolve_reserved(NamedTables& tables, const NamedTable& table, Node& node, Report& report) {
  report_misplaced(*table.written, "as", "names a slot in a list; this table has a name", report);
  report_keep(*table.written, report);
  if (table.stage) return resolve_after(tables, table, node, report);
  report_misplaced(*table.written, "after", "belongs to a stage; a part is made when a stage needs it", report);
  report_misplaced(*table.written, "enabled", "belongs to a stage; a part that nothing uses is not made", report);
}

void resolve_table(const NamedTable& table, std::vector<Node>& nodes, Options& options) {
  const ComponentInfo* component = nodes[table.node].component;
  if (!component) return;
  OptionSite site;
  site.node = site.owner = table.node;
  site.component = component;
  site.name = table.name;
  site.use_at = nodes[table.node].use_at;
  site.disabled = !table.enabled;
  std::vector<ResolvedValue> values = options.resolve(site, *table.written);  // adds nodes
  nodes[table.node].values = std::move(values);
}

void resolve_run(const Written& root, Options& options, Report& report, ResolvedWorkflow& workflow) {
  Written none;
  none.source = root.source;
  const Written* run = root.find("run");
  if (run && !run->is_table()) {
    report.error("E401", "`run` must be a table, not " + describe(*run), run->at);
    run = nullptr;
  }
  OptionSite site;
  site.component = &run_table();
  site.name = "run";
  workflow.run = options.resolve(site, run ? *run : none);
  take_run_settings(workflow);
}

}  // namespace

std::vector<DeferredProblem> resolve_nodes(const Written& root, const Catalog& catalog, NamedTables& tables,
                                           Parameters& parameters, const PathCheck& paths, Report& report,
                                           ResolvedWorkflow& workflow) {
  std::vector<Node>& nodes = workflow.nodes;
  const std::filesystem::path& folder = root.source->folder;
  const Fitting fitting(catalog, tables, nodes);
  ComponentFinder finder(catalog, parameters, fitting, report);
  Wires wires(tables, nodes, parameters, fitting, report);
  Slots slots(finder, wires, parameters, fitting, folder, nodes, report);
  Options options(slots, wires, parameters, fitting, folder, paths, report);
  for (const NamedTable& table : tables) nodes.push_back(node_of(table, finder, parameters, report));
  for (const NamedTable& table : tables) {
    resolve_reserved(tables, table, nodes[table.node], report);
    resolve_table(table, nodes, options);
  }
  resolve_run(root, options, report, workflow);
  return wires.deferred();
}

}  // namespace atelier::host
