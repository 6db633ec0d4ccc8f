// A stage that has tasks done, on as many threads as it may, and tasks that notice how they are called.
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/parallel.hpp>
#include <atelier/cpp/stage.hpp>

#include <atomic>
#include <chrono>
#include <thread>

#include "task.hpp"

namespace {

namespace param = atelier::param;
using std::filesystem::path;

class Nothing : public atelier::Opened {
 public:
  atelier_value output(const atelier::Call&, std::string_view) override { return atelier::integer_value(0); }
};

class Do : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "acme.do", .summary = "Has tasks done."};
  static constexpr atelier::Param kParams[] = {
      param::port("tasks", ACME_KIND_TASK).list(1).about("what to do"),
      param::integer("times").by_default("1").at_least(1).about("how often"),
      param::duration("pause").by_default("0").at_least(0).at_most(3600).about("a rest before"),
      param::duration("pauses").list().by_default("[]").about("more of it"),
  };
  explicit Do(const atelier::Params& p)
      : tasks_(p.parts<Ref>("tasks")), times_(p.integer("times")), pause_(p.real("pause")) {
    for (const double seconds : p.reals("pauses")) pauses_ += atelier::text(" ", seconds);
  }
  void run(const atelier::Call& call, const path& folder) override {
    call.result(atelier::text("pause ", pause_, pauses_));
    atelier::write_file(folder / "half.txt", "half");
    const auto calls = static_cast<uint64_t>(times_) * tasks_.size();
    atelier::for_each_index(calls, call.threads(), [&](unsigned, uint64_t i) {
      const atelier_object& task = tasks_[i % tasks_.size()].object;
      atelier::check(static_cast<const acme_task_v1*>(task.iface)->perform(call.raw(), task.self));
    });
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const path&) {
    return std::make_unique<Nothing>();
  }

 private:
  struct Ref {
    explicit Ref(atelier_object o = {}) : object(o) {}
    atelier_object object;
  };
  std::vector<Ref> tasks_;
  int64_t times_;
  double pause_;
  std::string pauses_;
};

// Promises a file that it does not write.
class Promise : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "acme.promise", .summary = "Promises a file."};
  static constexpr atelier::Output kOutputs[] = {atelier::output::path("note", "not there")};
  explicit Promise(const atelier::Params&) {}
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
      .id = kSerial ? "acme.shy" : "acme.bold",
      .summary = "Takes one call at a time.",
      .threading = kSerial ? ATELIER_THREADING_SERIAL : ATELIER_THREADING_PARALLEL_CALLS};
  explicit Shy(const atelier::Params&) {}
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
  static constexpr atelier::Param kParams[] = {param::part("to", ACME_KIND_TASK).about("who does it")};
  explicit Delegate(const atelier::Params& p) : to_(p.part<Ref>("to").object) {}
  void perform(const atelier::Call& call) override {
    atelier::check(static_cast<const acme_task_v1*>(to_.iface)->perform(call.raw(), to_.self));
  }

 private:
  struct Ref {
    explicit Ref(atelier_object o = {}) : object(o) {}
    atelier_object object;
  };
  atelier_object to_;
};

using ShyTask = Shy<true>;
using BoldTask = Shy<false>;

}  // namespace

ATELIER_PLUGIN("acme.tasks", "1.0.0", Do, Promise, ShyTask, BoldTask, Delegate)
