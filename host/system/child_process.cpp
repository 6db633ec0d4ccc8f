#include "child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <spdlog/fmt/fmt.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>

#include "words/utf8.hpp"

extern char** environ;

namespace atelier::host {
namespace {

constexpr size_t kMostOutput = 64u << 20;
constexpr size_t kErrorTail = 4096;
using Clock = std::chrono::steady_clock;

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) ends = {-1, -1};
  }
  Pipe(const Pipe&) = delete;
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  void close_end(size_t i) {
    if (ends[i] >= 0) ::close(ends[i]);
    ends[i] = -1;
  }
};

// Reads what is there. False at the end of the stream.
bool drain(int fd, std::string& into) {
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n > 0) into.append(buffer.data(), static_cast<size_t>(n));
    if (n == 0) return false;
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    if (into.size() > kMostOutput) return true;
  }
}

// Collects output until both streams end, or the child does, or time is up.
class Collection {
 public:
  Collection(pid_t pid, Pipe& out, Pipe& err, ChildResult& result) : pid_(pid), out_(out), err_(err), result_(result) {
    ::fcntl(out.ends[0], F_SETFL, O_NONBLOCK);
    ::fcntl(err.ends[0], F_SETFL, O_NONBLOCK);
  }

  void run(double timeout_seconds, const Patience& patience) {
    const auto deadline = Clock::now() + std::chrono::duration<double>(timeout_seconds);
    const auto late = Clock::now() + std::chrono::duration<double>(patience.seconds);
    bool told = !patience.lost;
    while (!ended_) {
      if (!told && Clock::now() > late) {
        told = true;
        patience.lost();
      }
      std::array<pollfd, 2> streams{{{out_.ends[0], POLLIN, 0}, {err_.ends[0], POLLIN, 0}}};
      ::poll(streams.data(), streams.size(), streams_open() ? 50 : 2);
      read_streams();
      if (::waitpid(pid_, &status_, WNOHANG) == pid_) ended_ = true;
      if (!ended_ && (Clock::now() > deadline || result_.out.size() > kMostOutput)) stop(Clock::now() > deadline);
    }
    read_streams();
    if (WIFSIGNALED(status_)) result_.signal = WTERMSIG(status_);
    if (WIFEXITED(status_)) result_.exit_code = WEXITSTATUS(status_);
  }

 private:
  bool streams_open() const { return out_.ends[0] >= 0 || err_.ends[0] >= 0; }
  void read_streams() {
    if (out_.ends[0] >= 0 && !drain(out_.ends[0], result_.out)) out_.close_end(0);
    if (err_.ends[0] >= 0 && !drain(err_.ends[0], result_.err)) err_.close_end(0);
    if (result_.err.size() > kErrorTail) result_.err.erase(0, result_.err.size() - kErrorTail);
  }
  void stop(bool timed_out) {
    result_.timed_out = timed_out;
    if (!timed_out) result_.failure = "wrote without end";
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, &status_, 0);
    ended_ = true;
  }

  pid_t pid_;
  Pipe& out_;
  Pipe& err_;
  ChildResult& result_;
  int status_ = 0;
  bool ended_ = false;
};

}  // namespace

std::string signal_name(int signal) {
  switch (signal) {
    case SIGABRT:
      return "SIGABRT";
    case SIGSEGV:
      return "SIGSEGV";
    case SIGBUS:
      return "SIGBUS";
    case SIGILL:
      return "SIGILL";
    case SIGFPE:
      return "SIGFPE";
    case SIGKILL:
      return "SIGKILL";
    case SIGINT:
      return "SIGINT";
    case SIGTERM:
      return "SIGTERM";
    case SIGHUP:
      return "SIGHUP";
    case SIGPIPE:
      return "SIGPIPE";
    case SIGTRAP:
      return "SIGTRAP";
    case SIGSYS:
      return "SIGSYS";
    default:
      return fmt::format("signal {}", signal);
  }
}

std::string refusal_by_plugin(const ChildResult& child) {
  const std::string words = child.last_words();
  return "refuses this atelier: " + (words.empty() ? "its entry function gave nothing" : words);
}

bool ChildResult::was_stopped() const {
  return !timed_out && (signal == SIGINT || signal == SIGTERM || signal == SIGHUP || signal == SIGKILL);
}

std::string ChildResult::describe() const {
  std::string what = !failure.empty() ? failure
                     : timed_out      ? "took too long and was stopped"
                     : signal != 0    ? "ended with " + signal_name(signal)
                                      : fmt::format("ended with exit code {}", exit_code);
  const std::string tail = last_words();
  return tail.empty() ? what : what + ": " + tail;
}

std::string ChildResult::last_words() const {
  constexpr size_t kMostLines = 3;
  constexpr size_t kLongestLine = 300;
  constexpr const char* kBlank = " \t\r";
  std::vector<std::string> lines;  // the last comes first
  std::string_view rest = err;
  while (!rest.empty() && lines.size() < kMostLines) {
    const size_t end = rest.rfind('\n');
    std::string_view line = end == std::string_view::npos ? rest : rest.substr(end + 1);
    rest = end == std::string_view::npos ? "" : rest.substr(0, end);
    line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size()));
    line = line.substr(0, line.find_last_not_of(kBlank) + 1);
    if (!line.empty()) lines.push_back(one_line(line, kLongestLine));
  }
  std::string out;
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) out += (out.empty() ? "" : "; ") + *line;
  return out;
}

ChildResult run_child(const std::vector<std::string>& arguments, double timeout_seconds, const Patience& patience) {
  ChildResult result;
  Pipe out;
  Pipe err;
  if (out.ends[0] < 0 || err.ends[0] < 0) {
    result.failure = fmt::format("could not be started: {}", ::strerror(errno));
    return result;
  }
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out.ends[1], 1);
  ::posix_spawn_file_actions_adddup2(&actions, err.ends[1], 2);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    result.failure = fmt::format("could not be started: {}", ::strerror(failed));
    return result;
  }
  out.close_end(1);
  err.close_end(1);
  Collection(pid, out, err, result).run(timeout_seconds, patience);
  return result;
}

ChildResult run_forked(const std::function<void()>& work, double timeout_seconds) {
  ChildResult result;
  Pipe out;
  Pipe err;
  const pid_t pid = out.ends[0] < 0 || err.ends[0] < 0 ? -1 : ::fork();
  if (pid < 0) {
    result.failure = fmt::format("could not be started: {}", ::strerror(errno));
    return result;
  }
  if (pid == 0) {
    if (const int null = ::open("/dev/null", O_RDONLY); null >= 0) ::dup2(null, STDIN_FILENO);
    ::dup2(out.ends[1], STDOUT_FILENO);
    ::dup2(err.ends[1], STDERR_FILENO);
    try {
      work();
    } catch (const std::exception& e) {
      fmt::print(stderr, "{}\n", e.what());
      std::fflush(stderr);
      std::_Exit(EXIT_FAILURE);
    }
    std::_Exit(EXIT_SUCCESS);
  }
  out.close_end(1);
  err.close_end(1);
  Collection(pid, out, err, result).run(timeout_seconds, {});
  return result;
}

}  // namespace atelier::host
