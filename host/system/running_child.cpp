#include "running_child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "disk.hpp"

namespace atelier::host {
namespace {

constexpr size_t kLongestLine = size_t{1} << 20;

// What the copy of this process does until it is the other program: calls that a copy may make, and no others.
[[noreturn]] void become(char* const* argv, int out, int err, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(127);
  const int none = ::open("/dev/null", O_RDONLY);
  ::dup2(none, 0);
  ::dup2(out, 1);
  ::dup2(err, 2);
  ::signal(SIGPIPE, SIG_DFL);
  ::signal(SIGXFSZ, SIG_DFL);
  ::execv(argv[0], argv);
  ::_exit(127);
}

}  // namespace

Result<std::unique_ptr<RunningChild>> RunningChild::start(const std::vector<std::string>& arguments,
                                                          const std::filesystem::path& out) {
  const int to = ::open(out.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (to < 0) return disk_failure("write", out, errno);
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    const int error = errno;
    ::close(to);
    return Failure{std::string("cannot make a pipe: ") + std::strerror(error), "", error};
  }
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  const int error = errno;
  if (pid == 0) become(argv.data(), to, ends[1], parent);
  ::close(to);
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    return Failure{"cannot start " + arguments[0] + ": " + std::strerror(error), "", error};
  }
  ::setpgid(pid, pid);  // whichever of the two comes first
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return std::unique_ptr<RunningChild>(new RunningChild(pid, ends[0]));
}

RunningChild::~RunningChild() {
  if (!end_) {
    ::kill(-pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (err_ >= 0) ::close(err_);
}

std::vector<std::string> RunningChild::lines() {
  std::array<char, 65536> buffer;
  while (err_ >= 0 && rest_.size() < kLongestLine) {
    const ssize_t n = ::read(err_, buffer.data(), buffer.size());
    if (n > 0) rest_.append(buffer.data(), static_cast<size_t>(n));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) break;
    if (n > 0) continue;
    ::close(err_);
    err_ = -1;
  }
  std::vector<std::string> out;
  size_t begin = 0;
  for (size_t end; (end = rest_.find('\n', begin)) != std::string::npos; begin = end + 1)
    out.push_back(rest_.substr(begin, end - begin));
  rest_.erase(0, begin);
  const bool whole = (end_ && err_ < 0) || rest_.size() >= kLongestLine;
  if (whole && !rest_.empty()) out.push_back(std::exchange(rest_, {}));
  return out;
}

std::optional<ChildEnd> RunningChild::end() {
  int status = 0;
  if (!end_ && ::waitpid(pid_, &status, WNOHANG) == pid_) {
    end_.emplace();
    if (WIFEXITED(status)) end_->exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) end_->signal = WTERMSIG(status);
  }
  return end_;
}

void RunningChild::signal(int number) const {
  if (!end_) ::kill(pid_, number);
}

void RunningChild::wait_for_any(const std::vector<const RunningChild*>& children, double seconds) {
  std::vector<pollfd> streams;
  for (const RunningChild* child : children) streams.push_back({child->err_, POLLIN, 0});
  ::poll(streams.data(), streams.size(), static_cast<int>(seconds * 1000));
}

}  // namespace atelier::host
