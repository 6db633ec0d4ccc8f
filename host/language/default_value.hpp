// A parameter's default: the lowest layer of a workflow, read and checked like a literal that a workflow writes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "catalog.hpp"
#include "written.hpp"

namespace atelier::host {

// The default as a value of the layer of defaults; nothing when the parameter has none, or one that is not TOML.
// `component` is whose parameter it is; relative paths in it start from `folder`.
std::optional<Written> read_default(const std::string& component, const ParamInfo& param,
                                    const std::filesystem::path& folder);

// Why the default does not fit the parameter ("does not fit: it takes int, not …", to be said of it), or "". It may
// refer to a run setting of its type ("@run.seed"). No default at all always fits.
std::string refuse_default(const ParamInfo& param);

// The ids of the components that a slot is filled with by default. Only for a default that is not refused.
std::vector<std::string> default_parts(const ParamInfo& param);

}  // namespace atelier::host
