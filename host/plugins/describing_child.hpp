// Asking a plugin file what it is by loading it, which a child of this program does: it may crash, hang or quit.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "discovery.hpp"
#include "registry.hpp"

namespace atelier::host {

struct ChildSaid {
  Description description;
  std::vector<std::string> libraries;  // files that lay in the child beside the program, the plugin's own among them
};

// [any]
ChildSaid describe_by_child(const std::filesystem::path& file, const DiscoveryOptions& options);

// The describing child: loads `file` and prints what it is as JSON on the real stdout. SIGALRM ends it when the entry
// function takes longer than that. [main]
[[noreturn]] void describe_as_child(const std::filesystem::path& file, double entry_timeout);

}  // namespace atelier::host
