// Parts made before any stage has worked: by `check --deep`, and at the start of a run.
#include "trial.hpp"

#include <gtest/gtest.h>

#include "deep_check.hpp"
#include "system/exit_code.hpp"
#include "testing/host_bench.hpp"
#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;
using test_bench::plugin_file;

class Deep : public test_bench::Program {
 protected:
  ChildResult with_all(std::vector<std::string> arguments) {
    for (const char* plugin : {"test_trial", "test_tasks", "test_stages"})
      arguments.insert(arguments.end(), {"--plugin", plugin_file(plugin).string()});
    return atelier(std::move(arguments));
  }
  ChildResult check(const std::string& toml, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"check", "--deep", workflow(toml)});
    return with_all(std::move(more));
  }
  ChildResult run(const std::string& toml) { return with_all({"run", workflow(toml), "--workspace", workspace()}); }
  bool has_run() const { return std::filesystem::exists(folder_ / "work/runs"); }
};

const std::string kWrite = "[stage.first]\nuse = \"test.write\"\n";

TEST_F(Deep, MakesWhatCanBeMade) {
  const ChildResult r = check("[part.a]\nuse = \"trial.task\"\n[stage.do]\nuse = \"acme.do\"\ntasks = [\"@a\"]\n");
  EXPECT_EQ(r.exit_code, kExitDone) << r.err;
  EXPECT_EQ(r.out, "ok: 1 stage, 1 part\n");
  EXPECT_EQ(r.err, "");
}

TEST_F(Deep, TellsAllThatFailAtTheirPlaces) {
  const std::string toml =
      "[part.a]\nuse = \"trial.task\"\nway = \"options\"\n"
      "[part.b]\nuse = \"trial.task\"\nway = \"file\"\n"
      "[part.c]\nuse = \"trial.task\"\nbelow = [\"@b\"]\n"
      "[part.d]\nuse = \"trial.task\"\ninner = [{ use = \"trial.task\", way = \"options\" }]\n"
      "[stage.do]\nuse = \"acme.do\"\ntasks = [\"@a\", \"@c\", \"@d\"]\n"
      "[stage.bad]\nuse = \"test.fail\"\nway = \"create\"\n";
  const ChildResult r = check(toml, {"--format", "json"});
  EXPECT_EQ(r.exit_code, kExitWorkflow);
  const json all = json::parse(r.out);
  ASSERT_EQ(all.size(), 4u) << r.out;
  std::map<std::string, int> lines;
  for (const json& d : all) {
    EXPECT_EQ(d["code"], "E501");
    lines[d["message"]] = d["range"]["line"];
  }
  EXPECT_EQ(lines["`a` cannot be made: trial.task: these options do not go together"], 5);
  EXPECT_EQ(lines["`b` cannot be made: trial.task: f.bin: does not fit:"], 6);
  EXPECT_EQ(lines["`d.inner[0]` cannot be made: trial.task: these options do not go together"], 14);
  EXPECT_EQ(lines["`bad` cannot be made: test.fail: cannot be made"], 18);
  const ChildResult text = check(toml);
  EXPECT_NE(text.err.find("does not fit:\n  missing 1: a.b\n  unexpected 1: c\n --> "), std::string::npos) << text.err;
  EXPECT_NE(text.err.find("4 errors"), std::string::npos) << text.err;
  // Plain check knows nothing of it, and the other stage has no such part.
  EXPECT_EQ(with_all({"check", workflow(toml)}).exit_code, kExitDone);
  EXPECT_EQ(json::parse(check(toml, {"bad", "--format", "json"}).out).size(), 1u);
  EXPECT_EQ(check(toml, {"good"}).exit_code, kExitCommandLine);
}

TEST_F(Deep, LeavesOutWhatStagesMake) {
  const auto part = [](const std::string& name, const std::string& more) {
    return "[part." + name + "]\nuse = \"trial.task\"\n" + more;
  };
  const std::string toml = kWrite + part("left_out", "note = \"@first.note\"\nlengths = [1, \"@first.length\"]\n") +
                           part("waits", "length = \"@first.length\"\n") +
                           part("waits_too", "way = \"unless_note\"\nnote = \"@first.note\"\n") +
                           part("above", "below = [\"@left_out\", \"@waits\"]\n") +
                           part("wrong", "way = \"file\"\nnote = \"@first.note\"\n") +
                           "[stage.do]\nuse = \"acme.do\"\ntasks = [\"@above\", \"@waits_too\"]\n";
  const ChildResult right = check(toml, {"do"});
  EXPECT_EQ(right.exit_code, kExitDone) << right.err;
  EXPECT_EQ(right.out, "3 wait for what stages make: `waits`, `waits_too`, `do`\nok: 2 stages, 4 parts\n");
  const ChildResult wrong = check(toml + "[stage.more]\nuse = \"acme.do\"\ntasks = [\"@wrong\"]\n");
  EXPECT_EQ(wrong.exit_code, kExitWorkflow);
  EXPECT_NE(wrong.err.find("note: tried without `note`, which comes from a stage"), std::string::npos) << wrong.err;
  EXPECT_NE(wrong.err.find("1 error"), std::string::npos) << wrong.err;
}

