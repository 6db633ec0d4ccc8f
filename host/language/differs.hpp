// Whether a workflow says anything that would not be so anyway.
#pragma once

#include "resolved.hpp"

namespace atelier::host {

// Whether the value of a component's parameter is another than its default. Of a slot: whether another part fills it,
// or one with other options. A wire to a table of its own always differs; one that is not given never does.
bool differs_from_default(const ResolvedWorkflow& workflow, const ComponentInfo& component, const ParamInfo& param,
                          const ResolvedValue& value);

}  // namespace atelier::host
