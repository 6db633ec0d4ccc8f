// Layers: a workflow's files as one tree, the file over what it includes, then the profiles.
//
// Tables merge by key, lists are replaced whole, and a table whose `use` changes starts afresh.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "report.hpp"
#include "system/disk.hpp"
#include "written.hpp"

namespace atelier::host {

using WorkflowTexts = std::map<std::filesystem::path, std::string>;  // of files, by absolute path

struct LoadedWorkflow {
  Written root;         // without `include`; profiles not applied
  std::string text;     // of the file itself
  WorkflowTexts texts;  // of it and of all that it includes
};

// Nothing when the file or an include could not be read; that is reported. `file` may be relative to `directory`. A
// file that `texts` has is not read: that is its text.
std::optional<LoadedWorkflow> load_workflow(const Disk& disk, const std::filesystem::path& file,
                                            const std::filesystem::path& directory, Report& report,
                                            const WorkflowTexts* texts = nullptr);

// Takes `profile` out of the tree, checks the outline of every profile and lays the chosen ones over the rest.
void apply_profiles(Written& root, const std::vector<std::string>& chosen, Report& report);

// Lays a whole workflow (or the content of a profile) over another.
void lay_over(Written& below, const Written& above, Report& report);

// Lays a component's table (part, stage or slot) over another's. Its `as` survives a change of `use`, for it is the
// name that a list knows the slot by.
void lay_over_component(Written& below, const Written& above, Report& report);

// Lays the value of an option over another's: tables merge, and a bare string over a component's table is short for
// { use = … }. `name` is the option's.
void lay_over_option(Written& below, const Written& above, std::string_view name, Report& report);

// Makes `value` a table that options can be set in: a bare string becomes { use = … }. A reference to a part cannot;
// `name` is what to call it then. False when it is reported.
bool open_slot(Written& value, std::string_view name, const Position& at, Report& report);

}  // namespace atelier::host
