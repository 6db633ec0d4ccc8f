// JSON for people: two spaces of indent, but a list or table of plain values stays on one line, so that a matrix has
// one line per row. NaN and infinities, which JSON cannot say, become null.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace atelier::supervised {

std::string json_text(const nlohmann::ordered_json& value);

}  // namespace atelier::supervised
