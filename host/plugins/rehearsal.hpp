// Loading plugin libraries can end the process in ways nobody can catch, two copies of one big library above all. So a
// set of libraries is first loaded by a child; this process follows only when that went well.
#pragma once

#include <filesystem>
#include <vector>

#include "discovery.hpp"
#include "language/catalog.hpp"
#include "words/result.hpp"

namespace atelier::host {

struct RehearsalOptions {
  std::filesystem::path program = "/proc/self/exe";
  RunChild run_child = host::run_child;
  double timeout = 2 * kChildTimeout;  // seconds
};

// Whether these plugins can be loaded, in this order, into one process. A failure names the file, or the pair. Success
// is remembered in `registry`. [main]
Result<void> rehearse(const std::vector<const PluginInfo*>& plugins, Registry& registry,
                      const RehearsalOptions& options = {});

// The rehearsing child: loads the files in turn and prints what came of it. [main]
[[noreturn]] void rehearse_as_child(const std::vector<std::filesystem::path>& files);

}  // namespace atelier::host
