#include "interrupt.hpp"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace atelier::host {
namespace {

std::atomic<int> caught{0};
char notice_text[256];
size_t notice_size = 0;
static_assert(std::atomic<int>::is_always_lock_free);

void handle(int signal) {
  int none = 0;
  if (caught.compare_exchange_strong(none, signal)) {
    const int before = errno;
    [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, notice_text, notice_size);
    errno = before;
    return;
  }
  if (signal == SIGHUP) return;
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

}  // namespace

void catch_interrupts(std::string_view notice) {
  notice_size = notice.copy(notice_text, sizeof notice_text);
  struct sigaction action {};
  action.sa_handler = handle;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  struct sigaction hangup {};
  if (::sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN) ::sigaction(SIGHUP, &action, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

int interrupted() { return caught.load(); }

}  // namespace atelier::host
