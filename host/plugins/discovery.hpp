// From plugin files to the catalog, without loading any of them into this process: new files are described by a child.
#pragma once

#include <functional>

#include "language/catalog.hpp"
#include "registry.hpp"
#include "search_path.hpp"
#include "system/child_process.hpp"

namespace atelier::host {

inline constexpr double kChildTimeout = 60;  // seconds; a large library from a slow disk takes long
inline constexpr double kSlow = 15;          // seconds, after which it is said what is waited for
inline constexpr double kEntryTimeout = 5;   // seconds; an entry function only hands over static data

// Which refusals that the registry remembers are not taken from it.
enum class Retry {
  kMayPass,  // those whose reason may lie outside the file
  kRefused,  // all but those that took too long
  kAll,
};

struct DiscoveryOptions {
  SearchPlaces places;
  std::filesystem::path program = "/proc/self/exe";  // run as the describing child
  RunChild run_child = host::run_child;              // from several threads at once
  Retry retry = Retry::kMayPass;
  double timeout = kChildTimeout;
  double entry_timeout = kEntryTimeout;
  bool only_known = false;  // describe no file anew: what the registry does not know is left out
  std::function<void(const std::filesystem::path&)> slow;  // told when a file takes more than kSlow
};

struct Discovery {
  Catalog catalog;                     // of components with the same id only the first is in it
  std::vector<Refusal> named_refused;  // those of catalog.refusals that the user named with --plugin
  std::vector<std::string> warnings;
};

Discovery discover(const DiscoveryOptions& options, Registry& registry);

}  // namespace atelier::host
