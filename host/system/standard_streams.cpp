#include "standard_streams.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <mutex>
#include <streambuf>
#include <string>
#include <utility>

namespace atelier::host {
namespace {

bool pipes_may_end_us = false;

// What std::cout writes to: remembers why a writing failed, which the stream itself forgets. Plugins may write there
// too, from any thread.
class StdoutBuffer : public std::streambuf {
 public:
  // The errno of the first writing that failed since the last call, or 0.
  int take_error() {
    const std::lock_guard lock(mutex_);
    return std::exchange(error_, 0);
  }

 protected:
  std::streamsize xsputn(const char* bytes, std::streamsize size) override {
    const std::lock_guard lock(mutex_);
    bytes_.append(bytes, static_cast<size_t>(size));
    if (bytes_.size() >= kMost) write_out();
    return size;
  }
  int_type overflow(int_type c) override {
    const std::lock_guard lock(mutex_);
    if (c != traits_type::eof()) bytes_ += static_cast<char>(c);
    return traits_type::not_eof(c);
  }
  int sync() override {
    const std::lock_guard lock(mutex_);
    write_out();
    return 0;
  }

 private:
  void write_out() {
    const int error = write_all(STDOUT_FILENO, bytes_);
    if (error_ == 0) error_ = error;
    bytes_.clear();
  }

  static constexpr size_t kMost = 65536;
  std::mutex mutex_;
  std::string bytes_;
  int error_ = 0;
};

// Never destroyed: std::cout is flushed at the very end.
StdoutBuffer& stdout_buffer() {
  static auto* const buffer = new StdoutBuffer;
  return *buffer;
}

}  // namespace

void keep_standard_streams() {
  // the lowest number is taken first: that of the stream
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF)
      (void)::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  std::cout.rdbuf(&stdout_buffer());
  pipes_may_end_us = ::signal(SIGPIPE, SIG_IGN) == SIG_DFL;
}

void end_by_closed_pipe() {
  if (!pipes_may_end_us) return;
  ::signal(SIGPIPE, SIG_DFL);
  ::raise(SIGPIPE);
}

int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor, bytes.data(), bytes.size());
    if (n >= 0) {
      bytes.remove_prefix(static_cast<size_t>(n));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd ready{descriptor, POLLOUT, 0};
      (void)::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

Failure lost_answer(int error) { return {std::string("cannot write to stdout: ") + std::strerror(error), "", error}; }

Result<void> flush_stdout() {
  std::cout.flush();
  int error = stdout_buffer().take_error();
  errno = 0;
  if ((std::fflush(stdout) != 0 || std::ferror(stdout)) && error == 0) error = errno ? errno : EIO;
  std::clearerr(stdout);
  if (error) return lost_answer(error);
  return {};
}

}  // namespace atelier::host
