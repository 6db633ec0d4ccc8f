// Which runs a page is asked of: words of the command line that mean runs, or a sweep with those of its jobs. [main]
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "run/past_runs.hpp"

namespace atelier::host {

struct AskedRun {
  std::string label;  // short: the job's name, or the end of the run's id
  PastRun run;        // has a record
};

struct AskedRuns {
  std::vector<AskedRun> runs;      // each once
  std::string sweep;               // when the one word means that sweep; else ""
  std::vector<std::string> notes;  // what of a sweep is not among them
};

// A sweep's name means the sweep, unless a run is called exactly so. A failure: a word means neither, or a run that it
// means has no record; its status is an exit code.
Result<AskedRuns> asked_runs(const Disk& disk, const std::filesystem::path& workspace,
                             const std::vector<std::string>& words);

}  // namespace atelier::host
