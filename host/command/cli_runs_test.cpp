// `runs` and `replay`, by the program itself.
#include <sys/wait.h>

#include "cli.hpp"
#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test_bench::Program;
using test_bench::Running;

const char kChain[] = R"(
[stage.write]
use = "test.write"
text = "hey"
times = 3
[stage.read]
use = "test.read"
file = "@write.file"
length = "@write.length"
[check]
short = "@write.length < 100"
)";

class Runs : public Program {
 protected:
  std::string run(const std::string& toml, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"run", workflow(toml), "--workspace", workspace()};
    words.insert(words.end(), more.begin(), more.end());
    const ChildResult r = with_stages(words);
    err_ = r.err;
    return fs::read_symlink(folder_ / "work/runs/current").string();
  }
  ChildResult ask(std::vector<std::string> words) {
    words.insert(words.end(), {"--workspace", workspace()});
    return atelier(words);
  }
  json ask_json(std::vector<std::string> words) {
    words.push_back("--json");
    const ChildResult r = ask(words);
    return json::parse(r.out, nullptr, false);
  }
  static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
  std::string err_;
};

TEST_F(Runs, AreListed) {
  EXPECT_TRUE(has(ask({"runs"}).err, "no run in "));
  const std::string first = run(kChain), second = run(kChain), failed = run("[stage.f]\nuse = \"test.fail\"\n");
  fs::create_directories(folder_ / "work/runs/notes");
  write_file(folder_ / "work/runs/notes/text.txt", "mine");
  write_file(fs::path(workspace()) / "runs" / first / "run.json", "{ half");
  const ChildResult text = ask({"runs"});
  EXPECT_EQ(text.exit_code, kExitDone) << text.err;
  for (const std::string& part :
       {failed + "  failed", second + "  done", first + "  broken", std::string("run.json is damaged"),
        std::string("2/2 (2 reused)"), std::string("just now"), std::string("notes")})
    EXPECT_TRUE(has(text.out, part)) << part << "\n" << text.out;
  EXPECT_LT(text.out.find(failed), text.out.find(second));
  const json all = ask_json({"runs", "-n", "2"});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1]["id"], second);
  EXPECT_EQ(all[1]["stages"][0]["reused"], true);
  EXPECT_EQ(ask_json({"runs", "--workflow", "w"}).size(), 2u);
  EXPECT_EQ(ask_json({"runs", "--workflow", "other"}), json::array());
  EXPECT_EQ(ask({"runs", "-n", "0"}).exit_code, kExitCommandLine);
}

TEST_F(Runs, AreShown) {
  const std::string first = run(kChain), second = run(kChain);
  const ChildResult text = ask({"runs", "show", "latest"});
  EXPECT_EQ(text.exit_code, kExitDone) << text.err;
  for (const std::string& part :
       {std::string("status    done"), "reused from run " + first, std::string("write.length"),
        std::string("test.stages 1.2.3, build "), std::string("9 bytes in 1 file"), std::string("resolved.toml"),
        std::string("short  passed")})
    EXPECT_TRUE(has(text.out, part)) << part << "\n" << text.out;
  EXPECT_EQ(ask_json({"runs", "show", second})["stages"][1]["output"]["files"], 1);
  const std::string failed = run("[stage.f]\nuse = \"test.fail\"\n");
  EXPECT_TRUE(has(ask({"runs", "show", failed}).out, "failed (exit code 1)"));
  write_file(fs::path(workspace()) / "runs" / first / "run.json", "{ half");
  const ChildResult broken = ask({"runs", "show", first});
  EXPECT_EQ(broken.exit_code, kExitStageFailed);
  EXPECT_TRUE(has(broken.err, "cannot be shown: run.json is damaged")) << broken.err;
  EXPECT_EQ(ask({"runs", "show", "nothing"}).exit_code, kExitCommandLine);
}

