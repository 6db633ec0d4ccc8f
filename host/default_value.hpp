// Checks that a parameter's default is what a workflow could have written for it.
#pragma once

#include <string>

#include "catalog.hpp"

namespace atelier::host {

// Why the default does not fit the parameter ("is not TOML: …", "is below the minimum"), or "". References
// ("@run.seed") and no default at all always fit.
std::string refuse_default(const ParamInfo& param);

}  // namespace atelier::host
