// What a stage's work is made from: a key of all that must be the same for another run to go on from it, and the same
// in words, to say what is not; and the finished results that have the same key.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "made_from.hpp"
#include "run_folder.hpp"
#include "stage_key.hpp"

namespace atelier::host {

struct Lineage {
  // 32 hexadecimal digits, of the stage's extendable key and of size and time of change of the plugin files: work that
  // another build of a plugin has begun is not gone on from.
  std::string key;
  nlohmann::json made_from;  // MadeFrom::document
};

// `key` must not wait.
Lineage lineage_of(const StageKey& key, nlohmann::json made_from);

// A finished result that a later run may go on from, of a component with options marked ATELIER_PARAM_EXTENDS:
// runs/<run>/stages/<stage>/lineage.json says what it is made from (lineage.md says what is in it). It counts when
// outputs/<stage>/ is there, which the stage's folder becomes when all is done.
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
