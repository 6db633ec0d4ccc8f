#include "run_log.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "testing/fake_system.hpp"

namespace atelier::host {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

class RepeatedWarnings : public testing::Test {
 protected:
  // What the terminal shows last when stages have given these warnings.
  std::string repeated(const std::vector<std::string>& warnings, std::vector<std::string> stages = {},
                       ProgressMode mode = ProgressMode::kNone, spdlog::level::level_enum level = spdlog::level::info) {
    const std::unique_ptr<std::FILE, CloseFile> err(std::tmpfile());
    Terminal terminal({.progress = mode, .out = err.get(), .err = err.get()});
    const RunLog log(terminal, *machine_.disk.append("/log.txt"), level);
    stages.resize(warnings.size(), "masks");
    for (size_t i = 0; i < warnings.size(); ++i)
      log.stage(stages[i], *machine_.disk.append("/stage.txt")).all->warn(warnings[i]);
    log.own().all->warn("the program's own");
    std::fseek(err.get(), 0, SEEK_END);
    const long before = std::ftell(err.get());
    log.repeat_warnings();
    std::string text(4096, '\0');
    std::fseek(err.get(), before, SEEK_SET);
    text.resize(std::fread(text.data(), 1, text.size(), err.get()));
    return text;
  }
  fake::Machine machine_;
};

TEST_F(RepeatedWarnings, AreThoseOfStagesEachOnce) {
  EXPECT_EQ(repeated({}), "");
  EXPECT_EQ(repeated({"half is lost", "half is lost"}), "1 warning on the way\n  masks: half is lost\n");
  EXPECT_EQ(repeated({"a", "a"}, {"masks", "coco"}), "1 warning on the way\n  masks, coco: a\n");
  EXPECT_EQ(repeated({"a", "b"}), "2 warnings on the way\n  masks: a\n  masks: b\n");
}

TEST_F(RepeatedWarnings, AreTheFirstFew) {
  EXPECT_EQ(
      repeated({"a", "b", "c", "d", "e", "f", "g"}),
      "7 warnings on the way\n  masks: a\n  masks: b\n  masks: c\n  masks: d\n  masks: e\n  and 2 more in log.txt\n");
}

TEST_F(RepeatedWarnings, AreForPeopleWhoWantWarnings) {
  EXPECT_EQ(repeated({"a"}, {}, ProgressMode::kJson), "");
  EXPECT_EQ(repeated({"a"}, {}, ProgressMode::kNone, spdlog::level::err), "");
}

TEST(RunLog, KeepsTheTextsOfOthersHarmless) {
  fake::Machine machine;
  const std::unique_ptr<std::FILE, CloseFile> err(std::tmpfile());
  Terminal terminal({.progress = ProgressMode::kNone, .out = err.get(), .err = err.get()});
  const RunLog log(terminal, *machine.disk.append("/log.txt"), spdlog::level::info);
  log.stage("s", *machine.disk.append("/stage.txt"))
      .all->info("\x1b[2Jcleared\x07\n2026-01-01T00:00:00.000Z error [atelier] a forged line\r\xff");
  for (const char* file : {"/log.txt", "/stage.txt"}) {
    const std::string text = *machine.disk.read(file);
    EXPECT_NE(text.find(" info [s] \\x1b[2Jcleared\\x07\n  2026-01-01T00:00:00.000Z error [atelier] a forged line\\r"),
              std::string::npos)
        << text;
  }
}

}  // namespace
}  // namespace atelier::host
