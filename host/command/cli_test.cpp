// The program itself, as a process: exit codes, streams, signals.
#include "cli.hpp"

#include <signal.h>
#include <sys/wait.h>

#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test_bench::plugin_file;
using test_bench::Program;
using test_bench::Running;

TEST_F(Program, BadCommandLines) {
  for (const std::vector<std::string>& line : std::vector<std::vector<std::string>>{{},
                                                                                    {"rum"},
                                                                                    {"run"},
                                                                                    {"check", "--sett", "a=1", "x"},
                                                                                    {"plugins", "show"},
                                                                                    {"run", "--progress", "loud", "x"},
                                                                                    {"run", "--workspace", "", "x"}}) {
    const ChildResult r = atelier(line);
    EXPECT_EQ(r.exit_code, kExitCommandLine);
    EXPECT_EQ(r.out, "");
    EXPECT_EQ(r.err.rfind("error: ", 0), 0u) << r.err;
  }
  EXPECT_NE(atelier({"rum"}).err.find("did you mean `run`?"), std::string::npos);
  const auto says = [&](const std::vector<std::string>& line, const char* words) {
    const std::string err = atelier(line).err;
    EXPECT_NE(err.find(words), std::string::npos) << err;
  };
  says({}, "no verb is given");
  says({"run"}, "FILE is missing");
  says({"run", "--progress", "loud", "x"}, "`--progress` takes auto, plain, json, none, not `loud`");
  says({"run", "--workspace", "", "x"}, "`--workspace` needs a DIR behind it");
  says({"run", "--workspace=~/runs", "x"}, "write --workspace ~/runs");
  says({"check", "x", "--set"}, "`--set` needs a PATH=VALUE behind it");
  says({"explain", "E102", "E103"}, "`E103` is one word too many");
  says({"runs", "show", "a", "b"}, "`b` is one word too many");
  says({"runs", "-n", "0"}, "`-n` takes a whole number, 1 or more, not `0`");
  says({"runs", "-n2x"}, "`-n` takes a whole number, 1 or more, not `2x`");
  says({"runs", "-n", "1", "show", "a", "b"}, "`b` is one word too many");
  says({"sweep", "--jobs", "257", "x"}, "`--jobs` takes a whole number from 1 to 256, not `257`");
  says({"sweep", "--max-failures", "-1", "x"}, "`--max-failures` takes a whole number, 0 or more, not `-1`");
  says({"completion"}, "SHELL is missing");
  says({"completion", "tcsh"}, "`tcsh` is none of bash, zsh, fish");
  says({"run", "x", "--over", "run.seed=[1]"}, "choose it with --job, or run all of them with `atelier sweep`");
  EXPECT_NE(atelier({"check", "--sett", "a=1", "x"}).err.find("did you mean `--set`?"), std::string::npos);
  EXPECT_EQ(atelier({"--version"}).exit_code, kExitDone);
  EXPECT_NE(atelier({"--help"}).out.find("plugins"), std::string::npos);
}

TEST_F(Program, Check) {
  const ChildResult right = with_stages({"check", workflow("[stage.a]\nuse = \"test.write\"\n")});
  EXPECT_EQ(right.exit_code, kExitDone) << right.err;
  EXPECT_EQ(right.out, "ok: 1 stage, 0 parts\n");
  const std::string wrong = workflow("[stage.a]\nuse = \"test.write\"\ntims = 3\n");
  const ChildResult text = with_stages({"check", wrong});
  EXPECT_EQ(text.exit_code, kExitWorkflow);
  EXPECT_NE(text.err.find(wrong + ":5:1"), std::string::npos) << text.err;
  EXPECT_NE(text.err.find("did you mean `times`?"), std::string::npos) << text.err;
  const json diagnostics = json::parse(with_stages({"check", wrong, "--format", "json"}).out);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_EQ(diagnostics[0]["range"]["line"], 5);
  const std::string clean = workflow("[stage.a]\nuse = \"test.write\"\n");
  EXPECT_EQ(with_stages({"check", clean, "--format", "json"}).out, "[]\n");
}

TEST_F(Program, RunSetsAndSelects) {
  const std::string file = workflow("[stage.a]\nuse = \"test.write\"\n[stage.b]\nuse = \"test.fail\"\n");
  const ChildResult r =
      with_stages({"run", "--set", "a.text=\"one\"", "--set", "a.times=2", file, "a", "--workspace", workspace()});
  EXPECT_EQ(r.exit_code, kExitDone) << r.err;
  EXPECT_EQ(r.out, "");
  EXPECT_EQ(read_file(folder_ / "work/runs/current/outputs/a/note.txt"), "oneone");
  EXPECT_EQ(record()["argv"][1], "run");
  const ChildResult unknown = with_stages({"run", file, "c", "--workspace", workspace()});
  EXPECT_EQ(unknown.exit_code, kExitCommandLine);
  EXPECT_NE(unknown.err.find("has no stage `c`"), std::string::npos);
}

