// Layers: laying one text's values over another's.
//
// Tables merge by key, lists are replaced whole, and a table whose `use` changes starts afresh.
#pragma once

#include "report.hpp"
#include "written.hpp"

namespace atelier::host {

// Lays a whole workflow (or the content of a profile) over another.
void lay_over(Written& below, const Written& above, Report& report);

// Lays a component's table (part, stage or slot) over another's. Its `as` survives a change of `use`, for it is the
// name that a list knows the slot by.
void lay_over_component(Written& below, const Written& above, Report& report);

// Makes `value` a table that options can be set in: a bare string becomes { use = … }. A reference to a part cannot;
// `name` is what to call it then. False when it is reported.
bool open_slot(Written& value, std::string_view name, const Position& at, Report& report);

}  // namespace atelier::host
