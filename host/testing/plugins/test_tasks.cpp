// A stage that has tasks done, on as many threads as it may, and tasks that notice how they are called.
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/parallel.hpp>
#include <atelier/cpp/stage.hpp>

#include <atomic>
#include <chrono>
#include <thread>

#include "task.hpp"

namespace {

using atelier::Option;
using atelier::option;
using std::filesystem::path;

class Nothing : public atelier::Opened {
 public:
  atelier_value output(const atelier::Call&, std::string_view) override { return atelier::integer_value(0); }
};

class Do : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "acme.do", .summary = "Has tasks done."};
  using Seconds = std::chrono::duration<double>;
  struct Options {
    Option<std::vector<TaskRef>> tasks{option("tasks", "What to do.").wired().items(1)};
    Option<uint64_t> times{option("times", "How often.").by_default("1").at_least(1)};
    Option<Seconds> pause{option("pause", "A rest before.").by_default("0").at_least(0).at_most(3600)};
    Option<std::vector<Seconds>> pauses{option("pauses", "More of it.").by_default("[]")};
  };
  explicit Do(const Options& options) : options_(options) {}
  void run(const atelier::Call& call, const path& folder) override {
    std::string pauses;
    for (const Seconds pause : *options_.pauses) pauses += atelier::text(" ", pause.count());
    call.result(atelier::text("pause ", options_.pause->count(), pauses));
    atelier::write_file(folder / "half.txt", "half");
    const std::vector<TaskRef>& tasks = options_.tasks;
    atelier::for_each_index(options_.times * tasks.size(), call.threads(),
                            [&](unsigned, uint64_t i) { tasks[i % tasks.size()].perform(call); });
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const path&) {
    return std::make_unique<Nothing>();
  }

 private:
  Options options_;
};

// Promises a file that it does not write.
class Promise : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "acme.promise", .summary = "Promises a file."};
  static constexpr atelier::Output kOutputs[] = {atelier::output::path("note", "not there")};
  void run(const atelier::Call&, const path&) override {}
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const path& folder) {
    return std::make_unique<Promised>((folder / "note.txt").string());
  }

 private:
  class Promised : public atelier::Opened {
   public:
    explicit Promised(std::string note) : note_(std::move(note)) {}
    atelier_value output(const atelier::Call&, std::string_view) override { return atelier::path_value(note_); }

   private:
    std::string note_;
  };
};

// Ends the process when it is called while it is being called.
template <bool kSerial>
class Shy : public Task {
 public:
  static constexpr atelier::Component kComponent{
      .id = kSerial ? "acme.shy" : "acme.bold", .summary = "Takes one call at a time.", .serial = kSerial};
  void perform(const atelier::Call& call) override {
    if (inside_.fetch_add(1) > 0 && kSerial) std::abort();
    most_ = std::max<int>(most_, inside_);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    --inside_;
    call.debug(atelier::text("most at a time: ", most_));
  }

 private:
  std::atomic<int> inside_{0};
  std::atomic<int> most_{0};
};

// A task that hands on to another: what is below a part counts as well.
class Delegate : public Task {
 public:
  static constexpr atelier::Component kComponent{.id = "acme.delegate", .summary = "Lets another do it."};
  struct Options {
    Option<TaskRef> to{option("to", "Who does it.")};
  };
  explicit Delegate(const Options& options) : to_(options.to) {}
  void perform(const atelier::Call& call) override { to_.perform(call); }

 private:
  TaskRef to_;
};

using ShyTask = Shy<true>;
using BoldTask = Shy<false>;

}  // namespace

ATELIER_PLUGIN("acme.tasks", "1.0.0", Do, Promise, ShyTask, BoldTask, Delegate)
