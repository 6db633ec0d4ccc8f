// A workflow's files as one tree: the file over what it includes, then the profiles.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "report.hpp"
#include "system/disk.hpp"
#include "written.hpp"

namespace atelier::host {

struct LoadedWorkflow {
  Written root;      // without `include`; profiles not applied
  std::string text;  // of the file itself
  std::filesystem::path folder;
};

// Nothing when the file or an include could not be read; that is reported. `file` may be relative to `directory`.
std::optional<LoadedWorkflow> load_workflow(const Disk& disk, const std::filesystem::path& file,
                                            const std::filesystem::path& directory, Report& report);

// Takes `profile` out of the tree, checks the outline of every profile and lays the chosen ones over the rest.
void apply_profiles(Written& root, const std::vector<std::string>& chosen, Report& report);

}  // namespace atelier::host
