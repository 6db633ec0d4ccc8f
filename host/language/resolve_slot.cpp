#include "atelier/param.h"
#include "overlay.hpp"
#include "resolver.hpp"
#include "toml_reader.hpp"
#include "typed_value.hpp"
#include "words/suggest.hpp"

namespace atelier::host {
namespace {

constexpr int kDeepest = 32;
constexpr size_t kMostNodes = 10000;

}  // namespace

ResolvedValue Resolver::resolve_slot(const Place& place, const Written& written) {
  ResolvedValue none;
  none.origin = written.origin();
  if (written.is_table()) {
    const std::optional<Written> table = with_default_use(place, written);
    return table ? make_part(place, *table) : none;
  }
  if (!written.is_string()) {
    error(place, "E401",
          "`" + place.name + "` takes a part of kind " + type_words(*place.param) + ", not " + describe(written),
          written)
        .help = "write { use = \"…\" }, or a reference to a part";
    return none;
  }
  const std::optional<Reference> reference = written.literal ? std::nullopt : parse_reference(written.text);
  if (reference && reference->table != "params" && reference->table != "run")
    return resolve_wire(place, *reference, written);
  return make_part(place, as_slot_table(written));
}

// A slot's table may leave `use` out when the plugin says what usually fills the slot.
std::optional<Written> Resolver::with_default_use(const Place& place, const Written& table) {
  if (table.find("use")) return table;
  const ParamInfo* param = place.component ? place.component->param(place.param->name) : nullptr;
  if (param && !param->has(ATELIER_PARAM_LIST) && !param->default_value.empty()) {
    const auto source = std::make_shared<const Source>(Source{place.component->id, "default", folder_, 0});
    std::vector<Diagnostic> problems;
    std::optional<Written> whole = read_toml_value(param->default_value, 1, source, problems);
    if (whole && open_slot(*whole, param->name, table.at, report_)) {
      lay_over_component(*whole, table, report_);
      whole->at = table.at;
      whole->source = table.source;
      return whole;
    }
  }
  Diagnostic& d =
      error(place, "E208", "`" + place.name + "` does not say which component it uses", table, "add `use = \"…\"`");
  std::vector<std::string> ids;
  for (const ComponentInfo* c : catalog_.components())
    if (c->kind == place.param->kind) ids.push_back(c->id);
  if (!ids.empty()) d.note = "of kind " + short_kind(place.param->kind) + " there are " + list_names(ids);
  return std::nullopt;
}

ResolvedValue Resolver::make_part(const Place& place, const Written& table) {
  ResolvedValue out;
  out.origin = table.origin();
  if (too_deep_) return out;
  if (place.depth >= kDeepest || nodes_->size() >= kMostNodes) {
    too_deep_ = true;
    error(place, "E215", "slots are nested too deep in `" + place.name.substr(0, 60) + "…`", table).note =
        "at most " + std::to_string(kDeepest) + " deep and " + std::to_string(kMostNodes) + " parts in all";
    return out;
  }
  for (const char* key : {"after", "enabled"})
    if (const WrittenEntry* entry = table.entry(key))
      report_.error("E212", "`" + std::string(key) + "` belongs to a stage; a slot cannot have it", entry->key_at);
  report_keep(table);
  const Written* as = table.find("as");
  if (as && (!as->is_string() || !is_name(as->text)))
    report_.error("E207", "`as` takes a name of letters, digits, _ and -, not " + describe(*as), as->at);
  const Written& use = *table.find("use");
  const Position use_at = use.source->layer == "default" ? place.use_at : use.at;
  const ComponentInfo* component = component_named(use, &place, false);
  if (!component) return out;

  const int index = static_cast<int>(nodes_->size());
  Node node;
  node.name = place.name;
  node.component = component;
  node.at = table.at.line ? table.at : use_at;
  node.use_at = use_at;
  node.doc = parameters_.text_of(table, "doc");
  nodes_->push_back(std::move(node));
  owners_.push_back(place.node < 0 ? -1 : owners_[place.node]);

  Place inside;
  inside.node = index;
  inside.component = component;
  inside.name = place.name;
  inside.use_at = use_at;
  inside.depth = place.depth + 1;
  inside.disabled = place.disabled;
  Written located = table;
  located.at = (*nodes_)[index].at;
  const size_t known = report_.diagnostics().size();
  std::vector<ResolvedValue> values = resolve_options(inside, located);
  if (table.source && table.source->layer == "default" && place.component)
    for (size_t i = known; i < report_.diagnostics().size(); ++i)
      if (Diagnostic& d = report_.diagnostics()[i]; d.help.empty() && !too_deep_)
        d.help = "`" + place.component->id + "` fills `" + place.param->name + "` so by default; give another";
  (*nodes_)[index].values = std::move(values);
  out.type = ATELIER_TYPE_PART;
  out.wire.node = index;
  return out;
}

}  // namespace atelier::host
