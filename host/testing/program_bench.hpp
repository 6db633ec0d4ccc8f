// For the host's tests: the program itself as a process, run to its end or left running.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "host_bench.hpp"
#include "system/child_process.hpp"

extern char** environ;

namespace atelier::host::test_bench {

// A process whose stderr is a file or a terminal; killed if the test ends before it does.
class Running {
 public:
  Running(std::vector<std::string> words, const std::filesystem::path& out, const std::string& err)
      : words_(std::move(words)), err_(err) {
    std::vector<char*> argv;
    for (std::string& word : words_) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    ::posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT | O_NOCTTY, 0644);
    EXPECT_EQ(::posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ), 0);
    ::posix_spawn_file_actions_destroy(&actions);
  }
  Running(const Running&) = delete;
  ~Running() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    wait();
  }
  void signal(int number) const { EXPECT_EQ(::kill(pid_, number), 0); }
  bool ended() {
    if (pid_ > 0 && ::waitpid(pid_, &status_, WNOHANG) == pid_) pid_ = -1;
    return pid_ <= 0;
  }
  // As waitpid gives it.
  int wait() {
    if (pid_ > 0) {
      EXPECT_EQ(::waitpid(pid_, &status_, 0), pid_);
    }
    pid_ = -1;
    return status_;
  }
  std::string err() const { return read_file(err_); }

 private:
  std::vector<std::string> words_;
  std::string err_;
  pid_t pid_ = -1;
  int status_ = 0;
};

// A pseudo-terminal of 100 columns that remembers all it was sent.
class PseudoTerminal {
 public:
  PseudoTerminal() : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    EXPECT_TRUE(master_ >= 0 && ::grantpt(master_) == 0 && ::unlockpt(master_) == 0);
    name_ = ::ptsname(master_);
    slave_ = ::open(name_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);  // keeps it open until text() is asked for
    resize(100);
    reader_ = std::thread([this] {
      char bytes[4096];
      for (ssize_t n; !stopped_ && (n = ::read(master_, bytes, sizeof bytes)) > 0;)
        text_.append(bytes, static_cast<size_t>(n));
    });
  }
  PseudoTerminal(const PseudoTerminal&) = delete;
  ~PseudoTerminal() {
    text();
    if (master_ >= 0) ::close(master_);
  }
  const std::string& name() const { return name_; }
  void resize(unsigned short columns) const {
    winsize size{};
    size.ws_col = columns;
    size.ws_row = 30;
    ::ioctl(slave_, TIOCSWINSZ, &size);
  }
  // As when its window is closed: whoever writes to it fails with EIO.
  void hang_up() {
    stopped_ = true;
    (void)!::write(slave_, "\n", 1);  // wakes the reader
    reader_.join();
    ::close(master_);
    master_ = -1;
  }
  // All of it, once nobody else has it open.
  const std::string& text() {
    if (slave_ >= 0) ::close(slave_);
    slave_ = -1;
    if (reader_.joinable()) reader_.join();
    return text_;
  }

 private:
  int master_;
  int slave_ = -1;
  std::string name_;
  std::string text_;
  std::atomic<bool> stopped_ = false;
  std::thread reader_;
};

class Program : public testing::Test {
 protected:
  Program() {
    ::setenv("XDG_CACHE_HOME", (folder_ / "cache").c_str(), 1);
    ::unsetenv("ATELIER_PLUGIN_PATH");
    ::setenv("NO_COLOR", "1", 1);
  }

  ChildResult atelier(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), test::program());
    return run_child(arguments, 60);
  }
  ChildResult with_stages(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--plugin", plugin_file("test_stages").string()});
    return atelier(std::move(arguments));
  }
  // With the stages; stderr goes to `err`, a file of its own when that is "".
  Running start(std::vector<std::string> arguments, std::string err = {}) {
    arguments.insert(arguments.begin(), test::program());
    arguments.insert(arguments.end(), {"--plugin", plugin_file("test_stages").string()});
    const std::string number = std::to_string(++started_);
    if (err.empty()) err = (folder_ / ("err" + number + ".txt")).string();
    return Running(std::move(arguments), folder_ / ("out" + number + ".txt"), err);
  }
  // Until the stage of the run that was begun last has said so.
  void wait_for_log(const std::string& stage, const std::string& line) {
    const std::filesystem::path log = folder_ / "work/runs/current/stages" / stage / "log.txt";
    std::error_code ec;
    for (int i = 0; i < 3000; ++i, std::this_thread::sleep_for(std::chrono::milliseconds(10)))
      if (std::filesystem::exists(log, ec) && read_file(log).find(line) != std::string::npos) return;
    FAIL() << "the stage never said: " << line;
  }
  std::string workflow(const std::string& toml) {
    write_file(folder_ / "w.toml", "atelier = 1\nname = \"w\"\n" + toml);
    return (folder_ / "w.toml").string();
  }
  std::string workspace() const { return (folder_ / "work").string(); }
  nlohmann::json record() const { return nlohmann::json::parse(read_file(folder_ / "work/runs/current/run.json")); }

  test::TemporaryFolder folder_;

 private:
  int started_ = 0;
};

}  // namespace atelier::host::test_bench
