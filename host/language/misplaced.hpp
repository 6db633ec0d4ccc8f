// Top-level keys that a workflow does not have, read as what they were meant to be.
#pragma once

#include <string>
#include <vector>

#include "catalog.hpp"
#include "report.hpp"
#include "written.hpp"

namespace atelier::host {

// Reports [[stage.x]] and [[part.x]], and reads the first of each as if it stood in single brackets.
void settle_lists(Written& root, Report& report);

// Reports a top-level key that a workflow does not have (E201; `known` are those that it can have), and moves what
// stands under it to where it was most likely meant to be: [train.optimizer] into [stage.train], [net] with a `use`
// into [part.net], [parms] into [params]. So one wrong header is one error, and what is under it is checked all the
// same.
void settle_unknown(Written& root, const WrittenEntry& entry, const std::vector<std::string>& known,
                    const Catalog& catalog, Report& report);

}  // namespace atelier::host
