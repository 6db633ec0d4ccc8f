// Removing runs: their folders go, the links latest and current come to lead elsewhere. What the runs left stays in the
// store until gc. [main]
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "past_runs.hpp"

namespace atelier::host {

// Why the run cannot be removed, or "": a process works on it, or nobody can tell; or the folder is no run's.
std::string why_not_removed(const Disk& disk, const PastRun& run);

// The links are turned first, then the folder gets a name that is no run's, then it goes: at no time does a link lead
// to half a folder. A failure: it stays as it was, or what is left of it is cleared away the next time.
Result<void> remove_run(Disk& disk, const PastRun& run);

// What is left of runs whose removal was cut short.
void clear_removed_runs(Disk& disk, const std::filesystem::path& workspace);

}  // namespace atelier::host
