// The files that tasks mean, and how they are turned.
#pragma once

#include "task_index.hpp"

namespace atelier::labelstudio {

// Gives the index's pictures their file names, paths, sizes and orientations, and adds notes of names that were matched
// or not found. Throws ATELIER_E_DATA for a picture whose size neither the task nor a file tells.
void find_pictures(const Call& call, const Options& options, TaskIndex& index);

}  // namespace atelier::labelstudio
