// What earlier runs of a workflow made of a stage: runs/<run>/stages/<stage>/key.json (stage_key.md).
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "run_folder.hpp"
#include "stage_key.hpp"

namespace atelier::host {

struct EarlierKey {
  std::string run;           // its id
  std::string digest;        // the key that the stage had
  nlohmann::json made_from;  // MadeFrom::document
};

// The runs of a workspace, listed once. [main]
class History {
 public:
  History(const Disk& disk, std::filesystem::path workspace);
  // Of the newest run of the workflow of that name in which the stage was begun or used again.
  std::optional<EarlierKey> newest(const std::string& workflow, const std::string& stage) const;

 private:
  const Disk& disk_;
  std::filesystem::path runs_;
  std::vector<std::string> ids_;  // the newest first
};

// Writes stages/<stage>/key.json. [main]
Result<void> record_key(const RunFolder& run, const std::string& workflow, const std::string& stage,
                        const StageKey& key, const nlohmann::json& made_from);

}  // namespace atelier::host
