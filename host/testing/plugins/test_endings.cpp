// Tasks that end the process, each in the way it is told.
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/observer.hpp>
#include <atelier/cpp/stage.hpp>

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
      {"late_exit", [](const Call&) { std::atexit([] { ::_exit(0); }); }},
      {"late_segv", [](const Call&) { std::atexit(touch_nothing); }},
      {"left_behind",  // a thread that ends the program once the stage has ended
       [](const Call&) {
         std::thread([] {
           ::usleep(300000);
           ::exit(0);
         }).detach();
       }},
      {"sleep", [](const Call&) { ::usleep(5000000); }},
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
  void perform(const atelier::Call& call) override {
    if (const auto way = ways().find(way_); way != ways().end()) way->second(call);
  }

 private:
  std::string way_;
};

class OtherTask : public EndingTask {
 public:
  using EndingTask::EndingTask;
  static constexpr atelier::Component kComponent{.id = "ending.other", .summary = "Ends the process, too."};
};

// Ends the process when it is told, or when it goes.
class EndingObserver : public atelier::Observer {
 public:
  static constexpr atelier::Component kComponent{.id = "ending.observer", .summary = "Ends the process, watching."};
  struct Options {
    atelier::Option<std::string> at{atelier::option("at", "Where.")};
    atelier::Option<std::string> way{atelier::option("way", "How.").by_default("'exit'")};
  };
  explicit EndingObserver(const Options& options) : options_(options) {}
  ~EndingObserver() override {
    try {
      end_at(atelier::Call(nullptr), "destroy");
    } catch (...) {
    }
  }
  void begin(const atelier::Call& call, const atelier_run_begin&) override { end_at(call, "begin"); }
  void observe(const atelier::Call& call, std::string_view, const atelier_event&) override { end_at(call, "observe"); }
  void end(const atelier::Call& call, const atelier_run_end&) override { end_at(call, "end"); }

 private:
  void end_at(const atelier::Call& call, std::string_view here) {
    if (*options_.at == here) ways().at(options_.way)(call);
  }
  Options options_;
};

// A stage that ends the process when it goes, or when its output is opened, asked for or closed by another.
class EndingStage : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "ending.stage", .summary = "Ends the process, late."};
  struct Options {
    atelier::Option<std::string> at{atelier::option("at", "Where.").by_default("''")};
  };
  static constexpr atelier::Output kOutputs[] = {atelier::output::string("said", "What was said.")};
  explicit EndingStage(const Options& options) : at_(options.at) {}
  ~EndingStage() override {
    if (at_ == "destroy" || (at_ == "destroy_after_run" && has_run_)) ::exit(0);
  }
  // The first to open it is the host, when the stage has ended.
  void run(const atelier::Call&, const std::filesystem::path& folder) override {
    has_run_ = true;
    atelier::write_file(folder / "at.txt", at_);
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const std::filesystem::path& folder) {
    return std::make_unique<Said>(atelier::read_file(folder / "at.txt"));
  }

 private:
  class Said : public atelier::Opened {
   public:
    explicit Said(std::string at) : at_(std::move(at)) {
      static int opened = 0;
      if (++opened == 2 && at_ == "open") ::exit(0);
      again_ = opened == 2;
    }
    ~Said() override {
      if (again_ && at_ == "close") ::exit(0);
    }
    atelier_value output(const atelier::Call&, std::string_view) override {
      if (again_ && at_ == "output") ::exit(0);
      return atelier::string_value(at_);
    }

   private:
    std::string at_;
    bool again_ = false;
  };
  std::string at_;
  bool has_run_ = false;
};

}  // namespace

ATELIER_PLUGIN("test.endings", "1.0.0", EndingTask, OtherTask, EndingObserver, EndingStage)
