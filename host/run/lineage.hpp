// What a stage's work is made from: a key of all that must be the same for another run to go on from it, and the same
// in words, to say what is not; and the finished results that have the same key.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "language/resolved.hpp"
#include "run_folder.hpp"

namespace atelier::host {

struct Lineage {
  // 32 hexadecimal digits, of extendable_key and, of each file that an option named for the stage or for anything
  // before it, size and time of change (of a folder the path alone); likewise of the plugin files. Names of stages and
  // parts are not in it.
  std::string key;
  // {"components":{"optimizer":"optimizer.adam"},"revisions":{…},"options":{"optimizer.lr":"0.001"},"files":{…}}: by
  // the names that the workflow gives.
  nlohmann::json made_from;
};

Lineage lineage_of(const Disk& disk, const ResolvedWorkflow& workflow, int stage);

// What differs between the `made_from` of two, as part of a sentence: "optimizer.lr was 0.001 in the interrupted run,
// now 0.0005; instances.json has changed". `was_in` says where the old one was, "the interrupted run".
std::string differences(const nlohmann::json& was, const nlohmann::json& now, const std::string& was_in);

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
