// What the program says, records and answers when a plugin ends it.
#include "system/exit_code.hpp"
#include "testing/program_bench.hpp"

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
    EXPECT_FALSE(fs::exists(folder_ / "work/runs/current/outputs/a"));
    EXPECT_NE(read_file(folder_ / "work/runs/current/stages/a/log.txt").find(error), std::string::npos);
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

// Every line is JSON, the last ones too.
TEST_F(Endings, AreToldToProgramsAsLinesOfJson) {
  for (const char* way : {"exit_3", "segv"}) {
    const ChildResult r =
        atelier({"run", workflow(stage(way)), "--workspace", workspace(), "--progress", "json", "--plugin",
                 plugin_file("test_tasks").string(), "--plugin", plugin_file("test_endings").string()});
    std::istringstream lines(r.err);
    std::vector<nlohmann::json> events;
    for (std::string line; std::getline(lines, line);) {
      events.push_back(nlohmann::json::parse(line, nullptr, false));
      EXPECT_TRUE(events.back().is_object()) << way << ": " << line;
    }
    ASSERT_GT(events.size(), 2u);
    const nlohmann::json &end = events[events.size() - 2], &log = events.back();
    EXPECT_EQ(end["stage"], "a");
    EXPECT_EQ(end["status"], "failed");
    EXPECT_NE(end["error"].get<std::string>().find("in `ending.task` (plugin test.endings)"), std::string::npos);
    EXPECT_EQ(log["level"], "error");
    EXPECT_NE(log["text"].get<std::string>().find("\n  log: "), std::string::npos) << log;
  }
}

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

struct Place {
  const char* at;
  const char* doing;
};

class InAnObserver : public Endings, public testing::WithParamInterface<Place> {
 protected:
  ChildResult run_with(const std::string& way, const std::string& task = "none") {
    return run(stage(task) + "[run]\nobservers = [{ use = \"ending.observer\", at = \"" + GetParam().at +
               "\", way = \"" + way + "\" }]\n");
  }
  void expect_told(const ChildResult& r, const std::string& how, int exit_code) {
    const std::string said = how + " in `ending.observer` (plugin test.endings)";
    EXPECT_NE(r.err.find(std::string("error: ") + GetParam().doing + " " + said), std::string::npos) << r.err;
    EXPECT_EQ(record()["status"], "failed");
    EXPECT_EQ(record()["exit_code"], exit_code);
    EXPECT_EQ(record()["error"], said);
    EXPECT_NE(read_file(folder_ / "work/runs/current/log.txt").find(said), std::string::npos);
  }
};

TEST_P(InAnObserver, NoEndingOfTheProgramGoesUntold) {
  const ChildResult exits = run_with("exit");
  EXPECT_EQ(exits.exit_code, kExitStageFailed) << exits.describe();
  expect_told(exits, "ended the program with exit(0)", kExitStageFailed);
  const std::string stage_is = std::string(GetParam().at) == "begin" ? "waiting" : "done";
  EXPECT_EQ(record()["stages"][0]["status"], stage_is);
  const ChildResult crashes = run_with("segv");
  EXPECT_EQ(crashes.signal, SIGSEGV) << crashes.describe();
  expect_told(crashes, "crashed the program with SIGSEGV", 128 + SIGSEGV);
  EXPECT_EQ(run_with("abort").signal, SIGABRT);
}
INSTANTIATE_TEST_SUITE_P(All, InAnObserver,
                         testing::Values(Place{"begin", "the observers, told of the begin of the run,"},
                                         Place{"end", "the observers, told of the end of the run,"},
                                         Place{"destroy", "taking the observers down"}),
                         [](const auto& info) { return info.param.at; });

class InAStage : public Endings, public testing::WithParamInterface<const char*> {};

TEST_P(InAStage, TheOneThatTakesItsOutputIsTold) {
  const ChildResult r =
      run(std::string("[stage.s]\nuse = \"ending.stage\"\nat = \"") + GetParam() + "\"\n" +
          "[stage.a]\nuse = \"acme.do\"\ntasks = [\"@t\"]\n[part.t]\nuse = \"ending.task\"\nway = \"@s.said\"\n");
  EXPECT_EQ(r.exit_code, kExitStageFailed) << r.describe();
  const std::string who =
      std::string(GetParam()) == "destroy_after_run" ? "stage `s` (ending.stage)" : "stage `a` (acme.do)";
  EXPECT_NE(r.err.find("error: " + who + " ended the program with exit(0) in `ending.stage` (plugin test.endings)"),
            std::string::npos)
      << r.err;
  EXPECT_EQ(record()["status"], "failed");
}
INSTANTIATE_TEST_SUITE_P(All, InAStage, testing::Values("destroy_after_run", "open", "output", "close"),
                         [](const auto& info) { return std::string(info.param); });

TEST_F(Endings, AThreadLeftBehindEndsNoRunUnseen) {
  const ChildResult r =
      run(stage("left_behind") + "[run]\nobservers = [{ use = \"ending.observer\", at = \"end\", way = \"sleep\" }]\n");
  EXPECT_EQ(r.exit_code, kExitStageFailed) << r.describe();
  EXPECT_NE(r.err.find("the observers, told of the end of the run, ended the program with exit(0) in "),
            std::string::npos)
      << r.err;
  EXPECT_NE(r.err.find("`ending.task`"), std::string::npos) << r.err;
  EXPECT_EQ(record()["status"], "failed");
}

TEST_F(Endings, AfterTheRunNothingChangesItsExitCode) {
  const ChildResult failed = run(stage("late_exit") + "[stage.b]\nuse = \"acme.promise\"\nafter = [\"a\"]\n");
  EXPECT_EQ(failed.exit_code, kExitStageFailed) << failed.describe();
  EXPECT_EQ(record()["status"], "failed");
  const ChildResult crashed = run(stage("late_segv"));
  EXPECT_EQ(crashed.signal, SIGSEGV);
  EXPECT_NE(crashed.err.find("error: what a plugin had left behind after the run crashed the program with SIGSEGV in "
                             "the plugin " +
                             plugin_file("test_endings").string()),
            std::string::npos)
      << crashed.err;
  EXPECT_EQ(record()["status"], "done");
}

TEST_F(Endings, AForkedChildMayExit) {
  const ChildResult r = run(stage("child_exit"));
  EXPECT_EQ(r.exit_code, kExitDone) << r.err;
  EXPECT_EQ(r.err.find("ended the program"), std::string::npos) << r.err;
}

}  // namespace
}  // namespace atelier::host
