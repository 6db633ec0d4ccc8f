// The jobs of a sweep at work: each a run of this program in a process of its own, several at a time, in one workspace.
//
// What several jobs share is made by one of them (sweep_order.hpp). A job that fails stops no other. After each job the
// sweep's files are written anew; jobs that ran before are given to the store again, which has their results. An
// interrupt reaches all jobs, which stop in good order. [main]
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "language/jobs.hpp"
#include "sweep_record.hpp"
#include "system/system.hpp"
#include "terminal.hpp"

namespace atelier::host {

struct SweepOptions {
  std::filesystem::path workspace = "atelier-out";
  std::string name;                               // of its folder, workspace/sweeps/<name>
  std::filesystem::path program;                  // this one
  std::vector<std::string> run_arguments;         // behind `run`, all but --job
  std::vector<std::string> stages;                // that the command line names; none: all
  std::vector<std::string> argv;                  // for the record
  size_t at_once = 1;                             // jobs
  size_t max_failures = static_cast<size_t>(-1);  // after so many no job begins
  TableWish table;
  bool json = false;  // the answer is sweep.json in place of the table
  System system;
};

// The folder's name for a sweep that nobody named: the workflow's name and a digest of all that tells sweeps apart.
std::string sweep_name(const ResolvedJobs& sweep, const std::vector<std::string>& settings);

// Of the link beside the folders, to that of the sweep that began last.
inline constexpr const char* kLatestSweep = "latest";

// Gives the program's exit code. Everything is told on the terminal.
int run_sweep(const ResolvedJobs& sweep, Terminal& terminal, const SweepOptions& options);

}  // namespace atelier::host
