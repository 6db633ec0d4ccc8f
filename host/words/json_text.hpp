// JSON as text. [any]
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace atelier::host {

// Bytes that are no UTF-8 are replaced. NaN and infinities are null.
inline std::string dump(const nlohmann::json& json, int indent = -1) {
  return json.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace atelier::host
