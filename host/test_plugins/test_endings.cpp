// Tasks that end the process, each in the way it is told.
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstring>
#include <functional>
#include <map>
#include <thread>

#include "task.hpp"

namespace {

// Deep enough for any stack; the sum keeps the compiler from making a loop of it.
__attribute__((noinline)) int use_up_the_stack(int depth) {
  volatile char room[1024];
  room[0] = static_cast<char>(depth);
  return depth < 0 ? 0 : use_up_the_stack(depth + 1) + room[0];
}

// Volatile, so that the compiler does not see that there is nothing.
int* volatile nothing = nullptr;
void (*volatile no_function)() = nullptr;
void touch_nothing() { *nothing = 1; }

const std::map<std::string, std::function<void(const atelier::Call&)>>& ways() {
  using Call = atelier::Call;
  static const std::map<std::string, std::function<void(const Call&)>> all = {
      {"none", [](const Call&) {}},
      {"exit", [](const Call&) { ::exit(0); }},
      {"exit_3", [](const Call&) { ::exit(3); }},
      {"quick_exit", [](const Call&) { ::quick_exit(0); }},
      {"_exit", [](const Call&) { ::_exit(0); }},
      {"_Exit", [](const Call&) { ::_Exit(4); }},
      {"thread_exit", [](const Call&) { std::thread([] { ::exit(0); }).join(); }},
      {"segv", [](const Call&) { touch_nothing(); }},
      {"null_call", [](const Call&) { no_function(); }},
      {"abort", [](const Call&) { std::abort(); }},
      {"library", [](const Call&) { std::memset(nothing, 1, 100000); }},
      {"overflow", [](const Call&) { use_up_the_stack(0); }},
      {"thread_overflow",
       [](const Call& call) {
         std::thread([&] {
           call.stop_if_cancelled();  // as any thread does that works for long
           use_up_the_stack(0);
         }).join();
       }},
      {"two_threads",
       [](const Call&) {
         std::thread other(touch_nothing);
         touch_nothing();
         other.join();
       }},
      {"child_exit",
       [](const Call&) {
         if (::fork() == 0) ::_exit(0);
         ::usleep(200000);
       }},
  };
  return all;
}

class EndingTask : public Task {
 public:
  static constexpr atelier::Component kComponent{.id = "ending.task", .summary = "Ends the process."};
  struct Options {
    atelier::Option<std::string> way{atelier::option("way", "How.").by_default("'none'")};
  };
  explicit EndingTask(const Options& options) : way_(options.way) {}
  void perform(const atelier::Call& call) override { ways().at(way_)(call); }

 private:
  std::string way_;
};

class OtherTask : public EndingTask {
 public:
  using EndingTask::EndingTask;
  static constexpr atelier::Component kComponent{.id = "ending.other", .summary = "Ends the process, too."};
};

}  // namespace

ATELIER_PLUGIN("test.endings", "1.0.0", EndingTask, OtherTask)
