// The keys that mean the same in every component's table, whatever its parameters are.
#pragma once

#include <string>
#include <vector>

#include "report.hpp"
#include "written.hpp"

namespace atelier::host {

// use, as, after, enabled, keep, doc: no parameter can have such a name.
const std::vector<std::string>& reserved_keys();
bool is_reserved(std::string_view key);

// A key that the table cannot have: `why` reads after it, "belongs to a stage; …".
void report_misplaced(const Written& table, std::string_view key, const char* why, Report& report);
// `keep` is for a later version.
void report_keep(const Written& table, Report& report);

}  // namespace atelier::host
