// Whether a run can be repeated: what is no longer as it was for the run. The repetition itself is a run like any other
// of the run's resolved.toml with all stages fresh; past_results.hpp compares what both left.
#pragma once

#include <string>
#include <vector>

#include "language/catalog.hpp"
#include "past_runs.hpp"
#include "store/contents.hpp"

namespace atelier::host {

// Sentences, the program first: versions of program and ABI, builds of the plugins that made the results, libraries
// that were loaded with them, inputs by content. Of stages whose result the run used again the libraries are those of
// the run that made it, where that is still there. `catalog`: the plugins that there are now. Reads all inputs. [main]
std::vector<std::string> differences_since(const System& system, const PastRun& run, const Catalog& catalog,
                                           Contents& contents);

// The plugin files that the run used and that are still there, for a command line that does not name them. [main]
std::vector<std::filesystem::path> plugin_files_of(const Disk& disk, const PastRun& run);

}  // namespace atelier::host
