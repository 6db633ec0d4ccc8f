// The files of a run that are open or kept up from its beginning to its end.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "run_folder.hpp"
#include "run_record.hpp"

namespace atelier::host {

struct RunFiles {
  RunFolder folder;
  std::unique_ptr<LineFile> log;     // log.txt
  std::unique_ptr<LineFile> events;  // events.jsonl
  RunRecord record;                  // run.json
};

// Makes the run's folder with these, the workflow as it was given and as it was resolved. [main]
Result<RunFiles> begin_run_files(const System& system, const std::filesystem::path& workspace,
                                 const ResolvedWorkflow& workflow, uint32_t threads,
                                 const std::vector<std::string>& argv, const std::vector<const PluginInfo*>& plugins);

}  // namespace atelier::host
