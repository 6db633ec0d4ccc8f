#include "crash_notice.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace atelier::host {
namespace {

constexpr int kDeadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

// Fixed memory: a handler may not allocate.
char notice[1024];
size_t notice_size = 0;

void handle(int signal) {
  [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, notice, notice_size);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

void set_handlers(void (*handler)(int)) {
  for (const int signal : kDeadly) {
    struct sigaction action {};
    action.sa_handler = handler;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
  }
}

}  // namespace

CrashNotice::CrashNotice(const std::string& text) {
  notice_size = std::min(text.size(), sizeof notice);
  std::memcpy(notice, text.data(), notice_size);
  set_handlers(handle);
}

CrashNotice::~CrashNotice() { set_handlers(SIG_DFL); }

}  // namespace atelier::host
