#include "loading.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <cstdlib>
#include <set>

#include "endings/crash_notice.hpp"
#include "endings/exit_guard.hpp"
#include "endings/last_words.hpp"
#include "plugins/plugin_library.hpp"
#include "system/exit_code.hpp"

namespace atelier::host {
namespace {

// Libraries read the environment while they are loaded. What the user has set stands.
void set_environment(const std::vector<const PluginInfo*>& plugins) {
  constexpr int kKeepWhatIsSet = 0;
  for (const PluginInfo* plugin : plugins)
    for (const EnvironmentVariable& v : plugin->environment) ::setenv(v.name.c_str(), v.value.c_str(), kKeepWhatIsSet);
}

// What is loaded must be what was described: the file may have been replaced in between.
Result<const atelier_component*> verified(const ComponentInfo& info) {
  const Result<PluginLibrary> library = PluginLibrary::load(info.library);
  if (!library) return Failure{info.library.string() + " " + library.failure().reason};
  const atelier_component* found = library->find(info.id);
  const bool same = found && found->param_count == info.params.size() && found->output_count == info.outputs.size() &&
                    found->revision == info.revision && view(found->kind) == info.kind;
  if (!same) return Failure{fmt::format("{} has changed since it was described; run again", info.library.string())};
  return found;
}

// The rehearsal may lie back: what the plugins are linked against can have changed since.
LastWords last_words_of_loading(const std::vector<const PluginInfo*>& plugins) {
  LastWords words;
  words.doing = "loading plugins";
  words.hints = "  the plugins:";
  for (const PluginInfo* plugin : plugins) words.hints += "\n  " + plugin->library.string();
  words.hints += "\n";
  words.exit_code = kExitPlugin;
  return words;
}

}  // namespace

Result<std::vector<const PluginInfo*>> plugins_of(const ResolvedWorkflow& workflow, const std::set<int>& nodes,
                                                  const Catalog& catalog) {
  std::vector<const PluginInfo*> out;
  for (const int index : nodes) {
    const ComponentInfo& component = *workflow.nodes[static_cast<size_t>(index)].component;
    const auto offers = [&](const PluginInfo& plugin) { return plugin.library == component.library; };
    const auto plugin = std::find_if(catalog.plugins.begin(), catalog.plugins.end(), offers);
    if (plugin == catalog.plugins.end())
      return Failure{
          fmt::format("{} offers `{}`, but is not in the catalog", component.library.string(), component.id)};
    if (std::find(out.begin(), out.end(), &*plugin) == out.end()) out.push_back(&*plugin);
  }
  return out;
}

Result<Loaded> load_needed(const ResolvedWorkflow& workflow, const std::set<int>& nodes, const Catalog& catalog,
                           Registry& registry, const RehearsalOptions& options) {
  if (nodes.empty()) return Loaded{{}, NodeComponents(workflow.nodes.size(), nullptr)};
  Result<std::vector<const PluginInfo*>> plugins = plugins_of(workflow, nodes, catalog);
  if (!plugins) return plugins.failure();
  set_environment(*plugins);
  if (const Result<void> rehearsed = rehearse(*plugins, registry, options); !rehearsed) return rehearsed.failure();
  catch_crashes();
  guard_exits();
  const LastWordsScope scope(last_words_of_loading(*plugins));
  NodeComponents components(workflow.nodes.size(), nullptr);
  for (const int index : nodes) {
    const Result<const atelier_component*> component = verified(*workflow.nodes[static_cast<size_t>(index)].component);
    if (!component) return component.failure();
    components[static_cast<size_t>(index)] = *component;
  }
  guard_exits();  // again: ahead of the destructors that the plugins have registered
  return Loaded{*std::move(plugins), std::move(components)};
}

}  // namespace atelier::host
