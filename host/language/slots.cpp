#include "slots.hpp"

#include "atelier/param.h"
#include "default_value.hpp"
#include "options.hpp"
#include "overlay.hpp"
#include "param_type.hpp"
#include "reserved_keys.hpp"

namespace atelier::host {
namespace {

constexpr int kDeepest = 32;
constexpr size_t kMostNodes = 10000;

}  // namespace

ResolvedValue Slots::resolve(const OptionSite& slot, const Written& written, Options& options) {
  ResolvedValue none;
  none.origin = written.origin();
  if (written.is_table()) {
    const std::optional<Written> table = with_default_use(slot, written);
    return table ? make(slot, *table, options) : none;
  }
  if (!written.is_string()) {
    report_
        .add(slot.problem(
            "E401", slot.quoted() + " takes a part of kind " + type_words(*slot.param) + ", not " + describe(written),
            written))
        .help = "write { use = \"…\" }, or a reference to a part";
    return none;
  }
  const std::optional<Reference> reference = reference_in(written);
  if (reference && !reference->is_to_value()) return wires_.resolve(slot, *reference, written);
  return make(slot, as_slot_table(written), options);
}

// A slot's table may leave `use` out when the plugin says what usually fills the slot. Nothing when nobody says it.
std::optional<Written> Slots::with_default_use(const OptionSite& slot, const Written& table) {
  if (table.find("use")) return table;
  const ParamInfo* param = slot.component->param(slot.param->name);
  if (param && !param->has(ATELIER_PARAM_LIST)) {
    std::optional<Written> whole = read_default(slot.component->id, *param, folder_);
    if (whole && open_slot(*whole, param->name, table.at, report_)) {
      lay_over_component(*whole, table, report_);
      whole->at = table.at;
      whole->source = table.source;
      return whole;
    }
  }
  report_.add(slot.problem("E208", slot.quoted() + " does not say which component it uses", table, "add `use = \"…\"`"))
      .note = fitting_.components_of(slot.param->kind);
  return std::nullopt;
}

bool Slots::may_open(const OptionSite& slot, const Written& table) {
  if (too_deep_) return false;
  too_deep_ = slot.depth >= kDeepest || nodes_.size() >= kMostNodes;
  if (too_deep_)
    report_.add(slot.problem("E215", "slots are nested too deep in `" + slot.name.substr(0, 60) + "…`", table)).note =
        "at most " + std::to_string(kDeepest) + " deep and " + std::to_string(kMostNodes) + " parts in all";
  return !too_deep_;
}

void Slots::check_keys(const Written& table) {
  for (const char* key : {"after", "enabled"})
    report_misplaced(table, key, "belongs to a stage; a slot cannot have it", report_);
  report_keep(table, report_);
  const Written* as = table.find("as");
  if (as && (!as->is_string() || !is_name(as->text)))
    report_.error("E207", "`as` takes a name of letters, digits, _ and -, not " + describe(*as), as->at);
}

ResolvedValue Slots::make(const OptionSite& slot, const Written& table, Options& options) {
  ResolvedValue out;
  out.origin = table.origin();
  if (!may_open(slot, table)) return out;
  check_keys(table);
  const ComponentInfo* component = finder_.for_slot(*table.find("use"), slot);
  if (!component) return out;
  const OptionSite part = add_node(slot, table, *component);
  std::vector<ResolvedValue> inside = values(slot, part, table, options);  // adds nodes
  nodes_[part.node].values = std::move(inside);
  out.type = ATELIER_TYPE_PART;
  out.wire.node = part.node;
  return out;
}

OptionSite Slots::add_node(const OptionSite& slot, const Written& table, const ComponentInfo& component) {
  const Written& use = *table.find("use");
  Node node;
  node.name = slot.name;
  node.component = &component;
  node.in_slot = true;
  node.label = slot.label;
  node.owner = slot.owner;
  node.use_at = use.is_default() ? slot.use_at : use.at;
  node.at = table.at.line ? table.at : node.use_at;
  node.doc = parameters_.text_of(table, "doc");

  OptionSite part;
  part.node = static_cast<int>(nodes_.size());
  part.owner = slot.owner;
  part.component = &component;
  part.name = slot.name;
  part.use_at = node.use_at;
  part.depth = slot.depth + 1;
  part.disabled = slot.disabled;
  nodes_.push_back(std::move(node));
  return part;
}

std::vector<ResolvedValue> Slots::values(const OptionSite& slot, const OptionSite& part, const Written& table,
                                         Options& options) {
  Written located = table;
  located.at = nodes_[part.node].at;
  const size_t known = report_.diagnostics().size();
  std::vector<ResolvedValue> out = options.resolve(part, located);
  if (!table.is_default()) return out;
  for (size_t i = known; i < report_.diagnostics().size(); ++i)
    if (Diagnostic& d = report_.diagnostics()[i]; d.help.empty() && !too_deep_)
      d.help = "`" + slot.component->id + "` fills `" + slot.param->name + "` so by default; give another";
  return out;
}

}  // namespace atelier::host
