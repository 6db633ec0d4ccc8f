// Tasks that are made well, or not, or end the process while they are made.
#include <unistd.h>

#include <cstdlib>
#include <optional>

#include <atelier/cpp/stage.hpp>

#include "task.hpp"

namespace {

using atelier::Option;
using atelier::option;

class Tried : public Task {
 public:
  static constexpr atelier_str kWays[] = {ATELIER_STR("well"),  ATELIER_STR("options"), ATELIER_STR("file"),
                                          ATELIER_STR("abort"), ATELIER_STR("exit"),    ATELIER_STR("unless_note"),
                                          ATELIER_STR("warns"), ATELIER_STR("note"),    ATELIER_STR("foreseen")};
  static constexpr atelier::Component kComponent{.id = "trial.task", .summary = "Is made in some way."};
  struct Options {
    Option<std::string> way{option("way", "How.").one_of(kWays).by_default("'well'")};
    Option<std::optional<std::string>> note{option("note", "May be left out.")};
    Option<std::vector<int64_t>> lengths{option("lengths", "May be empty.").by_default("[]")};
    Option<int64_t> length{option("length", "May not be left out.").by_default("1")};
    Option<std::vector<TaskRef>> below{option("below", "Other tasks.").wired().by_default("[]")};
    Option<std::vector<TaskRef>> inner{option("inner", "Tasks of its own.").by_default("[]")};
  };
  Tried(const Options& options, const atelier::Call& call) {
    const std::string& way = *options.way;
    if (way == "options") throw atelier::Error(ATELIER_E_INVALID, "these options do not go together");
    if (way == "file")
      throw atelier::Error(ATELIER_E_DATA, "f.bin: does not fit:\n  missing 1: a.b\n  unexpected 1: c");
    if (way == "warns") call.warn("hardly meant:\n  `way` could be another");
    if (way == "note") throw atelier::Error(ATELIER_E_INVALID, "`note` is not to its taste");
    if (way == "abort") std::abort();
    if (way == "exit") ::exit(0);
    if (way == "unless_note" && !options.note.given()) throw atelier::Error(ATELIER_E_INVALID, "give `note`");
  }
  static void foresee(const Options& options, const atelier::Call&) {
    if (*options.way != "foreseen" || options.way.waits()) return;
    std::string waits;
    if (options.note.waits()) waits += " note";
    if (options.length.waits()) waits += " length";
    if (options.below.waits()) waits += " below";
    throw atelier::Error(ATELIER_E_INVALID, "`way` is wrong whatever comes:" + waits);
  }
  void perform(const atelier::Call& call) override { call.result("performed"); }
};

// A stage that looks at its options when it is asked whether it is ready, and when it runs.
class Moody : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "trial.moody", .summary = "Is ready, or not."};
  struct Options {
    Option<std::string> mood{option("mood", "unready, or fails.").by_default("'good'")};
    Option<std::optional<int64_t>> length{option("length", "May come from elsewhere.")};
    Option<std::vector<TaskRef>> tasks{option("tasks", "Not used.").by_default("[]")};
  };
  static constexpr atelier::Number kNumbers[] = {atelier::number("moody/level")};
  explicit Moody(const Options& options) : mood_(options.mood) {}
  void ready(const atelier::Call& call) override {
    if (mood_ == "unready") throw atelier::Error(ATELIER_E_INVALID, "mood is \"unready\"");
    if (mood_ == "warns") call.warn("`mood` is odd");
  }
  void run(const atelier::Call& call, const std::filesystem::path&) override {
    call.emit_scalar("moody/level", 0, 1);
    if (mood_ == "fails") throw atelier::Error(ATELIER_E_INVALID, "with `mood` it cannot go on");
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const std::filesystem::path&) {
    struct Nothing : atelier::Opened {
      atelier_value output(const atelier::Call&, std::string_view) override { return {}; }
    };
    return std::make_unique<Nothing>();
  }

 private:
  std::string mood_;
};

}  // namespace

ATELIER_PLUGIN("acme.trial", "1.0.0", Tried, Moody)
