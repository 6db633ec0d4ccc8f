#include "resolver.hpp"

#include <atelier/cpp/suggest.hpp>

#include "param_type.hpp"
#include "run_table.hpp"

namespace atelier::host {
namespace {

void report_no_stage(Resolver& in, const NamedTable& table, const Written& name, const std::string& wanted) {
  std::vector<std::string> stages;
  if (in.report.may_search())
    for (const NamedTable& other : in.tables)
      if (other.stage && other.name != table.name) stages.push_back(other.name);
  Diagnostic d{"E321",
               Severity::kError,
               "`after` takes the names of stages, not " + describe(name),
               name.at,
               did_you_mean(wanted, stages),
               {},
               "",
               ""};
  if (in.tables.contains(wanted)) d.note = "`" + wanted + "` is a part";
  if (is_name(wanted) && !in.tables.contains(wanted))
    in.unknown[wanted].push_back(std::move(d));  // told once with all that ask for it
  else
    in.report.add(std::move(d));
}

void resolve_after(Resolver& in, const NamedTable& table, Node& node) {
  const Written* after = table.written->find("after");
  if (!after) return;
  for (const Written& name : after->as_list()) {
    std::string wanted = name.is_string() ? name.text : "";
    if (wanted.starts_with('@')) wanted.erase(0, 1);
    const NamedTable* other = in.tables.find(wanted);
    if (!other || !other->stage) {
      report_no_stage(in, table, name, wanted);
    } else if (other->enabled) {
      node.after.push_back(other->node);
      node.after_at.push_back(name.at);
    }
  }
}

// Its name may be the slip: [stage.trian.optimizer] beside [stage.train].
void report_no_use(Resolver& in, const NamedTable& table, const Position& at) {
  std::vector<std::string> others;
  if (in.report.may_search()) others = in.tables.names();
  std::erase(others, table.name);
  const std::string near = did_you_mean(table.name, others);
  Diagnostic& d = report_no_use(in.report, table.name, *table.written, at);
  if (!near.empty() && !misspelt_use(*table.written)) d.label = near;
}

Node node_of(Resolver& in, const NamedTable& table) {
  const Written* use = table.written->find("use");
  Node node{.name = table.name,
            .stage = table.stage,
            .owner = table.node,
            .at = table.written->at,
            .use_at = use ? use->at : table.written->at,
            .doc = in.parameters.text_of(*table.written, "doc")};
  if (use)
    node.component = component_for_table(in, *use, table.stage);
  else
    report_no_use(in, table, node.at);
  if (node.component) node.use = origin_of_use(in, *use);
  return node;
}

void resolve_table(Resolver& in, const NamedTable& table) {
  Node& node = in.nodes[table.node];
  report_misplaced(in.report, *table.written, "as", "names a slot in a list; this table has a name");
  report_keep(in.report, *table.written);
  if (table.stage) {
    resolve_after(in, table, node);
  } else {
    report_misplaced(in.report, *table.written, "after", "belongs to a stage; a part is made when a stage needs it");
    report_misplaced(in.report, *table.written, "enabled", "belongs to a stage; a part that nothing uses is not made");
  }
  if (!node.component) return;
  const OptionSite site{.node = table.node,
                        .owner = table.node,
                        .component = node.component,
                        .name = table.name,
                        .use_at = node.use_at,
                        .disabled = !table.enabled};
  std::vector<ResolvedValue> values = resolve_options(in, site, *table.written);  // adds nodes
  in.nodes[table.node].values = std::move(values);
}

void resolve_run(Resolver& in, const Written& root, ResolvedWorkflow& workflow) {
  const Written none = empty_at({}, root.source);
  const Written* run = root.find("run");
  if (run && !run->is_table()) {
    in.report.error("E401", "`run` must be a table, not " + describe(*run), run->at);
    run = nullptr;
  }
  workflow.run = resolve_options(in, {.component = &run_table(), .name = "run"}, run ? *run : none);
  take_run_settings(workflow);
}

}  // namespace

OptionSite OptionSite::below(const ParamInfo& other, const std::string& suffix) const {
  OptionSite out = *this;
  out.param = &other;
  out.name += suffix;
  return out;
}

Diagnostic OptionSite::problem(const char* code, std::string message, const Written& at, std::string label) const {
  const Position& range = at.is_default() ? use_at : at.at;
  Diagnostic d{code, Severity::kError, std::move(message), range, std::move(label), {}, "", ""};
  if (at.is_default() && param) d.note = "this is the default; give `" + param->name + "` to change it";
  return d;
}

void report_misplaced(Report& report, const Written& table, std::string_view key, const char* why) {
  if (const WrittenEntry* entry = table.entry(key))
    report.error("E212", "`" + std::string(key) + "` " + why, entry->key_at);
}

// Ignored, it would look as if it did something.
void report_keep(Report& report, const Written& table) {
  if (const WrittenEntry* entry = table.entry("keep"))
    report.error("E202", "`keep` is reserved for a later version; it does nothing yet", entry->key_at).help =
        "take it out: what a run leaves stays until you remove it";
}

// Which run settings cannot be: what refers to them keeps quiet.
void find_bad_settings(Resolver& in, const Written& root) {
  const Written* run = root.find("run");
  for (const ParamInfo& setting : run_table().params) {
    const Written* given = run && run->is_table() ? run->find(setting.name) : nullptr;
    if (!given || is_object(setting.type)) continue;
    if (wire_in(*given)) {
      in.bad_settings.insert(setting.name);
      continue;
    }
    const Written* meant = in.parameters.value({"run", setting.name}, given->at);
    if (meant && std::holds_alternative<Misfit>(typed_value(setting, *meant))) in.bad_settings.insert(setting.name);
  }
}

void resolve_nodes(Resolver& in, const Written& root, ResolvedWorkflow& workflow) {
  find_bad_settings(in, root);
  for (const NamedTable& table : in.tables) in.nodes.push_back(node_of(in, table));
  for (const NamedTable& table : in.tables) resolve_table(in, table);
  resolve_run(in, root, workflow);
  report_references(in);
}

}  // namespace atelier::host
