// Tasks that are made well, or not, or end the process while they are made.
#include <unistd.h>

#include <cstdlib>
#include <optional>

#include "task.hpp"

namespace {

using atelier::Option;
using atelier::option;

class Tried : public Task {
 public:
  static constexpr atelier_str kWays[] = {ATELIER_STR("well"),  ATELIER_STR("options"), ATELIER_STR("file"),
                                          ATELIER_STR("abort"), ATELIER_STR("exit"),    ATELIER_STR("unless_note")};
  static constexpr atelier::Component kComponent{.id = "trial.task", .summary = "Is made in some way."};
  struct Options {
    Option<std::string> way{option("way", "How.").one_of(kWays).by_default("'well'")};
    Option<std::optional<std::string>> note{option("note", "May be left out.")};
    Option<std::vector<int64_t>> lengths{option("lengths", "May be empty.").by_default("[]")};
    Option<int64_t> length{option("length", "May not be left out.").by_default("1")};
    Option<std::vector<TaskRef>> below{option("below", "Other tasks.").wired().by_default("[]")};
    Option<std::vector<TaskRef>> inner{option("inner", "Tasks of its own.").by_default("[]")};
  };
  explicit Tried(const Options& options) {
    const std::string& way = *options.way;
    if (way == "options") throw atelier::Error(ATELIER_E_INVALID, "these options do not go together");
    if (way == "file")
      throw atelier::Error(ATELIER_E_DATA, "f.bin: does not fit:\n  missing 1: a.b\n  unexpected 1: c");
    if (way == "abort") std::abort();
    if (way == "exit") ::exit(0);
    if (way == "unless_note" && !options.note.given()) throw atelier::Error(ATELIER_E_INVALID, "give `note`");
  }
  void perform(const atelier::Call& call) override { call.result("performed"); }
};

}  // namespace

ATELIER_PLUGIN("acme.trial", "1.0.0", Tried)
