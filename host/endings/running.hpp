// Which component's function a thread is in, for what is said when the program ends there.
#pragma once

#include <string_view>

namespace atelier::host {

// Notes `id` for this thread ("": none) and gives what was noted before. The text must outlive the note. [any]
std::string_view exchange_running(std::string_view id) noexcept;
// What this thread has noted, or "". Safe in a signal handler.
std::string_view running() noexcept;

// The note while the host itself calls a component.
class Running {
 public:
  explicit Running(std::string_view id) : before_(exchange_running(id)) {}
  Running(const Running&) = delete;
  ~Running() { exchange_running(before_); }

 private:
  std::string_view before_;
};

}  // namespace atelier::host
