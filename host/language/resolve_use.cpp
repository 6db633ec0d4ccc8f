// `use`: which component a table means.
#include <algorithm>

#include "atelier/kinds/stage.h"
#include "resolver.hpp"
#include "words/suggest.hpp"

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

}  // namespace

// The component that `use` names, fit for the slot, or for a stage's or part's table; null when it is reported.
const ComponentInfo* Resolver::component_named(const Written& use, const Place* slot, bool stage) {
  const Position& at = use.source->layer == "default" && slot ? slot->use_at : use.at;
  const auto fail = [&](const char* code, std::string message) -> Diagnostic& {
    return report_.error(code, std::move(message), at);
  };
  if (!use.is_string()) return fail("E401", "`use` takes a component's id, not " + describe(use)), nullptr;
  std::optional<Written> id;
  if (const auto reference = use.literal ? std::nullopt : parse_reference(use.text)) {
    if (reference->table != "params" || reference->port.empty()) {
      fail("E304", "`use` takes a component's id or \"@params.x\", not " + describe(use)).help =
          "to take a part as it is, write the reference without a table: " +
          (slot ? slot->param->name : std::string("x")) + " = \"" + use.text + "\"";
      return nullptr;
    }
    const Written* value = parameters_.value(*reference, at);
    if (!value) return nullptr;
    if (!value->is_string()) {
      fail("E401", "`use` takes a component's id, but parameter `" + reference->port + "` is " + describe(*value))
          .related.push_back({value->at, "it is written here", false});
      return nullptr;
    }
    id = *value;
  } else {
    id = parameters_.literal(use);
    if (!id) return nullptr;
  }
  const ComponentInfo* component = catalog_.find(id->text);
  if (slot && use.source->layer == "default" && !fits_by_default(*slot, id->text, component)) return nullptr;
  if (!component) {
    report_unknown_component(id->text, at, slot, stage);
    if (use.source->layer == "default" && slot)
      report_.diagnostics().back().help = "`" + slot->param->name + "` is filled with it by default; give another";
    else if (id->at.line && (id->at.line != at.line || id->at.file != at.file))
      report_.diagnostics().back().related.push_back({id->at, "the id is written here", false});
    return nullptr;
  }
  if (slot && component->kind != slot->param->kind) {
    Diagnostic& d = fail("E206", "`" + slot->name + "` takes " + short_kind(slot->param->kind) + ", but `" +
                                     component->id + "` is " + short_kind(component->kind));
    std::vector<std::string> ids;
    for (const ComponentInfo* c : catalog_.components())
      if (c->kind == slot->param->kind) ids.push_back(c->id);
    if (!ids.empty()) d.help = "of kind " + short_kind(slot->param->kind) + " there are " + list_names(ids);
    return nullptr;
  }
  if (!slot && component->is_stage() != stage) {
    fail("E206", stage ? "`" + component->id + "` is " + short_kind(component->kind) + ", not a stage"
                       : "`" + component->id + "` is a stage, not a part")
        .help = stage ? "write its table as [part.…]" : "write its table as [stage.…]";
    return nullptr;
  }
  return component;
}

// A default that is wrong is the plugin's fault, whatever the workflow says. Whether the component is there at all
// depends on which plugins are, so that only the whole catalog can tell.
bool Resolver::fits_by_default(const Place& slot, const std::string& id, const ComponentInfo* component) {
  const ParamInfo& param = *slot.param;
  std::string why;
  if (component && component->kind != param.kind)
    why = "which is " + short_kind(component->kind) + ", not " + short_kind(param.kind);
  const auto offers = [&](const Refusal& refusal) { return seems_to_offer(refusal, id); };
  const bool left_out =
      catalog_.shadow_of(id) || std::any_of(catalog_.refusals.begin(), catalog_.refusals.end(), offers);
  if (!component && !left_out) why = "and no plugin that was found offers that";
  if (why.empty()) return true;
  Diagnostic& d = report_.error(
      "E410", "the plugin of `" + slot.component->id + "` fills `" + param.name + "` with `" + id + "`, " + why,
      slot.use_at);
  d.note = help_with_fitting(slot, "fits");
  d.help = "give `" + param.name + "` in the workflow, and tell the plugin's author";
  d.refused_plugin = true;
  return false;
}

void Resolver::report_shadowed(const std::string& id, const Shadow& shadow, const Position& at) {
  Diagnostic& d =
      report_.error("E216", "there is no component `" + id + "`: the plugin file that offers it is not used", at);
  d.note = shadow.library.string() + " offers it; " + shadow.by.string() + " is plugin `" + shadow.plugin_id +
           "` as well and is found first";
  d.help = "give one of the two a plugin id of its own, or take one of them off the search path";
  d.refused_plugin = true;
}

void Resolver::report_unknown_component(const std::string& id, const Position& at, const Place* slot, bool stage) {
  if (const Shadow* shadow = catalog_.shadow_of(id)) return report_shadowed(id, *shadow, at);
  for (const Refusal& refusal : catalog_.refusals) {
    if (!seems_to_offer(refusal, id)) continue;
    Diagnostic& d =
        report_.error("E213", "there is no component `" + id + "`: the plugin that seems to offer it did not load", at);
    d.note = refusal.library.string() + ": " + refusal.reason;
    d.refused_plugin = true;
    return;
  }
  std::vector<std::string> fitting, all;
  for (const ComponentInfo* c : catalog_.components()) {
    all.push_back(c->id);
    if (slot ? c->kind == slot->param->kind : c->is_stage() == stage) fitting.push_back(c->id);
  }
  std::string label = did_you_mean(id, fitting);
  if (label.empty()) label = did_you_mean(id, all);
  Diagnostic& d = report_.error("E203", "there is no component `" + id + "`", at, label);
  if (slot && !fitting.empty())
    d.note = "of kind " + short_kind(slot->param->kind) + " there are " + list_names(fitting);
  else if (label.empty())
    d.note = "`atelier plugins` lists what there is";
  if (!catalog_.refusals.empty())
    d.help = std::to_string(catalog_.refusals.size()) + " plugin file" + (catalog_.refusals.size() == 1 ? "" : "s") +
             " did not load: `atelier plugins` says why";
}

}  // namespace atelier::host
