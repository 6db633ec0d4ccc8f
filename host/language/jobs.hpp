// The jobs of a sweep as resolved workflows, and all that is wrong with any of them, each thing once. [any]
#pragma once

#include <vector>

#include "matrix.hpp"
#include "workflow.hpp"

namespace atelier::host {

struct ResolvedJob {
  Job job;
  ResolvedWorkflow workflow;  // complete only when nothing is wrong with it
};

struct ResolvedJobs {
  std::vector<ResolvedJob> jobs;  // none where the workflow has no [matrix] and `over` is empty, or they are wrong
  std::vector<Diagnostic> diagnostics;
  SourceMap sources;
  WorkflowTexts texts;  // what the jobs were resolved from

  bool ok() const { return !has_errors(diagnostics); }
};

// What several jobs have wrong in the same way is told once; what only some have says in which. `input.job` is empty.
ResolvedJobs resolve_jobs(const ResolveInput& input, const Catalog& catalog);

}  // namespace atelier::host
