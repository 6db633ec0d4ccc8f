#include "fitting.hpp"

#include <algorithm>
#include <atelier/cpp/suggest.hpp>

#include "atelier/param.h"
#include "param_type.hpp"

namespace atelier::host {

std::optional<OutputInfo> part_itself(const ComponentInfo& component) {
  const auto is_port = [](const OutputInfo& output) { return output.type == ATELIER_TYPE_PORT; };
  if (component.is_stage() || !component.wirable) return std::nullopt;
  if (std::any_of(component.outputs.begin(), component.outputs.end(), is_port)) return std::nullopt;
  return OutputInfo{"", ATELIER_TYPE_PORT, 0, "", component.kind};
}

std::string Fitting::help(const OptionSite& site, const char* makes) const {
  if (!is_object(site.param->type)) return "";  // any int would do, but which is meant?
  if (const std::optional<Found> found = first_table(site))
    return found->table->words() + " " + makes + ": \"" + found->reference + "\"";
  const std::vector<std::string> ids = makers(site);
  if (site.param->type == ATELIER_TYPE_PART && !ids.empty()) return "these can stand in the slot: " + list_names(ids);
  const std::string kind = short_kind(site.param->kind);
  return ids.empty() ? "no plugin that is installed makes " + kind
                     : "nothing in this workflow makes " + kind + "; these would: " + list_names(ids);
}

std::string Fitting::help_with_wire(const OptionSite& site, const Written& written) const {
  const bool named = written.is_string() && tables_.contains(written.text);
  return named ? "a wire begins with @: \"@" + written.text + "\"" : help(site, "makes one");
}

std::string Fitting::components_of(const std::string& kind) const {
  std::vector<std::string> ids;
  for (const ComponentInfo* component : catalog_.components())
    if (component->kind == kind) ids.push_back(component->id);
  return ids.empty() ? "" : "of kind " + short_kind(kind) + " there are " + list_names(ids);
}

std::vector<std::string> Fitting::makers(const OptionSite& site) const {
  std::vector<std::string> ids;
  for (const ComponentInfo* component : catalog_.components()) {
    bool makes = component->wirable && component->kind == site.param->kind;
    if (site.param->type == ATELIER_TYPE_PORT)
      for (const OutputInfo& output : component->outputs) makes = makes || feeds(output, *site.param);
    if (makes) ids.push_back(component->id);
  }
  return ids;
}

std::optional<Fitting::Found> Fitting::first_table(const OptionSite& site) const {
  for (const NamedTable& table : tables_) {
    const ComponentInfo* component = nodes_[table.node].component;
    if (!component || table.node == site.owner || !table.enabled) continue;
    if (const std::optional<OutputInfo> itself = part_itself(*component)) {
      if (feeds(*itself, *site.param)) return Found{&table, "@" + table.name};
      continue;
    }
    const auto& outputs = component->outputs;
    const auto fits = [&](const OutputInfo& output) { return feeds(output, *site.param); };
    const auto is_port = [](const OutputInfo& output) { return output.type == ATELIER_TYPE_PORT; };
    const auto found = std::find_if(outputs.begin(), outputs.end(), fits);
    if (found == outputs.end()) continue;
    const bool only = std::count_if(outputs.begin(), outputs.end(), is_port) == 1;
    return Found{&table, "@" + table.name + (only ? "" : "." + found->name)};
  }
  return std::nullopt;
}

}  // namespace atelier::host
