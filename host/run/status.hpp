// How far a run or a stage is. Of one that crashed nobody was left to say so: the next run does (dead_runs.hpp).
#pragma once

namespace atelier::host {

enum class Status { kWaiting, kRunning, kDone, kFailed, kInterrupted, kCrashed, kGateFailed };

// As files and observers have it: "done".
constexpr const char* word_of(Status status) {
  constexpr const char* kWords[] = {"waiting", "running", "done", "failed", "interrupted", "crashed", "gate failed"};
  return kWords[static_cast<int>(status)];
}

}  // namespace atelier::host
