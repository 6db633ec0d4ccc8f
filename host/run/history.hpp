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
  // Of the newest run of the workflow of that name in which the stage was begun or used again, if it had the key `now`
  // then; else of the newest that left a result of it, if there is one.
  std::optional<EarlierKey> newest(const std::string& workflow, const std::string& stage, const std::string& now) const;
  // Whether one of these runs has had a key of which `document` (StageKey::document) may be: what it waits for may be
  // anything.
  bool has_had(const std::string& workflow, const std::string& stage, const nlohmann::json& document) const;

 private:
  std::optional<nlohmann::json> read(const std::string& id, const std::string& workflow,
                                     const std::string& stage) const;

  const Disk& disk_;
  std::filesystem::path runs_;
  std::vector<std::string> ids_;  // the newest first
};

// Writes stages/<stage>/key.json. [main]
Result<void> record_key(const RunFolder& run, const std::string& workflow, const std::string& stage,
                        const StageKey& key, const nlohmann::json& made_from);

}  // namespace atelier::host