TEST_F(Runs, AreCompared) {
  const std::string first = run(kChain), second = run(kChain, {"--set", "write.times=4"});
  const ChildResult text = ask({"runs", "diff", first, "latest"});
  EXPECT_EQ(text.exit_code, kExitDone) << text.err;
  for (const char* part : {"write.times  3  → 4", "left other files", "note.txt has other bytes", "9  → 12", "+3"})
    EXPECT_TRUE(has(text.out, part)) << part << "\n" << text.out;
  run(kChain);
  EXPECT_TRUE(has(ask({"runs", "diff", first, "latest"}).out, "options, inputs, plugins and program are the same"));
  EXPECT_EQ(ask_json({"runs", "diff", first, second})["options"].size(), 1u);
  EXPECT_EQ(ask_json({"runs", "diff", second})["a"]["id"], first) << "the newest before it";
  const ChildResult none = ask({"runs", "diff", first});
  EXPECT_EQ(none.exit_code, kExitCommandLine);
  EXPECT_TRUE(has(none.err, "there is no run of w before " + first)) << none.err;
}

TEST_F(Runs, AreRemoved) {
  const std::string first = run(kChain), second = run(kChain);
  const ChildResult dry = ask({"runs", "rm", second, "--dry-run"});
  EXPECT_EQ(dry.exit_code, kExitDone);
  EXPECT_TRUE(has(dry.out, "would remove run " + second)) << dry.out;
  EXPECT_TRUE(fs::exists(folder_ / "work/runs" / second));
  const ChildResult unknown = ask({"runs", "rm", second, "nothing"});
  EXPECT_EQ(unknown.exit_code, kExitCommandLine);
  EXPECT_TRUE(fs::exists(folder_ / "work/runs" / second)) << "all or none";
  const ChildResult removed = ask({"runs", "rm", second, "latest"});
  EXPECT_EQ(removed.exit_code, kExitDone) << removed.err;
  EXPECT_TRUE(has(removed.err, "atelier gc")) << removed.err;
  EXPECT_FALSE(fs::exists(folder_ / "work/runs" / second));
  EXPECT_EQ(fs::read_symlink(folder_ / "work/runs/latest"), first);
  run(kChain);
  EXPECT_TRUE(has(err_, "reused, made by run " + first)) << err_;
}

TEST_F(Runs, AtWorkAreNotRemoved) {
  Running running =
      start({"run", workflow("[stage.a]\nuse = \"test.fail\"\nway = \"sleep\"\n"), "--workspace", workspace()});
  wait_for_log("a", "asleep");
  const ChildResult repeated = ask({"replay", "current"});
  EXPECT_EQ(repeated.exit_code, kExitStageFailed);
  EXPECT_TRUE(has(repeated.err, "cannot be repeated: it is at work")) << repeated.err;
  const ChildResult refused = ask({"runs", "rm", "current"});
  EXPECT_EQ(refused.exit_code, kExitStageFailed);
  EXPECT_TRUE(has(refused.err, "it is at work")) << refused.err;
  running.signal(SIGTERM);
  running.wait();
  EXPECT_EQ(ask({"runs", "rm", "current"}).exit_code, kExitDone);
}

TEST_F(Runs, AreReplayedThoughTheWorkflowIsGone) {
  const std::string first = run(kChain);
  run(kChain);  // reuses both
  fs::remove(folder_ / "w.toml");
  const ChildResult text = ask({"replay", "latest"});
  EXPECT_EQ(text.exit_code, kExitDone) << text.err << text.out;
  EXPECT_TRUE(has(text.out, "write  equal\nread   equal\n2 of 2 stages left the same in run ")) << text.out;
  EXPECT_EQ(record()["stages"][0].value("reused", false), false) << "from scratch";
  EXPECT_EQ(record()["status"], "done");
  const ChildResult elsewhere = ask({"replay", first, "--strict", "--json", "--into", (folder_ / "again").string()});
  EXPECT_EQ(elsewhere.exit_code, kExitDone) << elsewhere.err;
  EXPECT_TRUE(fs::exists(folder_ / "again/runs/latest/outputs/read/note.txt"));
}

