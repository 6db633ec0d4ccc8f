// Pages of runs, written where their readers find them. report.md says what is on them. [main]
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "asked_runs.hpp"
#include "system/system.hpp"

namespace atelier::host {

// Of one run its page, of several one that compares them; into `file`, which is complete or as it was. "": where
// report.md says. Gives the file. A failure: it cannot be written.
Result<std::filesystem::path> write_report(const System& system, const std::filesystem::path& workspace,
                                           const AskedRuns& asked, std::filesystem::path file = {});

// Of a run that has just ended, `folder` being its own.
Result<void> write_report_of(const System& system, const std::filesystem::path& folder);

}  // namespace atelier::host
