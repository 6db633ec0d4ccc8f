#include "exit_guard.hpp"

#include <spdlog/fmt/fmt.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <string>

#include "last_words.hpp"
#include "plugin_code.hpp"

namespace {

[[noreturn]] void leave(int status) {
  for (;;) ::syscall(SYS_exit_group, status);
}

// Who has settled how the process ends, or 0: a forked child is not bound to it.
std::atomic<pid_t> settler{0};
std::atomic<int> settled_status{0};

bool is_settled() { return settler == ::getpid(); }

// Ends the process in place of a plugin that asked for it; comes back when nothing was running. `call` is a pattern for
// the status, and formatted only then: a forked child comes by here as well.
void end_if_running(const char* call, int status) {
  using namespace atelier::host;
  if (is_settled()) return;
  const LastWords* words = last_words();
  if (!words) return;
  const std::string what = fmt::format("ended the program with {} in", fmt::format(fmt::runtime(call), status));
  speak_last(*words, {what.c_str(), innermost_plugin(), words->exit_code});
  leave(words->exit_code);
}

}  // namespace

extern "C" {
[[noreturn]] __attribute__((visibility("default"))) void _exit(int status) {
  end_if_running("_exit({})", status);
  leave(is_settled() ? settled_status.load() : status);
}
[[noreturn]] __attribute__((visibility("default"))) void _Exit(int status) noexcept {
  end_if_running("_Exit({})", status);
  leave(is_settled() ? settled_status.load() : status);
}
}

namespace atelier::host {

void guard_exits() {
  ::on_exit(
      [](int status, void*) {
        end_if_running("exit({})", status);
        if (is_settled() && status != settled_status) leave(settled_status);
      },
      nullptr);
  ::at_quick_exit([] {
    end_if_running("quick_exit", 0);  // its status is not told
    if (is_settled()) leave(settled_status);
  });
}

void settle_exit(int status) {
  settled_status = status;
  settler = ::getpid();
  LastWords words;
  words.doing = "what a plugin had left behind after the run";
  new LastWordsScope(std::move(words));  // for good
}

}  // namespace atelier::host
