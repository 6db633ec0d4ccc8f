#include <atelier/param.h>

#include "default_value.hpp"
#include "layers.hpp"
#include "param_type.hpp"
#include "resolver.hpp"

namespace atelier::host {
namespace {

constexpr int kDeepest = 32;
constexpr size_t kMostNodes = 10000;

// Whether the component that fills the slot by default has an option of that name.
bool slot_default_has(const Resolver& in, const ParamInfo* slot, const std::string& option) {
  if (!slot) return false;
  for (const std::string& id : default_parts(*slot))
    if (const ComponentInfo* component = in.catalog.find(id); component && component->param(option)) return true;
  return false;
}

// A slot's table may leave `use` out when the plugin says what usually fills the slot. Nothing when nobody says it.
std::optional<Written> with_default_use(Resolver& in, const OptionSite& slot, const Written& table) {
  if (table.find("use")) return table;
  const ParamInfo* param = slot.component->param(slot.param->name);
  const WrittenEntry* meant = misspelt_use(table);
  const bool an_option = meant && slot_default_has(in, param, meant->key);
  if (param && !param->has(ATELIER_PARAM_LIST) && (!meant || an_option)) {
    std::optional<Written> whole = read_default(slot.component->id, *param, in.folder);
    if (whole && open_slot(*whole, param->name, table.at, in.report)) {
      lay_over_component(*whole, table, in.report);
      whole->at = table.at;
      whole->source = table.source;
      return whole;
    }
  }
  report_no_use(in.report, slot.name, table, table.is_default() ? slot.use_at : table.at).note =
      components_of(in.catalog, slot.param->kind);
  return std::nullopt;
}

bool may_open(Resolver& in, const OptionSite& slot, const Written& table) {
  if (in.too_deep) return false;
  in.too_deep = slot.depth >= kDeepest || in.nodes.size() >= kMostNodes;
  if (in.too_deep)
    in.problem(slot, "E215", "slots are nested too deep in `" + slot.name.substr(0, 60) + "…`", table).note =
        "at most " + std::to_string(kDeepest) + " deep and " + std::to_string(kMostNodes) + " parts in all";
  return !in.too_deep;
}

void check_keys(const Written& table, Report& report) {
  for (const char* key : {"after", "enabled"})
    report_misplaced(report, table, key, "belongs to a stage; a slot cannot have it");
  report_keep(report, table);
  const Written* as = table.find("as");
  if (as && (!as->is_string() || !is_name(as->text)))
    report.error("E207", "`as` takes a name of letters, digits, _ and -, not " + describe(*as), as->at);
}

OptionSite add_node(Resolver& in, const OptionSite& slot, const Written& table, const ComponentInfo& component) {
  const Written& use = *table.find("use");
  const Position& use_at = use.is_default() ? slot.use_at : use.at;
  const int index = static_cast<int>(in.nodes.size());
  in.nodes.push_back({.name = slot.name,
                      .component = &component,
                      .in_slot = true,
                      .label = slot.label,
                      .owner = slot.owner,
                      .at = table.at.line ? table.at : use_at,
                      .use_at = use_at,
                      .use = origin_of_use(in, use),
                      .doc = in.parameters.text_of(table, "doc")});
  return {.node = index,
          .owner = slot.owner,
          .component = &component,
          .name = slot.name,
          .use_at = use_at,
          .depth = slot.depth + 1,
          .disabled = slot.disabled};
}

std::vector<ResolvedValue> options_of(Resolver& in, const OptionSite& slot, const OptionSite& part,
                                      const Written& table) {
  Written located = table;
  located.at = in.nodes[part.node].at;
  std::vector<Diagnostic>& said = in.report.diagnostics();
  const size_t known = said.size();
  std::vector<ResolvedValue> out = resolve_options(in, part, located);
  if (!table.is_default()) return out;
  for (size_t i = known; i < said.size(); ++i)
    if (said[i].help.empty() && !in.too_deep)
      said[i].help = "`" + slot.component->id + "` fills `" + slot.param->name + "` so by default; give another";
  return out;
}

ResolvedValue make(Resolver& in, const OptionSite& slot, const Written& table) {
  ResolvedValue out = no_value(table.origin());
  if (!may_open(in, slot, table)) return out;
  check_keys(table, in.report);
  const ComponentInfo* component = component_for_slot(in, *table.find("use"), slot);
  if (!component) return out;
  const OptionSite part = add_node(in, slot, table, *component);
  std::vector<ResolvedValue> inside = options_of(in, slot, part, table);  // adds nodes
  in.nodes[part.node].values = std::move(inside);
  out.type = ATELIER_TYPE_PART;
  out.wire.node = part.node;
  return out;
}

}  // namespace

ResolvedValue resolve_slot(Resolver& in, const OptionSite& slot, const Written& written) {
  const ResolvedValue none = no_value(written.origin());
  if (written.is_table()) {
    const std::optional<Written> table = with_default_use(in, slot, written);
    return table ? make(in, slot, *table) : none;
  }
  if (!written.is_string()) {
    const std::string takes = " takes a part of kind " + type_words(*slot.param) + ", not ";
    in.problem(slot, "E401", slot.quoted() + takes + describe(written), written).help =
        written.is_list() && written.items.size() == 1 ? "take the brackets away: it takes one part"
                                                       : "write { use = \"…\" }, or a reference to a part";
    return none;
  }
  if (const std::optional<Reference> wire = wire_in(written)) return resolve_wire(in, slot, *wire, written);
  return make(in, slot, as_slot_table(written));
}

}  // namespace atelier::host
