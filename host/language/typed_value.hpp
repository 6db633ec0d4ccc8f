// One written value by the type that a parameter declares: no conversion but int to float; ranges, choices, durations.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalog.hpp"
#include "resolved.hpp"
#include "written.hpp"

namespace atelier::host {

// Why a value does not fit.
struct Misfit {
  std::string code;
  std::string message;  // reads after the option's name: "takes int, not the string "x""
  std::string label;
  std::string help;
};

// `literal` holds no reference or splice any more; the parameter is an option (no PART, PORT), and not a list or table,
// but may be one item of it. Paths become absolute. Sets `out` except its origin. Whether paths exist is not asked.
std::optional<Misfit> typed_value(const ParamInfo& param, const Written& literal, ResolvedValue& out);

// Whether its single values are written in quotes: string, enum, path.
bool is_text_type(uint32_t type);

// "int", "a list of float", "a table of int", "duration", "loss/1".
std::string type_words(const ParamInfo& param);
std::string type_words(const OutputInfo& output);

// "90s", "5m", "1h30m", "250ms" in seconds.
std::optional<double> parse_duration(std::string_view text);

}  // namespace atelier::host
