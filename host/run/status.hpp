// How far a run or a stage is.
#pragma once

namespace atelier::host {

enum class Status { kWaiting, kRunning, kDone, kFailed, kInterrupted };

// As files and observers have it: "done".
constexpr const char* word_of(Status status) {
  constexpr const char* kWords[] = {"waiting", "running", "done", "failed", "interrupted"};
  return kWords[static_cast<int>(status)];
}

}  // namespace atelier::host
