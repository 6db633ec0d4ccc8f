#include "sweep_line.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/words.hpp>

#include "words/text.hpp"

namespace atelier::host {
namespace {

// Of jobs that take as long as those before them.
double seconds_left(const SweepFacts& facts) {
  double left = static_cast<double>(facts.jobs - facts.ended - facts.at_work.size()) * facts.mean_seconds;
  double longest = 0;  // no shorter than the job that has just begun
  for (const JobAtWork& job : facts.at_work) {
    const double rest = std::max(0.0, facts.mean_seconds - job.seconds);
    left += rest;
    longest = std::max(longest, rest);
  }
  return std::max(longest, left / static_cast<double>(std::max<size_t>(1, facts.at_once)));
}

std::string job_words(const JobAtWork& job) {
  std::string out = job.name;
  if (!job.stage.empty()) out += " " + job.stage;
  if (job.done || job.total) out += fmt::format(" {}", job.done);
  if (job.total) out += fmt::format("/{}", job.total);
  return out;
}

}  // namespace

std::string sweep_line(const SweepFacts& facts) {
  std::string out = fmt::format("{}/{} jobs", facts.ended, facts.jobs);
  if (!facts.at_work.empty()) out += fmt::format(", {} at work", facts.at_work.size());
  if (facts.failed) out += fmt::format(", {} failed", facts.failed);
  if (facts.mean_seconds > 0 && facts.ended < facts.jobs)
    out += fmt::format(", {} left", duration_text(seconds_left(facts)));
  for (size_t i = 0; i < facts.at_work.size(); ++i) out += (i ? ", " : ": ") + job_words(facts.at_work[i]);
  return out;
}

}  // namespace atelier::host
