// Plugin descriptions as JSON: what the describing child prints and the registry file keeps.
#pragma once

#include <nlohmann/json.hpp>

#include "language/catalog.hpp"

namespace atelier::host {

nlohmann::json to_json(const ComponentInfo& component);
nlohmann::json to_json(const PluginInfo& plugin);
// Throws nlohmann::json::exception when `json` is not what to_json made.
PluginInfo plugin_from_json(const nlohmann::json& json);

}  // namespace atelier::host
