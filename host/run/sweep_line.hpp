// The live line of a sweep: how many jobs are done, at work and failed, how long it will take, and how far those at
// work are. [any]
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace atelier::host {

struct JobAtWork {
  std::string name;
  double seconds = 0;  // since it began
  std::string stage = {};
  uint64_t done = 0;
  uint64_t total = 0;  // 0: not known
};

struct SweepFacts {
  size_t jobs = 0;
  size_t ended = 0;
  size_t failed = 0;        // of those
  double mean_seconds = 0;  // of those that ended; 0: not known
  size_t at_once = 1;
  std::vector<JobAtWork> at_work = {};
};

// "3/12 jobs, 2 at work, 1 failed, 4 min 10 s left: seed=1 fit 3/7, seed=2 draw". What matters less stands later.
std::string sweep_line(const SweepFacts& facts);

}  // namespace atelier::host
