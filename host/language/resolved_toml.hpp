// A resolved workflow as TOML again: every value as it will be used, with a comment that says where it came from.
#pragma once

#include <string>
#include <string_view>

#include "resolved.hpp"

namespace atelier::host {

// A valid workflow: resolving it gives the same nodes and values. Parameters and profiles are gone, paths absolute,
// durations in seconds.
std::string write_resolved_toml(const ResolvedWorkflow& workflow);

// A value as it is told, much as in TOML; "" for none. A slot's own part is named by its component alone.
std::string brief_toml(const ResolvedWorkflow& workflow, const ResolvedValue& value);

// A basic string with its quotes.
std::string toml_string(std::string_view text);
// A key as it is written: bare, or in quotes when it must be.
std::string toml_key(std::string_view key);

}  // namespace atelier::host
