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

constexpr size_t kMostLookedAt = 200;  // tables; a file of more is made by a machine, and asks often
constexpr size_t kShortestWord = 3;

// "val" and "validate".
bool begins_alike(std::string_view a, std::string_view b) {
  const size_t both = std::min(a.size(), b.size());
  return both >= kShortestWord && a.substr(0, both) == b.substr(0, both);
}

// What could be written for an option, and how much speaks for it.
struct Fit {
  const NamedTable* table = nullptr;
  std::string reference;  // "@name" or "@name.output"
  int near = 0;
};

constexpr int kAsTheOption = 1, kOfTheTable = 2, kAsWritten = 4;

// `written`: a reference that does not do, with or without its @.
int nearness(const OptionSite& site, std::string_view written, const NamedTable& table, const std::string& port) {
  written.remove_prefix(written.starts_with('@') ? 1 : 0);
  const std::string whole = table.name + (port.empty() ? "" : "." + port);
  const bool like_option = is_named_for(site, port.empty() ? table.name : port);
  return (like_option ? kAsTheOption : 0) + (written.substr(0, written.find('.')) == table.name ? kOfTheTable : 0) +
         (written == whole ? kAsWritten : 0);
}

// Adds what the table gives that the option takes.
void add_fitting(const Resolver& in, const OptionSite& site, std::string_view written, const NamedTable& table,
                 std::vector<Fit>& to) {
  const ComponentInfo* component = in.nodes[table.node].component;
  if (!component || table.node == site.owner || !table.enabled) return;
  const auto add = [&](const std::string& port, const std::string& reference) {
    to.push_back({&table, reference, nearness(site, written, table, port)});
  };
  if (const std::optional<OutputInfo> itself = part_itself(*component)) {
    if (feeds(*itself, *site.param)) add("", "@" + table.name);
    return;
  }
  const auto& outputs = component->outputs;
  const bool only = std::count_if(outputs.begin(), outputs.end(), is_port) == 1;
  for (const OutputInfo& output : outputs)
    if (feeds(output, *site.param)) add(only ? "" : output.name, "@" + table.name + (only ? "" : "." + output.name));
}

// Those for which most speaks.
std::vector<Fit> best_fits(const Resolver& in, const OptionSite& site, std::string_view written) {
  std::vector<Fit> all;
  size_t looked_at = 0;
  for (const NamedTable& table : in.tables) {
    if (++looked_at > kMostLookedAt) break;
    add_fitting(in, site, written, table, all);
  }
  int most = 0;
  for (const Fit& fit : all) most = std::max(most, fit.near);
  std::erase_if(all, [&](const Fit& fit) { return fit.near < most; });
  return all;
}

// Of the sort of file that the option takes: of any int it is not clear which is meant.
std::string help_with_sort(const Resolver& in, const OptionSite& site, const std::string& which) {
  for (const NamedTable& table : in.tables)
    if (const ComponentInfo* component = in.nodes[table.node].component; component && table.enabled)
      for (const OutputInfo& output : component->outputs)
        if (!output.kind.empty() && output.kind == site.param->kind && feeds(output, *site.param))
          return table.words() + " makes " + which + ": \"@" + table.name + "." + output.name + "\"";
  return "";
}

}  // namespace

std::optional<OutputInfo> part_itself(const ComponentInfo& component) {
  if (component.is_stage() || !component.wirable) return std::nullopt;
  if (std::any_of(component.outputs.begin(), component.outputs.end(), is_port)) return std::nullopt;
  return OutputInfo{"", ATELIER_TYPE_PORT, 0, "", component.kind};
}

bool is_named_for(const OptionSite& site, std::string_view output) {
  const std::string option = site.name.substr(0, site.name.find_last_not_of("[]0123456789") + 1);
  return begins_alike(output, std::string_view(option).substr(option.rfind('.') + 1));
}

std::string help_with_fitting(const Resolver& in, const OptionSite& site, const std::string& which,
                              std::string_view written) {
  if (!is_object(site.param->type)) return help_with_sort(in, site, which);
  const std::vector<Fit> best = best_fits(in, site, written);
  if (best.size() == 1 && best[0].near >= kAsWritten && !written.starts_with('@'))
    return "a wire begins with @: \"" + best[0].reference + "\"";
  if (best.size() == 1) return best[0].table->words() + " makes " + which + ": \"" + best[0].reference + "\"";
  if (!best.empty()) {
    constexpr size_t kMostListed = 4;
    std::vector<std::string> references;
    for (const Fit& fit : best) references.push_back('"' + fit.reference + '"');
    return "these bring " + which + ": " + list_names(references, kMostListed);
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
