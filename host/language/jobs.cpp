#include "jobs.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace atelier::host {
namespace {

// The same thing wrong in several jobs, though the values in its text may differ between them.
auto identity(const Diagnostic& d) { return std::tuple(d.code, d.range.file, d.range.line, d.range.column, d.message); }

struct Found {
  Diagnostic diagnostic;
  std::vector<size_t> jobs;
};

auto place_of(const Position& at) { return std::tuple(at.file, at.line, at.column); }

// Where [matrix] or --over gives the setting.
const Position& place_of(const SetOption& setting) {
  return setting.given && setting.given->at.line ? setting.given->at : setting.path.back().at;
}

// Which settings the jobs have, by their places.
class Settings {
 public:
  explicit Settings(const std::vector<ResolvedJob>& jobs) : jobs_(jobs) {
    for (const ResolvedJob& each : jobs)
      for (const SetOption& setting : each.job.settings) ++jobs_with_[place_of(place_of(setting))];
  }

  // The place of the setting that all of `jobs` have and the fewest others; nothing when all jobs have it.
  std::optional<Position> behind(const std::vector<size_t>& jobs) const {
    std::map<decltype(place_of(Position())), size_t> shared;
    for (const size_t job : jobs)
      for (const SetOption& setting : jobs_[job].job.settings) ++shared[place_of(place_of(setting))];
    std::optional<Position> best;
    size_t fewest = jobs_.size();
    for (const SetOption& setting : jobs_[jobs[0]].job.settings) {
      const auto place = place_of(place_of(setting));
      const size_t with = jobs_with_.at(place);
      if (shared.at(place) != jobs.size() || with >= fewest) continue;
      fewest = with;
      best = place_of(setting);
    }
    return best;
  }

  bool has(const Position& at) const { return jobs_with_.count(place_of(at)) != 0; }

 private:
  const std::vector<ResolvedJob>& jobs_;
  std::map<decltype(place_of(Position())), size_t> jobs_with_;
};

// What only some jobs have wrong is told at the setting that makes it so; where it shows is the other place.
void point_at_setting(Diagnostic& d, const std::vector<size_t>& jobs, const Settings& settings) {
  const std::optional<Position> at = settings.behind(jobs);
  if (!at || settings.has(d.range) || !d.range.line) return;
  d.related.insert(d.related.begin(), {std::exchange(d.range, *at), std::exchange(d.label, ""), true});
}

// What has no effect in one job may have one in another: nothing to warn of, then.
bool is_of_all(const Diagnostic& d) { return d.code == "W001" || d.code == "W004" || d.code == "W005"; }

std::string jobs_words(const std::vector<size_t>& jobs, const std::vector<ResolvedJob>& all) {
  const std::string& first = all[jobs[0]].job.name;
  if (jobs.size() == 1) return "in job " + first;
  return "in " + std::to_string(jobs.size()) + " of " + std::to_string(all.size()) + " jobs, first in " + first;
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
  of_job.texts = &base.texts;  // all jobs are of one text
  for (Job& job : base.jobs) {
    of_job.known_job = &job;
    ResolveResult result = resolve(of_job, catalog);
    for (Diagnostic& d : result.diagnostics) {
      const auto [at, fresh] = known.try_emplace(identity(d), found.size());
      if (fresh) found.push_back({std::move(d), {}});
      found[at->second].jobs.push_back(out.jobs.size());
    }
    out.sources.merge(result.sources);
    out.jobs.push_back({job, std::move(result.workflow)});
  }
  const Settings settings(out.jobs);
  for (Found& each : found) {
    if (is_of_all(each.diagnostic) && each.jobs.size() < out.jobs.size()) continue;
    if (each.jobs.size() < out.jobs.size()) {
      point_at_setting(each.diagnostic, each.jobs, settings);
      std::string& note = each.diagnostic.note;
      note = jobs_words(each.jobs, out.jobs) + (note.empty() ? "" : "; " + note);
    }
    out.diagnostics.push_back(std::move(each.diagnostic));
  }
  out.texts = std::move(base.texts);
  return out;
}

}  // namespace atelier::host
