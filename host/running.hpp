// Which component's function a thread is in, for what is said when the program ends there.
#pragma once

#include <string>

namespace atelier::host {

// Notes `id` for this thread (null: none) and gives what was noted before. The text must outlive the note. [any]
const char* exchange_running(const char* id) noexcept;
// What this thread has noted, or null. Safe in a signal handler.
const char* running() noexcept;

// The note while the host itself calls a component.
class Running {
 public:
  explicit Running(const std::string& id) : before_(exchange_running(id.c_str())) {}
  Running(const Running&) = delete;
  ~Running() { exchange_running(before_); }

 private:
  const char* before_;
};

}  // namespace atelier::host