TEST_F(Program, NamesThatAreNoStageThatRuns) {
  const std::string file = workflow("[stage.a]\nuse = \"test.write\"\nenabled = false\n");
  const ChildResult disabled = with_stages({"check", file, "a"});
  EXPECT_EQ(disabled.exit_code, kExitCommandLine);
  EXPECT_NE(disabled.err.find("stage `a` is disabled: " + file + ":5:11"), std::string::npos) << disabled.err;
  EXPECT_NE(disabled.err.find("--set a.enabled=true"), std::string::npos) << disabled.err;
  EXPECT_NE(with_stages({"check", file, "64]"}).err.find("needs quotes"), std::string::npos);
  EXPECT_NE(with_stages({"check", file, "run.seed=3"}).err.find("--set 'run.seed=3'"), std::string::npos);
  EXPECT_NE(with_stages({"check", file, "seed=3"}).err.find("--set 'run.seed=3'"), std::string::npos);
  EXPECT_EQ(with_stages({"check", file}).exit_code, kExitDone) << "a warning";
  const ChildResult run = with_stages({"run", file, "--workspace", workspace()});
  EXPECT_EQ(run.exit_code, kExitWorkflow);
  EXPECT_NE(run.err.find("nothing to run"), std::string::npos) << run.err;
  const std::string other = workflow("[params]\nsize = 3\n[stage.a]\nuse = \"test.write\"\ntimes = \"@params.size\"\n");
  EXPECT_NE(with_stages({"run", other, "size=3"}).err.find("--set 'params.size=3'"), std::string::npos);
}

TEST_F(Program, OptionsOfOtherPrograms) {
  EXPECT_NE(with_stages({"run", "w.toml", "--dry-run"}).err.find("`atelier plan FILE`"), std::string::npos);
  EXPECT_NE(with_stages({"check", "w.toml", "--stage", "a"}).err.find("atelier check FILE STAGE"), std::string::npos);
}

TEST_F(Program, PluginFilesThatAreOfNoUse) {
  const std::string file = workflow("[stage.a]\nuse = \"test.write\"\n");
  write_file(folder_ / "text.so", "hello");
  const std::string text = (folder_ / "text.so").string();
  for (const std::string& plugin :
       {text, plugin_file("test_other_abi").string(), plugin_file("test_abort").string(), std::string("/nowhere.so")}) {
    const ChildResult r = with_stages({"check", file, "--plugin", plugin});
    EXPECT_EQ(r.exit_code, kExitPlugin);
    EXPECT_EQ(r.err.rfind("error: " + plugin, 0), 0u) << r.err;
  }
  // In a folder of the search path they are only listed.
  ::setenv("ATELIER_PLUGIN_PATH", folder_.path().c_str(), 1);
  EXPECT_EQ(with_stages({"check", file}).exit_code, kExitDone);
  const ChildResult list = with_stages({"plugins"});
  EXPECT_EQ(list.exit_code, kExitDone);
  EXPECT_NE(list.out.find("test.write"), std::string::npos);
  EXPECT_NE(list.out.find(text + " is not an ELF shared library"), std::string::npos) << list.out;
  const json all = json::parse(with_stages({"plugins", "--json"}).out);
  EXPECT_EQ(all["refused"].size(), 1u);
}

TEST_F(Program, ShowsAComponent) {
  const ChildResult r = with_stages({"plugins", "show", "test.write"});
  EXPECT_EQ(r.exit_code, kExitDone);
  for (const char* part : {"test.write (stage/1, revision 3)", "Writes a note.", "The note goes to `note.txt`.",
                           "int, >= 1, <= 1000, in copies, default 1", "length (int)", "[stage.write]",
                           "use     = \"test.write\"", "plugin test.stages 1.2.3"})
    EXPECT_NE(r.out.find(part), std::string::npos) << part << "\n" << r.out;
  const std::string diary = with_stages({"plugins", "show", "test.diary"}).out;
  EXPECT_NE(diary.find("      how many\n      Work for another value of it can be gone on from.\n"), std::string::npos)
      << diary;
  const std::string tables = with_stages({"plugins", "show", "test.tables"}).out;
  for (const char* part : {"table of int, >= 0, <= 255, default {}",
                           "table of choice, optional\n      one of keep, drop", "# rule  = { name = \"keep\" }"})
    EXPECT_NE(tables.find(part), std::string::npos) << part << "\n" << tables;
  EXPECT_NE(with_stages({"plugins", "show", "test.stages"}).out.find("test.fail"), std::string::npos);
  EXPECT_NE(atelier({"plugins", "show", plugin_file("test_palette").string()}).out.find("acme.halves"),
            std::string::npos);
  const ChildResult unknown = with_stages({"plugins", "show", "test.wrote"});
  EXPECT_EQ(unknown.exit_code, kExitCommandLine);
  EXPECT_NE(unknown.err.find("did you mean `test.write`?"), std::string::npos);
}

