// Checks that a parameter's default is what a workflow could have written for it.
#pragma once

#include <string>
#include <vector>

#include "catalog.hpp"

namespace atelier::host {

// Why the default does not fit the parameter ("is not TOML: …", "is below the minimum"), or "". It may refer to a run
// setting of its type ("@run.seed"). No default at all always fits.
std::string refuse_default(const ParamInfo& param);

// The ids of the components that a slot is filled with by default. Only for a default that is not refused.
std::vector<std::string> default_parts(const ParamInfo& param);

}  // namespace atelier::host