TEST_F(Deep, WhatIsWrongWhateverStagesMakeIsFound) {
  const std::string foreseen = "use = \"trial.task\"\nway = \"foreseen\"\n";
  const std::string toml = kWrite + "[part.a]\n" + foreseen + "note = \"@first.note\"\n[part.b]\n" + foreseen +
                           "length = \"@first.length\"\n[part.c]\n" + foreseen +
                           "below = [\"@d\"]\n[part.d]\nuse = \"trial.task\"\nlength = \"@first.length\"\n" +
                           "[stage.do]\nuse = \"acme.do\"\ntasks = [\"@a\", \"@b\", \"@c\"]\n";
  for (const ChildResult& r : {check(toml), run(toml)}) {
    EXPECT_EQ(r.exit_code, kExitWorkflow);
    for (const char* said : {"error[E501]: `a` cannot be made: trial.task: `way` is wrong whatever comes: note\n",
                             "`b` cannot be made: trial.task: `way` is wrong whatever comes: length\n",
                             "`c` cannot be made: trial.task: `way` is wrong whatever comes: below\n", ":7:7\n"})
      EXPECT_NE(r.err.find(said), std::string::npos) << said << "\n" << r.err;
    EXPECT_EQ(r.err.find("tried without"), std::string::npos) << r.err;
  }
  EXPECT_FALSE(has_run());
}

TEST_F(Deep, PartsThatEndTheProcessAreNamed) {
  const ChildResult r = check(
      "[part.a]\nuse = \"trial.task\"\nway = \"abort\"\n[part.b]\nuse = \"trial.task\"\nway = \"exit\"\n"
      "[part.c]\nuse = \"trial.task\"\nway = \"options\"\n"
      "[stage.do]\nuse = \"acme.do\"\ntasks = [\"@a\", \"@b\", \"@c\"]\n");
  EXPECT_EQ(r.exit_code, kExitWorkflow);
  for (const char* said : {"`a` cannot be made: trial.task ended with SIGABRT",
                           "`b` cannot be made: trial.task ended the process", "`c` cannot be made", "3 errors"})
    EXPECT_NE(r.err.find(said), std::string::npos) << said << "\n" << r.err;
}

TEST_F(Deep, AnEndingWhilePartsGoIsTold) {
  const ChildResult r = atelier({"check", "--deep", workflow("[stage.a]\nuse = \"ending.stage\"\nat = \"destroy\"\n"),
                                 "--plugin", plugin_file("test_endings").string()});
  EXPECT_EQ(r.exit_code, kExitPlugin);
  EXPECT_NE(r.err.find("taking the parts down again ended the process"), std::string::npos) << r.err;
}

TEST(DeepCheck, APluginThatCannotBeLoadedIsNamed) {
  test_bench::Bench bench({"test_stages"});
  const ResolveResult resolved = bench.resolve_text(kWrite);
  Catalog moved = bench.found().catalog;
  moved.plugins.clear();
  Registry registry(bench.folder() / "other.json");
  const Result<Trial> deep = check_deeply(resolved.workflow, resolved.workflow.stages, moved, registry);
  ASSERT_FALSE(deep);
  EXPECT_NE(deep.failure().reason.find("is not in the catalog"), std::string::npos) << deep.failure().reason;
}

TEST_F(Deep, ARunFindsItBeforeTheFirstStage) {
  const std::string later = "[stage.do]\nuse = \"acme.do\"\ntasks = [\"@a\"]\nafter = \"first\"\n";
  const ChildResult r = run(kWrite + later + "[part.a]\nuse = \"trial.task\"\nway = \"options\"\n");
  EXPECT_EQ(r.exit_code, kExitWorkflow);
  EXPECT_NE(r.err.find(":11:7\n"), std::string::npos) << r.err;
  EXPECT_NE(r.err.find("error[E501]: `a` cannot be made: trial.task: these options do not go together"),
            std::string::npos)
      << r.err;
  EXPECT_FALSE(has_run());
  const ChildResult crash = run(kWrite + later + "[part.a]\nuse = \"trial.task\"\nway = \"abort\"\n");
  EXPECT_EQ(crash.signal, SIGABRT);
  EXPECT_NE(crash.err.find("making `a` before the first stage crashed the program with SIGABRT"), std::string::npos)
      << crash.err;
}

