#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <iostream>
#include <map>

#include "cli.hpp"
#include "component_text.hpp"
#include "plugins/embedded.hpp"
#include "plugins/plugin_json.hpp"
#include "plugins/registry.hpp"
#include "words/json_text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

json refusals_json(const Catalog& catalog) {
  json out = json::array();
  for (const Refusal& r : catalog.refusals)
    out.push_back({{"file", r.library.string()}, {"plugin", r.plugin_id}, {"reason", r.reason}});
  return out;
}

json shadows_json(const Catalog& catalog) {
  json out = json::array();
  for (const Shadow& s : catalog.shadows)
    out.push_back(
        {{"file", s.library.string()}, {"plugin", s.plugin_id}, {"used", s.by.string()}, {"components", s.components}});
  return out;
}

void print_json(const Catalog& catalog) {
  std::cout << dump({{"plugins", catalog.plugins},
                     {"refused", refusals_json(catalog)},
                     {"shadowed", shadows_json(catalog)}},
                    2)
            << "\n";
}

void print_components(const Catalog& catalog) {
  std::map<std::string, std::vector<const ComponentInfo*>> kinds;
  size_t widest = 0;
  for (const ComponentInfo* c : catalog.components()) {
    kinds[short_kind(c->kind)].push_back(c);
    widest = std::max(widest, c->id.size());
  }
  for (const auto& [kind, components] : kinds) {
    std::cout << kind << "\n";
    for (const ComponentInfo* c : components)
      std::cout << fmt::format("  {:<{}}  {} [{}]\n", c->id, widest, c->summary, c->plugin_id);
    std::cout << "\n";
  }
  if (kinds.empty()) std::cout << "no plugins were found\n";
}

std::vector<std::string> lost_with(const Shadow& shadow, const Catalog& catalog) {
  std::vector<std::string> lost;
  for (const std::string& id : shadow.components)
    if (!catalog.find(id)) lost.push_back(id);
  return lost;
}

void print_left_out(const Discovery& found) {
  if (!found.catalog.refusals.empty()) std::cout << "cannot be used\n";
  for (const Refusal& r : found.catalog.refusals) std::cout << fmt::format("  {} {}\n", r.library.string(), r.reason);
  if (!found.catalog.shadows.empty()) std::cout << "not used\n";
  for (const Shadow& s : found.catalog.shadows) {
    std::cout << fmt::format("  {}: plugin {} was found earlier, in {}\n", s.library.string(), s.plugin_id,
                             s.by.string());
    if (const std::vector<std::string> lost = lost_with(s, found.catalog); !lost.empty())
      std::cout << fmt::format("    missing for that: {}\n", list_names(lost, lost.size()));
  }
}

const PluginInfo* find_plugin(const Catalog& catalog, const std::string& id) {
  std::error_code ec;
  const fs::path file = fs::canonical(id, ec);
  for (const PluginInfo& p : catalog.plugins)
    if (p.id == id || (!ec && p.library == file)) return &p;
  return nullptr;
}

template <class Info>
int show(const Info& info, bool as_json) {
  std::cout << (as_json ? dump(info, 2) + "\n" : text_of(info));
  return kExitDone;
}

Failure unknown(const Catalog& catalog, const std::string& id) {
  const std::string reason = fmt::format("there is no component or plugin `{}`", id);
  if (const Shadow* s = catalog.shadow_of(id))
    return {reason,
            fmt::format("{} offers it, but {} has the same plugin id, {}, and comes first", s->library.string(),
                        s->by.string(), s->plugin_id),
            kExitPlugin};
  std::vector<std::string> names;
  for (const ComponentInfo* c : catalog.components()) names.push_back(c->id);
  for (const PluginInfo& p : catalog.plugins) names.push_back(p.id);
  const std::string hint = did_you_mean(id, names);
  return {reason, hint.empty() ? "`atelier plugins` lists them" : hint, kExitCommandLine};
}

}  // namespace

int cli_plugins(const Arguments& arguments) {
  Registry registry(Registry::default_file());
  const Discovery found = discover_for(arguments.plugins, registry, Retry::kRefused);
  if (arguments.json) {
    print_json(found.catalog);
  } else {
    print_components(found.catalog);
    print_left_out(found);
  }
  return found.named_refused.empty() ? kExitDone : kExitPlugin;
}

int cli_plugins_show(const Arguments& arguments) {
  const std::string& id = arguments.id;
  Registry registry(Registry::default_file());
  std::vector<fs::path> files = arguments.plugins;
  const bool is_file = id.find('/') != std::string::npos || id.ends_with(".so");
  if (is_file) files.emplace_back(id);
  const Discovery found = discover_for(files, registry, is_file ? Retry::kAll : Retry::kMayPass);
  if (!found.named_refused.empty()) return kExitPlugin;
  if (const ComponentInfo* component = found.catalog.find(id)) return show(*component, arguments.json);
  if (const PluginInfo* plugin = find_plugin(found.catalog, id)) return show(*plugin, arguments.json);
  return tell_failure(unknown(found.catalog, id));
}

int cli_plugins_embed(const Arguments& arguments) {
  const Result<void> embedded = embed_description(arguments.id, {});
  if (embedded) return kExitDone;
  return tell_failure({embedded.failure().reason, embedded.failure().details, kExitPlugin});
}

}  // namespace atelier::host
