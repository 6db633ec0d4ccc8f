// Runs a resolved workflow, stage by stage.
//
// A stage whose result is in the store is not run again (decision.hpp). Any other writes into a temporary folder, which
// goes into the store only when the run went well and the stage's own `open` accepts it; outputs/ of the run leads
// there. What later stages take from it comes through `open` of that folder: a fresh result and a kept one are used in
// the same way. What has to run is first made once, as far as that needs no stage: what cannot be made is told before
// the first stage works. Plugins of which nothing has to run are not loaded. The host looks into no object that passes
// by. [main]
#pragma once

#include <spdlog/common.h>

#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "language/resolved.hpp"
#include "plugins/registry.hpp"
#include "system/system.hpp"
#include "terminal.hpp"
#include "words/diagnostic.hpp"

namespace atelier::host {

struct RunOptions {
  std::filesystem::path workspace = "atelier-out";
  std::filesystem::path program = "/proc/self/exe";  // for the rehearsal of the plugins
  std::vector<std::string> argv;                     // for the record
  spdlog::level::level_enum level = spdlog::level::info;
  std::function<void(const std::vector<Diagnostic>&)> show;  // what is wrong with parts, found before the first stage
  std::function<void(const std::filesystem::path&)> ended;   // of a run's folder whose record says how it ended
  std::set<int> fresh;                                       // stages to run although their results are kept
  System system;
};

struct RunResult {
  int exit_code = 0;
  std::filesystem::path folder;  // of the run; "" when it did not come to one
};

// Runs `stages` (node indices, each after what it needs). Every failure is told on the terminal.
RunResult run_workflow(const ResolvedWorkflow& workflow, const std::vector<int>& stages, const Catalog& catalog,
                       Registry& registry, Terminal& terminal, const RunOptions& options);

}  // namespace atelier::host
