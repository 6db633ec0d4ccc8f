// The runs of a workspace as their folders tell (run_folder.md, run_record.md). Nothing is changed by looking.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "system/system.hpp"

namespace atelier::host {

struct PastRun {
  std::string id;                // its folder's name
  std::filesystem::path folder;  // runs/<id>
  // run.json; an object with at least a `status` and a list `stages` of objects with a `name` and a `status`. Of a run
  // whose file is not so: null.
  nlohmann::json record;
  std::string trouble = {};  // why there is no record
  // As run.json says, but "crashed" where it says that the run works and no process does. Without a record: "working",
  // "broken" (a run's folder), "foreign" (no run's).
  std::string status = {};

  std::filesystem::path workspace() const { return folder.parent_path().parent_path(); }
  std::filesystem::path file(const std::string& below) const { return folder / below; }
  // The entry of a stage, or null.
  const nlohmann::json* stage(const std::string& name) const;
};

// Fields of records that others may have written: "", nothing or an empty object where they are not what they should
// be.
std::string text_in(const nlohmann::json& record, const char* field);
std::optional<double> number_in(const nlohmann::json& record, const char* field);
const nlohmann::json& object_in(const nlohmann::json& record, const char* field);
const nlohmann::json& list_in(const nlohmann::json& record, const char* field);
// Of an object, by name, those that are texts.
std::map<std::string, std::string> texts_in(const nlohmann::json& record, const char* field);

PastRun read_run(const Disk& disk, const std::filesystem::path& workspace, const std::string& id);

// The newest first, foreign folders last; those that `wanted` says, at most `most`. A failure: runs/ is there and
// cannot be read. [main]
Result<std::vector<PastRun>> past_runs(const Disk& disk, const std::filesystem::path& workspace,
                                       const std::function<bool(const PastRun&)>& wanted = {},
                                       size_t most = Disk::kAll);

// The run that a user's word means: an id, a part of one that only one id has, `latest` or `current`. A failure, with
// what may have been meant: there is none, or there are several. [main]
Result<PastRun> find_run(const Disk& disk, const std::filesystem::path& workspace, const std::string& word);

}  // namespace atelier::host