TEST_F(Runs, ThatReadWhatHasChangedAreReplayedWithAWarning) {
  write_file(folder_ / "in put.txt", "one");
  const std::string toml = "[stage.r]\nuse = \"test.read\"\nfile = \"in put.txt\"\nlength = 3\n";
  const std::string first = run(toml);
  write_file(folder_ / "in put.txt", "two");
  const ChildResult strict = ask({"replay", first, "--strict"});
  EXPECT_EQ(strict.exit_code, kExitStageFailed);
  EXPECT_TRUE(has(strict.err, "in put.txt has changed since the run")) << strict.err;
  EXPECT_EQ(fs::read_symlink(folder_ / "work/runs/current"), first) << "nothing was run";
  const ChildResult told = ask({"replay", first});
  EXPECT_EQ(told.exit_code, kExitStageFailed);
  EXPECT_TRUE(has(told.err, "warning: input ")) << told.err;
  EXPECT_TRUE(has(told.out, "r  differs  note.txt has other bytes; made from other things: ")) << told.out;
  // without the result that it had, the digest still tells
  write_file(folder_ / "in put.txt", "one");
  fs::remove_all(fs::canonical(folder_ / "work/runs" / first / "outputs/r").parent_path());
  EXPECT_EQ(ask({"replay", first}).exit_code, kExitDone);
  fs::remove(folder_ / "in put.txt");
  const ChildResult gone = ask({"replay", first});
  EXPECT_NE(gone.exit_code, kExitDone);
  EXPECT_TRUE(has(gone.err, "in put.txt")) << gone.err;
}

TEST_F(Runs, WhoseComparisonIsLostAreNotRepeatedWell) {
  run(kChain);
  const std::string line =
      "\"$0\" replay latest --workspace \"" + workspace() + "\" --plugin \"$1\" --progress none >/dev/full";
  const ChildResult r =
      run_child({"/bin/bash", "-c", line, test::program(), test_bench::plugin_file("test_stages").string()}, 60);
  EXPECT_EQ(r.exit_code, kExitStageFailed) << r.err;
}

TEST_F(Runs, ThatFailedAreReplayedAsFarAsTheyCame) {
  const std::string id =
      run("[stage.w]\nuse = \"test.write\"\n[stage.f]\nuse = \"test.fail\"\n[stage.z]\nuse = \"test.write\"\nafter = "
          "[\"f\"]\n");
  const ChildResult r = ask({"replay", id});
  EXPECT_EQ(r.exit_code, kExitStageFailed) << r.err;
  EXPECT_TRUE(has(r.out, "w  equal\nf  not compared  in run " + id + " it is failed")) << r.out;
  fs::remove(folder_ / "work/runs" / id / "resolved.toml");
  EXPECT_TRUE(has(ask({"replay", id}).err, "cannot be repeated: "));
}

// resolved.toml runs as it stands: from another folder, with spaces and quotes in paths, it is the same workflow.
TEST_F(Runs, ResolvedWorkflowsRunAnywhere) {
  const fs::path odd = folder_ / "a \"b' ${c} é @d";
  fs::create_directories(odd);
  fs::create_directories(folder_ / "elsewhere");
  write_file(odd / "in $x.txt", "one");
  write_file(
      odd / "w.toml",
      "atelier = 1\nname = \"w\"\n[stage.write]\nuse = \"test.write\"\ntext = \"${env.ATELIER_TEST_TEXT} $${x}\"\n"
      "[stage.r]\nuse = \"test.read\"\nfile = \"in $x.txt\"\nlength = 3\n");
  ::setenv("ATELIER_TEST_TEXT", "@h \"q\"", 1);
  EXPECT_EQ(with_stages({"run", (odd / "w.toml").string(), "--workspace", workspace()}).exit_code, kExitDone);
  ::unsetenv("ATELIER_TEST_TEXT");
  EXPECT_EQ(record()["environment"], (json{{"ATELIER_TEST_TEXT", "@h \"q\""}}));
  const std::string resolved = read_file(folder_ / "work/runs/latest/resolved.toml");
  write_file(folder_ / "elsewhere/copy.toml", resolved);
  const ChildResult r = with_stages({"run", (folder_ / "elsewhere/copy.toml").string(), "--workspace", workspace()});
  EXPECT_EQ(r.exit_code, kExitDone) << r.err;
  for (const json& stage : record()["stages"]) EXPECT_TRUE(stage.value("reused", false)) << stage.dump(2);
  EXPECT_EQ(ask({"replay", "latest", "--strict"}).exit_code, kExitDone);
}

}  // namespace
}  // namespace atelier::host
