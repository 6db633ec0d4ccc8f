#include <atelier/param.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>

#include "param_type.hpp"
#include "resolver.hpp"

namespace atelier::host {
namespace {

bool is_port(const OutputInfo& output) { return output.type == ATELIER_TYPE_PORT; }

// The ids of the components that can stand in the slot, or be or give what the wire is to bring.
std::vector<std::string> makers(const Catalog& catalog, const ParamInfo& param) {
  std::vector<std::string> ids;
  for (const ComponentInfo* component : catalog.components()) {
    bool makes = component->wirable && component->kind == param.kind;
    if (param.type == ATELIER_TYPE_PORT)
      for (const OutputInfo& output : component->outputs) makes = makes || feeds(output, param);
    if (makes) ids.push_back(component->id);
  }
  return ids;
}

// How to refer to what a component's table gives that the option takes: "@name" or "@name.output"; "" for nothing.
std::string fitting_reference(const NamedTable& table, const ComponentInfo& component, const ParamInfo& param) {
  if (const std::optional<OutputInfo> itself = part_itself(component))
    return feeds(*itself, param) ? "@" + table.name : "";
  const auto& outputs = component.outputs;
  const auto found =
      std::find_if(outputs.begin(), outputs.end(), [&](const auto& output) { return feeds(output, param); });
  if (found == outputs.end()) return "";
  const bool only = std::count_if(outputs.begin(), outputs.end(), is_port) == 1;
  return "@" + table.name + (only ? "" : "." + found->name);
}

}  // namespace

std::optional<OutputInfo> part_itself(const ComponentInfo& component) {
  if (component.is_stage() || !component.wirable) return std::nullopt;
  if (std::any_of(component.outputs.begin(), component.outputs.end(), is_port)) return std::nullopt;
  return OutputInfo{"", ATELIER_TYPE_PORT, 0, "", component.kind};
}

namespace {

// Of the sort of file that the option takes: of any int it is not clear which is meant.
std::string help_with_sort(const Resolver& in, const OptionSite& site, const char* makes) {
  for (const NamedTable& table : in.tables)
    if (const ComponentInfo* component = in.nodes[table.node].component; component && table.enabled)
      for (const OutputInfo& output : component->outputs)
        if (!output.kind.empty() && output.kind == site.param->kind && feeds(output, *site.param))
          return table.words() + " " + makes + ": \"@" + table.name + "." + output.name + "\"";
  return "";
}

}  // namespace

std::string help_with_fitting(const Resolver& in, const OptionSite& site, const char* makes) {
  if (!is_object(site.param->type)) return help_with_sort(in, site, makes);
  for (const NamedTable& table : in.tables) {
    const ComponentInfo* component = in.nodes[table.node].component;
    if (!component || table.node == site.owner || !table.enabled) continue;
    const std::string reference = fitting_reference(table, *component, *site.param);
    if (!reference.empty()) return table.words() + " " + makes + ": \"" + reference + "\"";
  }
  const std::vector<std::string> ids = makers(in.catalog, *site.param);
  if (site.param->type == ATELIER_TYPE_PART && !ids.empty()) return "these can stand in the slot: " + list_names(ids);
  const std::string kind = short_kind(site.param->kind);
  return ids.empty() ? "no plugin that is installed makes " + kind
                     : "nothing in this workflow makes " + kind + "; these would: " + list_names(ids);
}

std::string components_of(const Catalog& catalog, const std::string& kind) {
  std::vector<std::string> ids;
  for (const ComponentInfo* component : catalog.components())
    if (component->kind == kind) ids.push_back(component->id);
  return ids.empty() ? "" : "of kind " + short_kind(kind) + " there are " + list_names(ids);
}

}  // namespace atelier::host
