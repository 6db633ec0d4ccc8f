// The plugin libraries that a run needs, and the components in them.
#pragma once

#include <stdexcept>
#include <vector>

#include "language/catalog.hpp"
#include "plugins/registry.hpp"
#include "plugins/rehearsal.hpp"
#include "stage_context.hpp"

namespace atelier::host {

// A plugin that the run needs cannot be loaded. what() names the file.
class LoadingFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Loaded {
  std::vector<const PluginInfo*> plugins;  // in the order they were loaded
  NodeComponents components;
};

// Rehearses and loads the libraries of the nodes that `roots` need. Throws LoadingFailed. [main]
Loaded load_needed(const ResolvedWorkflow& workflow, const std::vector<int>& roots, const Catalog& catalog,
                   Registry& registry, const RehearsalOptions& options);

}  // namespace atelier::host
