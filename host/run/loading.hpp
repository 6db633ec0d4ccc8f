// The plugin libraries that a run needs, and the components in them.
#pragma once

#include <set>
#include <vector>

#include "language/catalog.hpp"
#include "plugins/registry.hpp"
#include "plugins/rehearsal.hpp"
#include "stage_context.hpp"
#include "words/result.hpp"

namespace atelier::host {

struct Loaded {
  std::vector<const PluginInfo*> plugins;  // in the order they were loaded
  NodeComponents components;
};

// The plugins of these nodes, in the order of the nodes, each once. A failure: one is not in the catalog.
Result<std::vector<const PluginInfo*>> plugins_of(const ResolvedWorkflow& workflow, const std::set<int>& nodes,
                                                  const Catalog& catalog);

// Sets what the plugins of these nodes want to find in the environment, rehearses and loads their
// libraries. A failure names the file. [main]
Result<Loaded> load_needed(const ResolvedWorkflow& workflow, const std::set<int>& nodes, const Catalog& catalog,
                           Registry& registry, const RehearsalOptions& options);

}  // namespace atelier::host
