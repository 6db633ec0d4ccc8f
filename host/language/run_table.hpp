// The `[run]` table, described like a component's table so that it is checked like one.
#pragma once

#include "catalog.hpp"

namespace atelier::host {

// seed, device, threads, observers.
const ComponentInfo& run_table();

}  // namespace atelier::host
