#include "jobs.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace atelier::host {
namespace {

// The same thing wrong in several jobs, though the values in its text may differ between them.
auto identity(const Diagnostic& d) { return std::tuple(d.code, d.range.file, d.range.line, d.range.column, d.message); }

struct Found {
  Diagnostic diagnostic;
  std::vector<std::string> jobs;
};

// What has no effect in one job may have one in another: nothing to warn of, then.
bool is_of_all(const Diagnostic& d) { return d.code == "W001" || d.code == "W004" || d.code == "W005"; }

std::string jobs_words(const std::vector<std::string>& jobs, size_t all) {
  if (jobs.size() == 1) return "in job " + jobs[0];
  return "in " + std::to_string(jobs.size()) + " of " + std::to_string(all) + " jobs, first in " + jobs[0];
}

}  // namespace

ResolvedJobs resolve_jobs(const ResolveInput& input, const Catalog& catalog) {
  ResolveResult base = resolve(input, catalog);
  ResolvedJobs out;
  if (base.jobs.empty()) {
    out.diagnostics = std::move(base.diagnostics);
    out.sources = std::move(base.sources);
    return out;
  }
  out.sources = std::move(base.sources);
  std::vector<Found> found;
  std::map<decltype(identity({})), size_t> known;
  ResolveInput of_job = input;
  of_job.jobs = &base.jobs;
  for (const Job& job : base.jobs) {
    of_job.job = job.name;
    ResolveResult result = resolve(of_job, catalog);
    for (Diagnostic& d : result.diagnostics) {
      const auto [at, fresh] = known.try_emplace(identity(d), found.size());
      if (fresh) found.push_back({std::move(d), {}});
      found[at->second].jobs.push_back(job.name);
    }
    out.sources.merge(result.sources);
    out.jobs.push_back({job, std::move(result.workflow)});
  }
  for (Found& each : found) {
    if (is_of_all(each.diagnostic) && each.jobs.size() < out.jobs.size()) continue;
    if (each.jobs.size() < out.jobs.size()) {
      std::string& note = each.diagnostic.note;
      note += (note.empty() ? "" : "; ") + jobs_words(each.jobs, out.jobs.size());
    }
    out.diagnostics.push_back(std::move(each.diagnostic));
  }
  return out;
}

}  // namespace atelier::host
