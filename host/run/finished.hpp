// Finished results that a later run may go on from, of components with options marked ATELIER_PARAM_EXTENDS:
// runs/<run>/stages/<stage>/lineage.json says what a result is made from. lineage.md says what is in it. It counts when
// outputs/<stage>/ is there, which the stage's folder becomes when all is done.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "lineage.hpp"
#include "run_folder.hpp"

namespace atelier::host {

struct Finished {
  std::string run;
  std::filesystem::path folder;  // outputs/<stage>/
  nlohmann::json made_from;
};

struct EarlierResults {
  std::optional<Finished> same;   // the newest with the same key, whatever the names of its workflow and stage
  std::optional<Finished> other;  // the newest of the same workflow's stage with another key
};

// Reads the records of all runs in the workspace; what cannot be read is not there. [main]
EarlierResults earlier_results(const Disk& disk, const std::filesystem::path& workspace, const Lineage& lineage,
                               const std::string& workflow, const std::string& stage);

// To be called before commit_output. [main]
Result<void> record_lineage(const RunFolder& run, const Lineage& lineage, const std::string& workflow,
                            const std::string& stage);

}  // namespace atelier::host