// The example is a workflow's table as it stands, once its … are filled in.
TEST_F(Program, TheExampleIsRight) {
  for (const std::string word : {"write", "tables"}) {
    const std::string text = with_stages({"plugins", "show", "test." + word}).out;
    const size_t start = text.find("[stage." + word + "]");
    const ChildResult r = with_stages({"check", workflow(text.substr(start, text.find("\nplugin ") - start))});
    EXPECT_EQ(r.exit_code, kExitDone) << r.err;
  }
}

TEST_F(Program, ACrashNamesTheStage) {
  const ChildResult r =
      with_stages({"run", workflow("[stage.a]\nuse = \"test.fail\"\nway = \"crash\"\n"), "--workspace", workspace()});
  EXPECT_EQ(r.signal, SIGABRT);
  EXPECT_NE(
      r.err.find("error: stage `a` (test.fail) crashed the program with SIGABRT in `test.fail` (plugin test.stages)"),
      std::string::npos)
      << r.err;
  EXPECT_TRUE(fs::is_empty(folder_ / "work/runs/current/outputs"));
}

class Signals : public Program, public testing::WithParamInterface<int> {};

TEST_P(Signals, FirstOneEndsTheRunInOrder) {
  const std::string file = workflow("[stage.a]\nuse = \"test.fail\"\nway = \"sleep\"\n");
  Running running = start({"run", file, "--workspace", workspace()});
  wait_for_log("a", "asleep");
  running.signal(GetParam());
  const int status = running.wait();
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 128 + GetParam());
  EXPECT_EQ(record()["status"], "interrupted");
  EXPECT_EQ(record()["exit_code"], 128 + GetParam());
  EXPECT_EQ(record()["stages"][0]["status"], "interrupted");
  EXPECT_TRUE(fs::is_empty(folder_ / "work/runs/current/outputs"));
  EXPECT_FALSE(fs::exists(folder_ / "work/runs/current/tmp"));
  EXPECT_NE(running.err().find("once more to stop at once"), std::string::npos);
  EXPECT_FALSE(fs::exists(folder_ / "work/unfinished"));
}

// The last stage looks at no signal once it has begun its last page: the run is complete, and says why it is.
TEST_P(Signals, AreTooLateWhenTheLastStageFinishes) {
  const std::string file = workflow("[stage.p]\nuse = \"test.pages\"\nstop = 3\nway = \"finish\"\n");
  Running running = start({"run", file, "--workspace", workspace()});
  wait_for_log("p", "asleep");
  running.signal(GetParam());
  const int status = running.wait();
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), kExitDone);
  EXPECT_EQ(record()["status"], "done");
  EXPECT_TRUE(fs::exists(folder_ / "work/runs/current/outputs/p/pages/3.txt"));
  const std::string err = running.err();
  EXPECT_NE(err.find("stopping …"), std::string::npos) << err;
  EXPECT_NE(err.find(" finished before it could stop, in "), std::string::npos) << err;
}

