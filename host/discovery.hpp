// From plugin files to the catalog, without loading any of them into this process: new files are described by a child.
#pragma once

#include "catalog.hpp"
#include "child_process.hpp"
#include "registry.hpp"
#include "search_path.hpp"

namespace atelier::host {

inline constexpr double kChildTimeout = 60;  // seconds

struct DiscoveryOptions {
  SearchPlaces places;
  std::filesystem::path program = "/proc/self/exe";  // run as the describing child
  bool retry_refused = false;                        // do not take a refusal from the registry
  double timeout = kChildTimeout;
};

struct Discovery {
  Catalog catalog;                     // of components with the same id only the first is in it
  std::vector<Refusal> named_refused;  // those of catalog.refusals that the user named with --plugin
  std::vector<std::string> warnings;
  std::vector<std::string> shadowed;  // plugins left out because the same plugin came earlier, each a sentence
};

Discovery discover(const DiscoveryOptions& options, Registry& registry);

// The describing child: loads `file` and prints what it is as JSON on the real stdout. Returns the exit code. [main]
int describe_as_child(const std::filesystem::path& file);

}  // namespace atelier::host
