#include "child_output.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace atelier::host {

ChildOutput::ChildOutput() : fd_(::dup(STDOUT_FILENO)) {
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
}

void ChildOutput::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd_, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) std::_Exit(70);
    text.remove_prefix(static_cast<size_t>(n));
  }
}

void ChildOutput::finish(std::string_view text) {
  write(text);
  std::_Exit(0);
}

}  // namespace atelier::host
