// What the program says, records and answers when a plugin ends it.
#include "cli.hpp"
#include "program_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using test_bench::plugin_file;

class Endings : public test_bench::Program {
 protected:
  ChildResult run(const std::string& toml) {
    return atelier({"run", workflow(toml), "--workspace", workspace(), "--plugin", plugin_file("test_tasks").string(),
                    "--plugin", plugin_file("test_endings").string()});
  }
  static std::string stage(const std::string& way) {
    return "[stage.a]\nuse = \"acme.do\"\ntasks = [\"@t\"]\n[part.t]\nuse = \"ending.task\"\nway = \"" + way + "\"\n";
  }
  void expect_recorded(const std::string& error, int exit_code) {
    const nlohmann::json run = record();
    EXPECT_EQ(run["status"], "failed");
    EXPECT_EQ(run["exit_code"], exit_code);
    EXPECT_EQ(run["error"], error);
    EXPECT_EQ(run["stages"][0]["status"], "failed");
    EXPECT_EQ(run["stages"][0]["error"], error);
    EXPECT_FALSE(fs::exists(folder_ / "work/runs/latest/outputs/a"));
    EXPECT_NE(read_file(folder_ / "work/runs/latest/stages/a/log.txt").find(error), std::string::npos);
  }
};

size_t count(const std::string& text, const std::string& word) {
  size_t n = 0;
  for (size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += word.size()) ++n;
  return n;
}

struct Way {
  const char* way;
  const char* said;
};

class Exits : public Endings, public testing::WithParamInterface<Way> {};

TEST_P(Exits, AreFailuresOfTheComponent) {
  const ChildResult r = run(stage(GetParam().way));
  EXPECT_EQ(r.exit_code, kExitStageFailed) << r.describe();
  const std::string said =
      std::string("ended the program with ") + GetParam().said + " in `ending.task` (plugin test.endings)";
  EXPECT_NE(r.err.find("error: stage `a` (acme.do) " + said), std::string::npos) << r.err;
  expect_recorded(said, kExitStageFailed);
}
INSTANTIATE_TEST_SUITE_P(All, Exits,
                         testing::Values(Way{"exit", "exit(0)"}, Way{"exit_3", "exit(3)"},
                                         Way{"quick_exit", "quick_exit"}, Way{"_exit", "_exit(0)"},
                                         Way{"_Exit", "_Exit(4)"}, Way{"thread_exit", "exit(0)"}),
                         [](const auto& info) { return info.param.way; });

class Crashes : public Endings, public testing::WithParamInterface<Way> {};

TEST_P(Crashes, NameTheComponentOnce) {
  const ChildResult r = run(stage(GetParam().way));
  EXPECT_EQ(signal_name(r.signal), GetParam().said) << r.describe();
  const std::string said =
      std::string("crashed the program with ") + GetParam().said + " in `ending.task` (plugin test.endings)";
  EXPECT_NE(r.err.find("error: stage `a` (acme.do) " + said), std::string::npos) << r.err;
  EXPECT_EQ(count(r.err, "crashed the program"), 1u) << r.err;
  expect_recorded(said, 128 + r.signal);
}
INSTANTIATE_TEST_SUITE_P(All, Crashes,
                         testing::Values(Way{"segv", "SIGSEGV"}, Way{"null_call", "SIGSEGV"}, Way{"abort", "SIGABRT"},
                                         Way{"library", "SIGSEGV"}, Way{"overflow", "SIGSEGV"},
                                         Way{"thread_overflow", "SIGSEGV"}, Way{"two_threads", "SIGSEGV"}),
                         [](const auto& info) { return info.param.way; });

TEST_F(Endings, OfSeveralComponentsThatItMayHaveBeenAllAreNamed) {
  const ChildResult r =
      run("[stage.a]\nuse = \"acme.do\"\ntasks = [\"@t\", \"@o\"]\n"
          "[part.t]\nuse = \"ending.task\"\nway = \"segv\"\n[part.o]\nuse = \"ending.other\"\n");
  EXPECT_NE(r.err.find("`ending.other`"), std::string::npos) << r.err;
  EXPECT_NE(r.err.find("`ending.task`"), std::string::npos) << r.err;
}

TEST_F(Endings, AForkedChildMayExit) {
  const ChildResult r = run(stage("child_exit"));
  EXPECT_EQ(r.exit_code, kExitDone) << r.err;
  EXPECT_EQ(r.err.find("ended the program"), std::string::npos) << r.err;
}

}  // namespace
}  // namespace atelier::host