TEST_P(Signals, EndARunWhoseNextStageHasNotBegun) {
  const std::string file = workflow(
      "[stage.p]\nuse = \"test.pages\"\nstop = 3\nway = \"finish\"\n[stage.q]\nuse = \"test.write\"\nafter = "
      "[\"p\"]\n");
  Running running = start({"run", file, "--workspace", workspace()});
  wait_for_log("p", "asleep");
  running.signal(GetParam());
  EXPECT_EQ(WEXITSTATUS(running.wait()), 128 + GetParam());
  EXPECT_EQ(record()["stages"][0]["status"], "done");
  EXPECT_EQ(record()["stages"][1]["status"], "waiting");
  EXPECT_EQ(running.err().find("finished before"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Both, Signals, testing::Values(SIGINT, SIGTERM));

TEST_F(Program, TextsOfPluginsAreNoCommandsToTheTerminal) {
  const std::vector<std::string> rude = {"--plugin", plugin_file("test_rude").string()};
  const auto said = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), rude.begin(), rude.end());
    const ChildResult r = atelier(std::move(arguments));
    EXPECT_EQ((r.out + r.err).find_first_of("\x1b\x07\r\t"), std::string::npos) << r.out << r.err;
    return r;
  };
  const std::string listed = said({"plugins"}).out;
  EXPECT_NE(listed.find("  Two\\nlines\\x1b[2J. [test.rude]\n"), std::string::npos) << listed;
  const std::string shown = said({"plugins", "show", "test.rude"}).out;
  for (const char* part : {"Two\\nlines\\x1b[2J.\n", "A page\\r\nof \\x1b[31mred\\x07 text.",
                           "One\\nof\\x1b]0;these\\x07.", "in \\tx", "A\\rnumber.", "plugin test.rude 1.0.0\\x1b[2J, "})
    EXPECT_NE(shown.find(part), std::string::npos) << part << "\n" << shown;
  const std::string file = workflow("[stage.a]\nuse = \"test.rude\"\n");
  const ChildResult run = said({"run", file, "--workspace", workspace()});
  EXPECT_EQ(run.exit_code, kExitStageFailed);
  EXPECT_EQ(run.out, "a result\\x1b[2J\nof two lines\n");
  EXPECT_NE(run.err.find("torn\\x1b[2J apart"), std::string::npos) << run.err;
}

TEST_F(Program, APluginFileThatAnotherOneHidesIsToldWhereItIsMissed) {
  const std::string impostor = plugin_file("test_impostor").string(), stages = plugin_file("test_stages").string();
  const std::string file = workflow("[stage.a]\nuse = \"test.write\"\n");
  const ChildResult missed = atelier({"check", file, "--plugin", impostor, "--plugin", stages});
  EXPECT_EQ(missed.exit_code, kExitPlugin);
  EXPECT_NE(missed.err.find("error[E216]: there is no component `test.write`"), std::string::npos) << missed.err;
  EXPECT_NE(missed.err.find("w.toml:4:7"), std::string::npos) << missed.err;
  EXPECT_NE(missed.err.find(stages + " offers it; " + impostor + " is plugin `test.stages` as well"), std::string::npos)
      << missed.err;
  const ChildResult list = atelier({"plugins", "--plugin", impostor, "--plugin", stages});
  EXPECT_NE(list.out.find(stages + ": plugin test.stages was found earlier, in " + impostor), std::string::npos);
  EXPECT_NE(list.out.find("missing for that: test.write"), std::string::npos) << list.out;
  const ChildResult show = atelier({"plugins", "show", "test.write", "--plugin", impostor, "--plugin", stages});
  EXPECT_EQ(show.exit_code, kExitPlugin);
  EXPECT_NE(show.err.find(impostor), std::string::npos) << show.err;
}

TEST_F(Program, AWorkflowThatNeedsARefusedPluginFailsForThePlugin) {
  ::setenv("ATELIER_PLUGIN_PATH", plugin_file("test_contract").c_str(), 1);
  const ChildResult r = atelier({"run", workflow("[stage.a]\nuse = \"contract.wrong\"\n")});
  ::unsetenv("ATELIER_PLUGIN_PATH");
  EXPECT_EQ(r.exit_code, kExitPlugin);
  EXPECT_NE(r.err.find("error[E213]"), std::string::npos) << r.err;
}

TEST_F(Program, DurationsThatAreNone) {
  const auto said = [&](const std::string& pause) {
    const std::string toml = "[part.t]\nuse = \"acme.bold\"\n[stage.a]\nuse = \"acme.do\"\ntasks = [\"@t\"]\n";
    const ChildResult r = atelier({"check", workflow(toml + "pause = " + pause + "\n"), "--format", "short", "--plugin",
                                   plugin_file("test_tasks").string()});
    EXPECT_EQ(r.exit_code, kExitWorkflow) << pause;
    return r.err;
  };
  EXPECT_NE(said("\"5 minutes\"").find(":8:9: error[E406]"), std::string::npos);
  EXPECT_NE(said("\"5\"").find("error[E406]"), std::string::npos);
  EXPECT_NE(said("true").find("error[E401]"), std::string::npos);
  EXPECT_NE(said("\"2h\"").find("error[E402]"), std::string::npos);
  EXPECT_NE(said("-1").find("error[E402]"), std::string::npos);
}

}  // namespace
}  // namespace atelier::host
