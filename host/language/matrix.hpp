// [matrix] and --over: the jobs of a sweep, each a few settings laid over the workflow as a layer of its own.
//
// An axis is a setting with its values (`params.size = [[64, 64], [128, 128]]`), or a name with tables of settings that
// go together (`net = [{ as = "small", params.size = [64, 64], run.seed = 1 }]`). The jobs are the product of the axes,
// the last varying fastest, without those that an `exclude` describes, then those of `include`. Paths are those of
// `--set`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "report.hpp"
#include "set_option.hpp"
#include "written.hpp"

namespace atelier::host {

struct Job {
  std::string name;                 // "overlap=last,seed=1"; no two of a sweep have the same
  std::vector<SetOption> settings;  // in the order of the axes
};

// Takes `matrix` out of the tree and gives its jobs, those of `over` ("run.seed=[1, 2]") among its axes: an axis of the
// same path is replaced. None when there is neither, or when it is wrong, which is reported (E610, E611). `directory`:
// what relative paths in `over` start from.
std::vector<Job> take_jobs(Written& root, const std::vector<std::string>& over, const std::filesystem::path& directory,
                           Report& report);

// A setting's value as TOML, or as it was given.
std::string value_text(const SetOption& setting);
// The path as `--set` takes it.
std::string path_text(const SetOption& setting);

// Names the jobs by their settings: unique, of [A-Za-z0-9._=,+-] alone, no longer than kLongestJobName.
constexpr size_t kLongestJobName = 80;
void name_jobs(std::vector<Job>& jobs);

}  // namespace atelier::host
