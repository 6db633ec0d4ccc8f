// JSON as text. [any]
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace atelier::host {

// Bytes that are no UTF-8 are replaced. NaN and infinities are null. Characters that a terminal takes for commands are
// escaped, so that looking at the text does no harm.
std::string dump(const nlohmann::json& json, int indent = -1);

}  // namespace atelier::host
