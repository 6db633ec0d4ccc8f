// What `config --json` prints.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "language/config_entries.hpp"

namespace atelier::host {

// {"workflow": tables as in TOML, "params": …, "values": entries_json of all}.
nlohmann::json config_json(const ResolvedWorkflow& workflow, bool changed);

// {path: {"value", "layer", "file", "line", "column", "by", "over": […], "default"}}. `changed`: without those that are
// as they would be by default.
nlohmann::json entries_json(const ResolvedWorkflow& workflow, const std::vector<ConfigEntry>& entries, bool changed);

}  // namespace atelier::host
