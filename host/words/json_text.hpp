// JSON as text. [any]
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace atelier::host {

// Bytes that are no UTF-8 are replaced. NaN and infinities are null. Characters that a terminal takes for commands are
// escaped, so that looking at the text does no harm.
std::string dump(const nlohmann::json& json, int indent = -1);

// Names of files may be any bytes: as a text that is UTF-8, and back. What is UTF-8 stays as it is, anything else
// becomes "hex:6261ff".
std::string exact_text(std::string_view bytes);
std::string exact_bytes(std::string_view text);

}  // namespace atelier::host
