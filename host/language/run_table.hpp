// The `[run]` table, described like a component's table so that it is checked like one.
#pragma once

#include "catalog.hpp"
#include "resolved.hpp"

namespace atelier::host {

// seed, device, threads, observers.
const ComponentInfo& run_table();

// Sets the settings of `workflow` by its values of [run].
void take_run_settings(ResolvedWorkflow& workflow);

}  // namespace atelier::host
