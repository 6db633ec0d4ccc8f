// What can be seen of profiles without laying them over the file.
#pragma once

#include <string>
#include <vector>

#include "catalog.hpp"
#include "report.hpp"
#include "written.hpp"

namespace atelier::host {

// Reports what a profile cannot have, and parameters that the file has not, or has of another type.
void check_profile_outline(const Written& root, const WrittenEntry& profile, Report& report);

// Reports keys of profiles that are not `chosen` and that nothing has (a part or stage that the file has not, an option
// of a component, a run setting), and values that no option can have. `root` still has its `profile`. What is chosen is
// checked with the rest.
void check_idle_profiles(const Written& root, const std::vector<std::string>& chosen, const Catalog& catalog,
                         Report& report);

// The component that a table uses, through parameters if need be; null when that cannot be known here.
const ComponentInfo* component_in(const Written& root, const Written& table, const Catalog& catalog);

}  // namespace atelier::host
