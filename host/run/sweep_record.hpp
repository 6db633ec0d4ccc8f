// What is known of a sweep: sweep.json and sweep.csv in its folder, and the table for people. sweep_record.md says what
// is in the files.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "call_host.hpp"
#include "language/layers.hpp"
#include "language/matrix.hpp"
#include "language/resolved.hpp"
#include "status.hpp"
#include "system/system.hpp"

namespace atelier::host {

struct SweepJob {
  std::string name;
  std::vector<std::pair<std::string, std::string>> settings;  // path and value
  Status status = Status::kWaiting;
  std::string run = {};  // its folder's name; "" when it came to none
  int exit_code = 0;
  double seconds = 0;
  std::string error = {};
  Numbers numbers = {};  // "stage.number"
  bool reused = false;   // the results of all its stages were there

  bool has_ended() const { return status != Status::kWaiting && status != Status::kRunning; }
};

SweepJob sweep_job(const Job& job);

struct SweepRecord {
  std::string name;
  std::string workflow;  // the file, absolute
  std::vector<std::string> argv;
  std::string started;  // UTC
  std::vector<SweepJob> jobs;
  std::set<std::string> times = {};  // numbers ("stage.number") that say how long something took: the same work differs
};

// Those of the workflow's stages, as their plugins describe them.
std::set<std::string> numbers_of_time(const ResolvedWorkflow& workflow);
// A setting's value as people and spreadsheets have it: a text without the quotes of TOML.
std::string plain_value(const std::string& value);

std::string sweep_json(const SweepRecord& record);
// A line for each job: its settings, status, run, seconds and all numbers that any job has.
std::string sweep_csv(const SweepRecord& record);
// Both files, each complete or as it was.
Result<void> write_sweep(Disk& disk, const std::filesystem::path& folder, const SweepRecord& record);

// The texts that the jobs are run from, so that a workflow edited meanwhile changes none of them.
Result<void> write_texts(Disk& disk, const std::filesystem::path& file, const WorkflowTexts& texts);
Result<WorkflowTexts> read_texts(const Disk& disk, const std::filesystem::path& file);

struct TableWish {
  std::vector<std::string> numbers =
      {};                 // "score.mean", or its last words; empty: those that differ between jobs, without times
  std::string sort = {};  // the number to sort by; "": the order of the jobs
  bool ascending = false;
  size_t columns = 100;                     // of the screen
  std::vector<std::string> mean_over = {};  // settings by path: jobs that differ in these alone become one row
};

// The number's full name, "score.score/mean", for what a user calls it, "score.mean"; a failure says which there are.
Result<std::string> number_named(const SweepRecord& record, const std::string& wanted);
// Lines for people. Of the numbers that nobody asked for only as many as fit; the best of the one sorted by is marked.
Result<std::vector<std::string>> sweep_table(const SweepRecord& record, const TableWish& wish);

// What a run's own record says of a job: status, numbers, seconds, error. The run is the newest in `workspace` of that
// process.
void take_run(const Disk& disk, const std::filesystem::path& workspace, int pid, SweepJob& job);

}  // namespace atelier::host
