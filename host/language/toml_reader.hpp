// TOML texts into Written trees. The one place that knows the TOML library.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "words/diagnostic.hpp"
#include "written.hpp"

namespace atelier::host {

// Reads a document. What it cannot read gives one diagnostic (E102 syntax, E103 not UTF-8, E104 too large or too deep)
// and no tree. A byte-order mark is passed over.
std::optional<Written> read_toml(std::string_view text, const std::shared_ptr<const Source>& source,
                                 std::vector<Diagnostic>& diagnostics);

// Reads one value, as it would stand behind `=`. `column` (1-based) is where the text stands in its line.
std::optional<Written> read_toml_value(std::string_view text, uint32_t column,
                                       const std::shared_ptr<const Source>& source,
                                       std::vector<Diagnostic>& diagnostics);

}  // namespace atelier::host
