#include "interrupt.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <list>

namespace atelier::host {
namespace {

std::atomic<int> caught{0};
char notice_text[256];
size_t notice_size = 0;
std::atomic<const char*> note_file{nullptr};
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
  if (const char* file = note_file.load())
    if (const int fd = ::open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0666); fd >= 0) ::close(fd);
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

void note_second_interrupt(const std::string& file) {
  static std::list<std::string> files;  // the handler may be reading an earlier one
  note_file = file.empty() ? nullptr : files.emplace_back(file).c_str();
}

int interrupted() { return caught.load(); }

}  // namespace atelier::host
