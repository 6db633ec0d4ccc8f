#include "component_finder.hpp"

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <atelier/cpp/words.hpp>

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

void add_where_written(Diagnostic& d, const Written& id, const Position& at) {
  if (id.at.line && (id.at.line != at.line || id.at.file != at.file))
    d.related.push_back({id.at, "the id is written here", false});
}

}  // namespace

const ComponentInfo* ComponentFinder::for_table(const Written& use, bool stage) {
  const std::optional<Written> id = id_of(use, use.at, "x");
  if (!id) return nullptr;
  const ComponentInfo* component = catalog_.find(id->text);
  if (!component) {
    add_where_written(report_unknown(*id, use.at, nullptr, stage), *id, use.at);
    return nullptr;
  }
  if (component->is_stage() == stage) return component;
  const std::string is = stage ? "is " + short_kind(component->kind) + ", not a stage" : "is a stage, not a part";
  report_.error("E206", "`" + component->id + "` " + is, use.at).help =
      stage ? "write its table as [part.…]" : "write its table as [stage.…]";
  return nullptr;
}

const ComponentInfo* ComponentFinder::for_slot(const Written& use, const OptionSite& slot) {
  const Position& at = use.is_default() ? slot.use_at : use.at;
  const std::optional<Written> id = id_of(use, at, slot.param->name);
  if (!id) return nullptr;
  const ComponentInfo* component = catalog_.find(id->text);
  if (use.is_default() && !fits_by_default(slot, id->text, component)) return nullptr;
  if (!component) {
    Diagnostic& d = report_unknown(*id, at, &slot, false);
    if (use.is_default())
      d.help = "`" + slot.param->name + "` is filled with it by default; give another";
    else
      add_where_written(d, *id, at);
    return nullptr;
  }
  if (component->kind == slot.param->kind) return component;
  report_
      .error("E206",
             slot.quoted() + " takes " + short_kind(slot.param->kind) + ", but `" + component->id + "` is " +
                 short_kind(component->kind),
             at)
      .help = fitting_.components_of(slot.param->kind);
  return nullptr;
}

std::optional<Written> ComponentFinder::id_of(const Written& use, const Position& at, const std::string& option) {
  if (!use.is_string()) {
    report_.error("E401", "`use` takes a component's id, not " + describe(use), at);
    return std::nullopt;
  }
  const std::optional<Reference> reference = reference_in(use);
  if (!reference) return parameters_.literal(use);
  if (reference->table == "params" && !reference->port.empty()) return id_by_reference(*reference, at);
  report_.error("E304", "`use` takes a component's id or \"@params.x\", not " + describe(use), at).help =
      "to take a part as it is, write the reference without a table: " + option + " = \"" + use.text + "\"";
  return std::nullopt;
}

std::optional<Written> ComponentFinder::id_by_reference(const Reference& reference, const Position& at) {
  const Written* value = parameters_.value(reference, at);
  if (!value) return std::nullopt;
  if (value->is_string()) return *value;
  report_
      .error("E401", "`use` takes a component's id, but parameter `" + reference.port + "` is " + describe(*value), at)
      .related.push_back({value->at, "it is written here", false});
  return std::nullopt;
}

bool ComponentFinder::is_left_out(const std::string& id) const {
  const auto offers = [&](const Refusal& refusal) { return seems_to_offer(refusal, id); };
  return catalog_.shadow_of(id) || std::any_of(catalog_.refusals.begin(), catalog_.refusals.end(), offers);
}

// A default that is wrong is the plugin's fault, whatever the workflow says. Whether the component is there at all
// depends on which plugins are, so that only the whole catalog can tell.
bool ComponentFinder::fits_by_default(const OptionSite& slot, const std::string& id, const ComponentInfo* component) {
  const ParamInfo& param = *slot.param;
  std::string why;
  if (component && component->kind != param.kind)
    why = "which is " + short_kind(component->kind) + ", not " + short_kind(param.kind);
  if (!component && !is_left_out(id)) why = "and no plugin that was found offers that";
  if (why.empty()) return true;
  Diagnostic& d = report_.error(
      "E410", "the plugin of `" + slot.component->id + "` fills `" + param.name + "` with `" + id + "`, " + why,
      slot.use_at);
  d.note = fitting_.help(slot, "fits");
  d.help = "give `" + param.name + "` in the workflow, and tell the plugin's author";
  d.refused_plugin = true;
  return false;
}

Diagnostic& ComponentFinder::report_unknown(const Written& id, const Position& at, const OptionSite* slot, bool stage) {
  if (const Shadow* shadow = catalog_.shadow_of(id.text)) return report_shadowed(id.text, *shadow, at);
  for (const Refusal& refusal : catalog_.refusals)
    if (seems_to_offer(refusal, id.text)) return report_refused(id.text, refusal, at);
  std::vector<std::string> fitting, all;
  for (const ComponentInfo* c : catalog_.components()) {
    all.push_back(c->id);
    if (slot ? c->kind == slot->param->kind : c->is_stage() == stage) fitting.push_back(c->id);
  }
  std::string label = did_you_mean(id.text, fitting);
  if (label.empty()) label = did_you_mean(id.text, all);
  Diagnostic& d = report_.error("E203", "there is no component `" + id.text + "`", at, label);
  if (slot) d.note = fitting_.components_of(slot->param->kind);
  if (d.note.empty() && label.empty()) d.note = "`atelier plugins` lists what there is";
  if (!catalog_.refusals.empty())
    d.help =
        counted(catalog_.refusals.size(), "plugin file", "plugin files") + " did not load: `atelier plugins` says why";
  return d;
}

Diagnostic& ComponentFinder::report_shadowed(const std::string& id, const Shadow& shadow, const Position& at) {
  Diagnostic& d =
      report_.error("E216", "there is no component `" + id + "`: the plugin file that offers it is not used", at);
  d.note = shadow.library.string() + " offers it; " + shadow.by.string() + " is plugin `" + shadow.plugin_id +
           "` as well and is found first";
  d.help = "give one of the two a plugin id of its own, or take one of them off the search path";
  d.refused_plugin = true;
  return d;
}

Diagnostic& ComponentFinder::report_refused(const std::string& id, const Refusal& refusal, const Position& at) {
  Diagnostic& d =
      report_.error("E213", "there is no component `" + id + "`: the plugin that seems to offer it did not load", at);
  d.note = refusal.library.string() + ": " + refusal.reason;
  d.refused_plugin = true;
  return d;
}

}  // namespace atelier::host
