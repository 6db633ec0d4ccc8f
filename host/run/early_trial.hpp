// The parts of later stages, made once before the first stage works: what cannot be made need not wait for hours of
// work to be told.
#pragma once

#include <vector>

#include "stage_context.hpp"
#include "words/diagnostic.hpp"

namespace atelier::host {

// What is wrong with parts that `stages` use and the first of them does not. Errors are certain; a warning is of a part
// for which something comes from a stage. [main]
std::vector<Diagnostic> try_parts_early(const ResolvedWorkflow& workflow, const std::vector<int>& stages,
                                        const NodeComponents& components);

}  // namespace atelier::host
