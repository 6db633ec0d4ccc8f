// What a stage's result depends on, as one JSON document: component, revision, plugin version, every option with its
// default, the parts' likewise, and of the stages before it the digest of their own document. Names of stages, texts
// that change nothing and options that do not change the result are not in it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "language/resolved.hpp"

namespace atelier::host {

nlohmann::json stage_key(const ResolvedWorkflow& workflow, int stage);

// The same without the stage's own options that are marked ATELIER_PARAM_EXTENDS: what must not change for work to be
// gone on from.
nlohmann::json extendable_key(const ResolvedWorkflow& workflow, int stage);

// 32 hexadecimal digits (XXH3, 128 bits) of the document's canonical text: sorted keys, no spaces.
std::string key_digest(const nlohmann::json& key);

}  // namespace atelier::host
