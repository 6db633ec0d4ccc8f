#include <algorithm>
#include <atelier/cpp/suggest.hpp>

#include "other_words.hpp"
#include "resolver.hpp"

namespace atelier::host {
namespace {

std::string last_word(const std::string& id) { return id.substr(id.rfind('.') + 1); }

// Whether a plugin file that was refused seems to be the one that offers `id`: by its plugin id, else by its name.
bool seems_to_offer(const Refusal& refusal, const std::string& id) {
  const std::string family = id.substr(0, id.find('.'));
  if (!refusal.plugin_id.empty()) return last_word(refusal.plugin_id) == family || refusal.plugin_id == family;
  std::string stem = refusal.library.stem().string();
  if (stem.rfind("lib", 0) == 0) stem.erase(0, 3);
  std::replace(stem.begin(), stem.end(), '-', '_');
  return stem == family || stem.rfind(family + "_", 0) == 0 ||
         (stem.size() > family.size() && stem.ends_with("_" + family));
}

// The refused plugin file that seems to offer `id`, or null.
const Refusal* refusal_of(const Catalog& catalog, const std::string& id) {
  for (const Refusal& refusal : catalog.refusals)
    if (seems_to_offer(refusal, id)) return &refusal;
  return nullptr;
}

// An id that a parameter gives is told where it is written.
void tell_at_value(Diagnostic& d, const Written& id, const Position& at) {
  if (id.at.line == 0 || (id.at.line == at.line && id.at.file == at.file)) return;
  d.related.insert(d.related.begin(), {d.range, "it is used here", true});
  d.range = id.at;
}

// The id, through a parameter if need be; nothing when there is none, which is reported. `option`: how the table itself
// is called, for an example.
std::optional<Written> id_of(Resolver& in, const Written& use, const Position& at, const std::string& option) {
  if (!use.is_string()) {
    in.report.error("E401", "`use` takes a component's id, not " + describe(use), at);
    return std::nullopt;
  }
  const std::optional<Reference> reference = reference_in(use);
  if (!reference) return in.parameters.literal(use);
  if (reference->table != "params" || reference->port.empty()) {
    in.report.error("E304", "`use` takes a component's id or \"@params.x\", not " + describe(use), at).help =
        "to take a part as it is, write the reference without a table: " + option + " = \"" + use.text + "\"";
    return std::nullopt;
  }
  const Written* value = in.parameters.value(*reference, at);
  if (!value) return std::nullopt;
  if (value->is_string()) return *value;
  const std::string is = "parameter `" + reference->port + "` is " + describe(*value);
  in.report.error("E401", "`use` takes a component's id, but " + is, at)
      .related.push_back({value->at, "it is written here"});
  return std::nullopt;
}

// Of a component that is not there, or not as it should be, because of a plugin file.
Diagnostic& report_unusable(Resolver& in, const char* code, const std::string& message, const Position& at,
                            std::string note) {
  Diagnostic& d = in.report.error(code, message, at);
  d.note = std::move(note);
  d.refused_plugin = true;
  return d;
}

// A default that is wrong is the plugin's fault, whatever the workflow says. Whether the component is there at all
// depends on which plugins are, so that only the whole catalog can tell.
bool fits_by_default(Resolver& in, const OptionSite& slot, const std::string& id, const ComponentInfo* component) {
  const ParamInfo& param = *slot.param;
  std::string why;
  if (component && component->kind != param.kind)
    why = "which is " + short_kind(component->kind) + ", not " + short_kind(param.kind);
  if (!component && !in.catalog.shadow_of(id) && !refusal_of(in.catalog, id))
    why = "and no plugin that was found offers that";
  if (why.empty()) return true;
  const std::string fills = "` fills `" + param.name + "` with `" + id + "`, ";
  report_unusable(in, "E410", "the plugin of `" + slot.component->id + fills + why, slot.use_at,
                  help_with_fitting(in, slot, "fits"))
      .help = "give `" + param.name + "` in the workflow, and tell the plugin's author";
  return false;
}

// `slot`: null for a table. The result is for adding where the id comes from.
Diagnostic& report_unknown(Resolver& in, const std::string& id, const Position& at, const OptionSite* slot,
                           bool stage) {
  const std::string no_such = id.empty() ? "no component is named" : "there is no component `" + clipped(id) + "`";
  if (const Shadow* shadow = in.catalog.shadow_of(id)) {
    Diagnostic& d = report_unusable(in, "E216", no_such + ": the plugin file that offers it is not used", at,
                                    shadow->library.string() + " offers it; " + shadow->by.string() + " is plugin `" +
                                        shadow->plugin_id + "` as well and is found first");
    d.help = "give one of the two a plugin id of its own, or take one of them off the search path";
    return d;
  }
  if (const Refusal* refusal = refusal_of(in.catalog, id))
    return report_unusable(in, "E213", no_such + ": the plugin that seems to offer it did not load", at,
                           refusal->library.string() + ": " + refusal->reason);
  std::vector<std::string> fitting, all;
  for (const ComponentInfo* c : in.catalog.components()) {
    all.push_back(c->id);
    if (slot ? c->kind == slot->param->kind : c->is_stage() == stage) fitting.push_back(c->id);
  }
  std::string label = ask_for_likely(id, fitting);
  if (label.empty()) label = ask_for_likely(id, all);
  Diagnostic& d = in.report.error("E203", no_such, at, label);
  if (slot && in.tables.contains(id)) d.label = "a reference begins with @: \"@" + id + "\"";
  if (id.find('=') != std::string::npos)
    d.help = "a shell takes braces and quotes away: put all of --set in single quotes";
  if (slot) d.note = components_of(in.catalog, slot->param->kind);
  if (d.note.empty() && label.empty()) d.note = "`atelier plugins` lists what there is";
  const std::vector<Refusal>& refused = in.catalog.refusals;
  if (refused.size() == 1)
    d.help = refused[0].library.string() + " did not load: " + refused[0].reason;
  else if (!refused.empty())
    d.help = std::to_string(refused.size()) + " plugin files did not load, such as " + refused[0].library.string() +
             " (" + refused[0].reason + "): `atelier plugins` says why";
  return d;
}

}  // namespace

const WrittenEntry* misspelt_use(const Written& table) {
  for (const WrittenEntry& entry : table.entries)
    if (entry.value.is_string() && !is_reserved(entry.key) && nearest_name(entry.key, reserved_keys()) == "use")
      return &entry;
  return nullptr;
}

Diagnostic& report_no_use(Report& report, const std::string& name, const Written& table, const Position& at) {
  const std::string message = "`" + name + "` does not say which component it uses";
  if (const WrittenEntry* meant = misspelt_use(table))
    return report.error("E208", message, meant->key_at, "did you mean `use`?");
  return report.error("E208", message, at, "add `use = \"…\"`");
}

Origin origin_of_use(Resolver& in, const Written& use) {
  const Written* id = in.parameters.meant_by(use);
  Origin out = (id ? *id : use).origin();
  if (id != &use) out.through = std::make_shared<const Written>(use);
  return out;
}

const ComponentInfo* component_for_table(Resolver& in, const Written& use, bool stage) {
  const std::optional<Written> id = id_of(in, use, use.at, "x");
  if (!id) return nullptr;
  const ComponentInfo* component = in.catalog.find(id->text);
  if (!component) {
    tell_at_value(report_unknown(in, id->text, use.at, nullptr, stage), *id, use.at);
    return nullptr;
  }
  if (component->is_stage() == stage) return component;
  const std::string is = stage ? "is " + short_kind(component->kind) + ", not a stage" : "is a stage, not a part";
  in.report.error("E206", "`" + component->id + "` " + is, use.at).help =
      stage ? "write its table as [part.…]" : "write its table as [stage.…]";
  return nullptr;
}

const ComponentInfo* component_for_slot(Resolver& in, const Written& use, const OptionSite& slot) {
  const Position& at = use.is_default() ? slot.use_at : use.at;
  const std::optional<Written> id = id_of(in, use, at, slot.param->name);
  if (!id) return nullptr;
  const ComponentInfo* component = in.catalog.find(id->text);
  if (use.is_default() && !fits_by_default(in, slot, id->text, component)) return nullptr;
  if (!component) {
    Diagnostic& d = report_unknown(in, id->text, at, &slot, false);
    if (use.is_default())
      d.help = "`" + slot.param->name + "` is filled with it by default; give another";
    else
      tell_at_value(d, *id, at);
    return nullptr;
  }
  if (component->kind == slot.param->kind) return component;
  const std::string takes = slot.quoted() + " takes " + short_kind(slot.param->kind);
  in.report.error("E206", takes + ", but `" + component->id + "` is " + short_kind(component->kind), at).help =
      components_of(in.catalog, slot.param->kind);
  return nullptr;
}

}  // namespace atelier::host
