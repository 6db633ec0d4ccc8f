// From a loaded plugin's static descriptors to data, checking them on the way.
//
// Everything a descriptor says is checked here once, so that what works on the catalog may rely on it.
#pragma once

#include <atelier/plugin.h>

#include "language/catalog.hpp"
#include "manifest.hpp"
#include "words/result.hpp"

namespace atelier::host {

// Copies `plugin` (as its entry function gave it; may be null). A plugin that breaks the contract is a failure. [main]
Result<PluginInfo> describe(const atelier_plugin* plugin, const Manifest& manifest,
                            const std::filesystem::path& library);

}  // namespace atelier::host
