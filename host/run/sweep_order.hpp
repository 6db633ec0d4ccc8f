// Which job of a sweep begins next, so that work which several jobs share is done by one of them and not waited for by
// all: a job whose next stage another one is at is held back while there are others. [any]
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "language/resolved.hpp"

namespace atelier::host {

// The same for two stages, of one workflow or of two, that work on the same with the same options; what files hold is
// not looked at. Of each of `stages`, in their order.
std::vector<std::string> work_of(const ResolvedWorkflow& workflow, const std::vector<int>& stages);

class SweepOrder {
 public:
  // Of each job its work_of its stages.
  explicit SweepOrder(std::vector<std::vector<std::string>> jobs);

  // The job to begin now; nothing when none is left, or those that are would wait for one that runs.
  std::optional<size_t> next() const;
  bool has_waiting() const;
  void begin(size_t job) { jobs_[job].state = State::kRunning; }
  // The job's stage of that index has reached its end.
  void stage_done(size_t job, size_t stage);
  void end(size_t job) { jobs_[job].state = State::kEnded; }

 private:
  enum class State { kWaiting, kRunning, kEnded };
  struct Job {
    std::vector<std::string> work;
    State state = State::kWaiting;
  };
  // The first of its work that is not done; "" when all is.
  std::string next_work(const Job& job) const;

  std::vector<Job> jobs_;
  std::set<std::string> done_;
};

}  // namespace atelier::host
