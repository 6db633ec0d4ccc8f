// How far a run or a stage is. Of one that crashed nobody was left to say so: the next run does (dead_runs.hpp).
// Skipped: a stage that needs one which did not end well, or that a gate stopped.
#pragma once

namespace atelier::host {

enum class Status { kWaiting, kRunning, kDone, kFailed, kInterrupted, kCrashed, kGateFailed, kSkipped };

// As files and observers have it: "done".
constexpr const char* word_of(Status status) {
  constexpr const char* kWords[] = {"waiting",     "running", "done",        "failed",
                                    "interrupted", "crashed", "gate failed", "skipped"};
  return kWords[static_cast<int>(status)];
}

}  // namespace atelier::host
