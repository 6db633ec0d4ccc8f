#include "child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <spdlog/fmt/fmt.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
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

// Collects output until the child ends, or time is up, or it has written too much.
ChildResult collect(pid_t pid, Pipe& out, Pipe& err, double timeout_seconds, const Patience& patience) {
  ChildResult result;
  for (Pipe* pipe : {&out, &err}) {
    pipe->close_end(1);
    ::fcntl(pipe->ends[0], F_SETFL, O_NONBLOCK);
  }
  const auto read_streams = [&] {
    if (out.ends[0] >= 0 && !drain(out.ends[0], result.out)) out.close_end(0);
    if (err.ends[0] >= 0 && !drain(err.ends[0], result.err)) err.close_end(0);
    if (result.err.size() > kErrorTail) result.err.erase(0, result.err.size() - kErrorTail);
  };
  const auto deadline = Clock::now() + std::chrono::duration<double>(timeout_seconds);
  const auto late = Clock::now() + std::chrono::duration<double>(patience.seconds);
  bool told = !patience.lost;
  int status = 0;
  for (bool ended = false; !ended;) {
    if (!told && Clock::now() > late) {
      told = true;
      patience.lost();
    }
    std::array<pollfd, 2> streams{{{out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}}};
    ::poll(streams.data(), streams.size(), out.ends[0] >= 0 || err.ends[0] >= 0 ? 50 : 2);
    read_streams();
    ended = ::waitpid(pid, &status, WNOHANG) == pid;
    result.timed_out = !ended && Clock::now() > deadline;
    result.flooded = !ended && !result.timed_out && result.out.size() > kMostOutput;
    if (!result.timed_out && !result.flooded) continue;
    ::kill(pid, SIGKILL);
    ::waitpid(pid, &status, 0);
    ended = true;
  }
  read_streams();
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  return result;
}

// The child's id; -1 with errno when it could not be started.
pid_t spawn(const std::vector<std::string>& arguments, int out, int err) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out, 1);
  ::posix_spawn_file_actions_adddup2(&actions, err, 2);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  errno = error;
  return error == 0 ? pid : -1;
}

[[noreturn]] void work_and_end(const std::function<void()>& work, int out, int err) {
  if (const int null = ::open("/dev/null", O_RDONLY); null >= 0) ::dup2(null, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  try {
    work();
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    std::fflush(stderr);
    std::_Exit(EXIT_FAILURE);
  }
  std::_Exit(EXIT_SUCCESS);
}

// `start` gets the ends that the child writes to and gives its id, or -1 with errno.
template <class Start>
ChildResult run_started(Start start, double timeout_seconds, const Patience& patience) {
  Pipe out;
  Pipe err;
  const pid_t pid = out.ends[0] < 0 || err.ends[0] < 0 ? -1 : start(out.ends[1], err.ends[1]);
  if (pid >= 0) return collect(pid, out, err, timeout_seconds, patience);
  ChildResult failed;
  failed.start_error = errno;
  return failed;
}

}  // namespace

std::string signal_name(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name ? fmt::format("SIG{}", name) : fmt::format("signal {}", signal);
}

std::string ChildResult::describe() const {
  std::string how = fmt::format("ended with exit code {}", exit_code);
  if (start_error != 0) how = fmt::format("could not be started: {}", ::strerror(start_error));
  if (timed_out) how = "took too long and was stopped";
  if (flooded) how = "wrote without end";
  if (signal != 0 && !timed_out && !flooded) how = "ended with " + signal_name(signal);
  if (ok()) how = "ended the process";
  const std::string words = last_words();
  return words.empty() ? how : how + ": " + words;
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
  return run_started([&](int out, int err) { return spawn(arguments, out, err); }, timeout_seconds, patience);
}

ChildResult run_forked(const std::function<void()>& work, double timeout_seconds) {
  const auto start = [&](int out, int err) {
    const pid_t pid = ::fork();
    if (pid == 0) work_and_end(work, out, err);
    return pid;
  };
  return run_started(start, timeout_seconds, {});
}

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
