// A resolved workflow as TOML again: every value as it will be used, with a comment that says where it came from.
#pragma once

#include <string>
#include <string_view>

#include "resolved.hpp"

namespace atelier::host {

// A valid workflow: resolving it gives the same nodes and values. Parameters and profiles are gone, paths absolute,
// durations in seconds.
std::string write_resolved_toml(const ResolvedWorkflow& workflow);

// How much of it is written.
struct TomlView {
  bool changed = false;   // leave out what is as it would be by default: still a workflow that means the same
  bool history = false;   // comments also say through which reference a value came and what it was laid over
  std::string only = {};  // one table: a node's name, "run" or "params"; "": the whole workflow
};
std::string write_resolved_toml(const ResolvedWorkflow& workflow, const TomlView& view);

// "file: w.toml:3:9", "--set run.seed=3", "default of train.supervised".
std::string origin_words(const Origin& origin);

// A value as it was written, in one line.
std::string written_toml(const Written& value);
// Of the value that it has, through what stands in [params] if that refers to another.
Origin parameter_origin(const ParameterValue& parameter);

// The values of lower layers that it was laid over, the nearest first.
std::vector<const Written*> layers_under(const Origin& origin);

// A value as it is told, much as in TOML; "" for none. A slot's own part is named by its component alone.
std::string brief_toml(const ResolvedWorkflow& workflow, const ResolvedValue& value);

// A value as write_resolved_toml writes it, in one line.
std::string toml_value(const ResolvedWorkflow& workflow, const ResolvedValue& value);

// A value as it was written, on one line.
std::string toml_text(const Written& value);

// A basic string with its quotes.
std::string toml_string(std::string_view text);
// A key as it is written: bare, or in quotes when it must be.
std::string toml_key(std::string_view key);

}  // namespace atelier::host
