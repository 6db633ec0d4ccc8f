// What a component says of its options together and of the numbers it gives, checked against its tables.
#pragma once

#include <atelier/plugin.h>

#include "language/catalog.hpp"

namespace atelier::host {

// Fill `component.rules` and `component.numbers`; its parameters and outputs are there. A rule with a condition that
// this program does not know is left out. Throw BadPlugin for what fits no table of the component.
void take_rules(const atelier_component& raw, ComponentInfo& component);
void take_numbers(const atelier_component& raw, ComponentInfo& component);

}  // namespace atelier::host
