#include "loading.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstdlib>

#include "endings/crash_notice.hpp"
#include "endings/exit_guard.hpp"
#include "endings/last_words.hpp"
#include "language/selection.hpp"
#include "plugins/manifest.hpp"
#include "plugins/plugin_library.hpp"
#include "system/exit_code.hpp"

namespace atelier::host {
namespace {

const PluginInfo& plugin_of(const Catalog& catalog, const ComponentInfo& component) {
  for (const PluginInfo& plugin : catalog.plugins)
    if (plugin.library == component.library) return plugin;
  throw LoadingFailed(
      fmt::format("{} offers `{}`, but is not in the catalog", component.library.string(), component.id));
}

// What is loaded must be what was described: the file may have been replaced in between.
const atelier_component* verified(const Node& node) {
  const ComponentInfo& info = *node.component;
  const PluginLibrary library = PluginLibrary::load(info.library);
  const atelier_component* found = library.find(info.id);
  const bool same = found && found->param_count == info.params.size() && found->output_count == info.outputs.size() &&
                    found->revision == info.revision &&
                    std::string_view(found->kind.data, found->kind.size) == info.kind;
  if (!same)
    throw LoadingFailed(fmt::format("{} has changed since it was described; run again", info.library.string()));
  return found;
}

// OpenMP runtimes read their settings while they are loaded, with the first plugin that needs one. Without this their
// threads spin when they wait for each other: on a machine that does anything else that made computing several times
// slower, and on a quiet one it gains next to nothing. What the user has set stands.
void let_idle_threads_sleep() {
  constexpr int kKeepTheirs = 0;
  setenv("OMP_WAIT_POLICY", "passive", kKeepTheirs);
}

}  // namespace

Loaded load_needed(const ResolvedWorkflow& workflow, const std::vector<int>& roots, const Catalog& catalog,
                   Registry& registry, const RehearsalOptions& options) {
  Loaded loaded;
  const std::set<int> needed = needed_by(workflow, roots);
  for (const int index : needed) {
    const PluginInfo& plugin = plugin_of(catalog, *workflow.nodes[static_cast<size_t>(index)].component);
    if (std::find(loaded.plugins.begin(), loaded.plugins.end(), &plugin) == loaded.plugins.end())
      loaded.plugins.push_back(&plugin);
  }
  if (const std::string why = rehearse(loaded.plugins, registry, options); !why.empty()) throw LoadingFailed(why);
  loaded.components.resize(workflow.nodes.size(), nullptr);
  let_idle_threads_sleep();
  // The rehearsal may lie back: what the plugins are linked against can have changed since.
  std::string files;
  for (const PluginInfo* plugin : loaded.plugins) files += "\n  " + plugin->library.string();
  catch_crashes();
  guard_exits();
  LastWords words;
  words.doing = "loading plugins";
  words.hints = "  the plugins:" + files + "\n";
  words.exit_code = kExitPlugin;
  const LastWordsScope scope(std::move(words));
  try {
    for (const int index : needed)
      loaded.components[static_cast<size_t>(index)] = verified(workflow.nodes[static_cast<size_t>(index)]);
  } catch (const LoadError& e) {
    throw LoadingFailed(e.what());
  }
  guard_exits();  // again: ahead of the destructors that the plugins have registered
  return loaded;
}

}  // namespace atelier::host
