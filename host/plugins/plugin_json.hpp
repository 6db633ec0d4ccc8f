// Plugin descriptions as JSON: what the describing child prints, the registry file keeps and `plugins --json` tells.
// Read by `json.get<PluginInfo>()`, which throws nlohmann::json::exception when `json` is not what was made of one.
#pragma once

#include <nlohmann/json.hpp>

#include "language/catalog.hpp"

namespace atelier::host {

// Of the JSON of a plugin, wherever it is kept: the registry, and the plugin's own file.
inline constexpr int kDescriptionFormat = 9;

void to_json(nlohmann::json& json, const ParamInfo& param);
void from_json(const nlohmann::json& json, ParamInfo& param);
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(OutputInfo, name, type, flags, doc, kind)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EnvironmentVariable, name, value, why)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ConditionInfo, kind, option, other, number, words)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RuleInfo, warning, when, must, sentence, remedy)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(NumberInfo, name, slot, prefix, doc, per_class, when, items)
// Without the plugin that offers it.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ComponentInfo, id, kind, summary, doc, revision, serial, wirable, resumes, params,
                                   outputs, reports, rules, numbers, tells_numbers, tells_terms)
void to_json(nlohmann::json& json, const PluginInfo& plugin);
void from_json(const nlohmann::json& json, PluginInfo& plugin);

}  // namespace atelier::host
