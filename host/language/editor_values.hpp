// The pieces of the editor's schema: one for each option.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "catalog.hpp"

namespace atelier::host {

// A definition's name and the reference to it.
std::string definition_name(const char* sort, std::string text);
nlohmann::ordered_json reference_to(const std::string& definition);

// With docs for hovering.
nlohmann::ordered_json documented(nlohmann::ordered_json schema, const std::string& docs);

// "@params.x", "@part", "@stage.output".
nlohmann::ordered_json reference_schema();
// The value of an option of `component`.
nlohmann::ordered_json option_schema(const ComponentInfo& component, const ParamInfo& param);

}  // namespace atelier::host
