// Runs that ended without a word, by SIGKILL or with the machine: their run.json still says `running`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "system/system.hpp"

namespace atelier::host {

// Writes `crashed` into the run.json of each run of the workspace that says `running` and that no process holds
// (run_folder.md), clears what it had begun to write, and gives the names of these runs. A run whose file cannot be
// read or written stays as it is for the next time, and so does one without a lock: nobody can tell. [main]
std::vector<std::string> mark_crashed_runs(const System& system, const std::filesystem::path& workspace);

}  // namespace atelier::host
