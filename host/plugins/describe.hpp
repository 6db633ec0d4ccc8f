// From a loaded plugin's static descriptors to data, checking them on the way.
//
// Everything a descriptor says is checked here once, so that what works on the catalog may rely on it.
#pragma once

#include <atelier/plugin.h>

#include <stdexcept>

#include "language/catalog.hpp"
#include "manifest.hpp"

namespace atelier::host {

// A plugin that breaks the contract. what() is a sentence that reads well after the file's name.
class BadPlugin : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Copies `plugin` (as its entry function gave it; may be null). Throws BadPlugin. [main]
PluginInfo describe(const atelier_plugin* plugin, const Manifest& manifest, const std::filesystem::path& library);

}  // namespace atelier::host
