// From a workflow file to a ResolvedWorkflow: reads the file, its includes, profiles and `--set`, checks everything
// against the catalog, and reports all that is wrong in one pass. Runs nothing and loads no plugin.
//
// Reads: the workflow and its includes, the environment (`${env.X}`) and, to check paths, the file system. [any]
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "catalog.hpp"
#include "matrix.hpp"
#include "report.hpp"
#include "resolved.hpp"
#include "system/system.hpp"

namespace atelier::host {

struct ResolveInput {
  std::filesystem::path file = {};
  std::vector<std::string> set = {};       // "run.seed=3", in the order given
  std::vector<std::string> profiles = {};  // the later ones over the earlier
  std::vector<std::string> over = {};      // "run.seed=[1, 2]": axes of a sweep besides those of [matrix]
  std::string job = {};                    // the job of the sweep that is meant; "": the workflow without its matrix
  const std::vector<Job>* jobs = nullptr;  // those of the sweep where they are known: [matrix] is not read again
  std::filesystem::path working_directory = std::filesystem::current_path();
  bool check_paths = true;  // input paths must exist
  bool keep_idle = false;   // parts that nothing uses are nodes, too
  System system = {};
};

struct ResolveResult {
  ResolvedWorkflow workflow;  // complete only when ok()
  std::vector<Job> jobs;      // of its sweep, whichever is resolved
  std::vector<Diagnostic> diagnostics;
  SourceMap sources;

  bool ok() const { return !has_errors(diagnostics); }
};

// `catalog` must outlive the result: nodes point at its components.
ResolveResult resolve(const ResolveInput& input, const Catalog& catalog);

}  // namespace atelier::host