TEST_F(Deep, ARunOnlyWarnsOfWhatAStageMayMend) {
  const ChildResult r = run(kWrite +
                            "[part.a]\nuse = \"trial.task\"\nway = \"file\"\nnote = \"@first.note\"\n"
                            "[part.b]\nuse = \"trial.task\"\nway = \"unless_note\"\nnote = \"@first.note\"\n"
                            "[stage.do]\nuse = \"acme.do\"\ntasks = [\"@b\", \"@a\"]\n");
  EXPECT_EQ(r.exit_code, kExitStageFailed);
  EXPECT_NE(r.err.find("warning[W002]: `a` can perhaps not be made: trial.task: f.bin: does not fit:"),
            std::string::npos)
      << r.err;
  EXPECT_EQ(r.err.find("W002"), r.err.rfind("W002"));
  EXPECT_EQ(record()["stages"][0]["status"], "done");
  EXPECT_EQ(record()["stages"][1]["status"], "failed");
}

TEST_F(Deep, ARunMakesTheFirstStageAndItsPartsToo) {
  const ChildResult r =
      run("[part.a]\nuse = \"trial.task\"\nway = \"options\"\n[stage.do]\nuse = \"acme.do\"\ntasks = [\"@a\"]\n"
          "[stage.bad]\nuse = \"test.fail\"\nway = \"create\"\n");
  EXPECT_EQ(r.exit_code, kExitWorkflow);
  EXPECT_NE(r.err.find("2 errors"), std::string::npos) << r.err;
  EXPECT_FALSE(has_run());
}

TEST_F(Deep, AStageIsAskedWhetherItIsReady) {
  const std::string toml = "[stage.a]\nuse = \"trial.moody\"\nmood = \"unready\"\n";
  const ChildResult deep = check(toml);
  EXPECT_EQ(deep.exit_code, kExitWorkflow);
  EXPECT_NE(deep.err.find("error[E501]: `a` cannot be made: trial.moody: mood is \"unready\""), std::string::npos)
      << deep.err;
  EXPECT_NE(deep.err.find(":5:8\n"), std::string::npos) << "the option's own place\n" << deep.err;
  EXPECT_EQ(run(toml).exit_code, kExitWorkflow);
  // not before all that it is made from is known
  EXPECT_EQ(check(kWrite + toml + "length = \"@first.length\"\n").exit_code, kExitDone);
}

TEST_F(Deep, AStageThatFailsPointsAtTheOption) {
  const ChildResult r = run("[stage.a]\nuse = \"trial.moody\"\nmood   = \"fails\"\n");
  EXPECT_EQ(r.exit_code, kExitStageFailed);
  EXPECT_NE(r.err.find("stage `a` (trial.moody) failed\n"), std::string::npos) << r.err;
  EXPECT_NE(r.err.find(".toml:5:10: mood   = \"fails\"\n  with `mood` it cannot go on\n"), std::string::npos) << r.err;
}

TEST_F(Deep, WarningsOfComponentsAreTold) {
  const std::string toml =
      "[part.a]\nuse = \"trial.task\"\nway = \"warns\"\n[stage.do]\nuse = \"acme.do\"\ntasks = [\"@a\"]\n"
      "[stage.b]\nuse = \"trial.moody\"\nmood = \"warns\"\n";
  for (const ChildResult& r : {check(toml), run(toml)}) {
    EXPECT_EQ(r.exit_code, kExitDone) << r.err;
    const size_t first = r.err.find("warning[W007]: `a`: hardly meant:\n  `way` could be another\n --> ");
    ASSERT_NE(first, std::string::npos) << r.err;
    EXPECT_NE(r.err.find(":5:7\n", first), std::string::npos) << r.err;
    EXPECT_NE(r.err.find("warning[W007]: `b`: `mood` is odd"), std::string::npos) << r.err;
    EXPECT_EQ(r.err.find("hardly meant"), r.err.rfind("hardly meant")) << "once\n" << r.err;
  }
}

}  // namespace
}  // namespace atelier::host
