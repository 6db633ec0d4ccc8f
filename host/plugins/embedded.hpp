// A plugin file may carry the description of itself that loading it gave: an ELF section, `.atelier_description`, put
// in after linking (`atelier plugins embed FILE`). What takes long to load is then known without being loaded. It is
// believed only where it is of this program's version and of this very build of the plugin, and while all libraries
// that the plugin was loaded with are still in their places: else the plugin is loaded, and asked. Layout: registry.md.
#pragma once

#include <filesystem>
#include <optional>

#include "discovery.hpp"
#include "language/catalog.hpp"
#include "manifest.hpp"
#include "words/result.hpp"

namespace atelier::host {

// What `file` says of itself, where that may be believed. [any]
std::optional<PluginInfo> embedded_description(const std::filesystem::path& file, const Manifest& manifest);

// Loads `file` in a child and writes what it says of itself into it: the file is replaced by a copy with the section.
// Needs objcopy. [main]
Result<void> embed_description(const std::filesystem::path& file, const DiscoveryOptions& options);

}  // namespace atelier::host
