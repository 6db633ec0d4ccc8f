// How far a run or a stage is.
#pragma once

namespace atelier::host {

enum class Status { kWaiting, kRunning, kDone, kFailed, kInterrupted };

// As files and observers have it: "done".
constexpr const char* word_of(Status status) {
  switch (status) {
    case Status::kWaiting:
      return "waiting";
    case Status::kRunning:
      return "running";
    case Status::kDone:
      return "done";
    case Status::kFailed:
      return "failed";
    case Status::kInterrupted:
      return "interrupted";
  }
  return "";
}

}  // namespace atelier::host
