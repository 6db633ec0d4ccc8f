// `report` and the page that each run leaves, by the program itself.
#include "report.hpp"

#include <sys/stat.h>

#include "system/exit_code.hpp"
#include "testing/format_page.hpp"
#include "testing/program_bench.hpp"
#include "testing/well_formed.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test_bench::Program;
using test_bench::Running;
using test_bench::trouble_with_page;

const char kWorkflow[] = R"([stage.write]
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

class Report : public Program {
 protected:
  // The folder of the run.
  fs::path run(const std::string& toml, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"run", workflow(toml), "--workspace", workspace()};
    words.insert(words.end(), more.begin(), more.end());
    last_ = with_stages(words);
    return folder_ / "work/runs" / fs::read_symlink(folder_ / "work/runs/current");
  }
  ChildResult report(std::vector<std::string> words) {
    words.insert(words.begin(), "report");
    words.insert(words.end(), {"--workspace", workspace()});
    return atelier(words);
  }
  // Of the file that the answer names.
  static std::string page(const ChildResult& answer) {
    EXPECT_EQ(answer.exit_code, kExitDone) << answer.err;
    const std::string text = read_file(answer.out.substr(0, answer.out.find('\n')));
    EXPECT_EQ(trouble_with_page(text), "");
    return text;
  }
  static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
  // But for when it was written.
  static std::string timeless(const std::string& page) { return page.substr(0, page.find("<footer>")); }

  ChildResult last_;
};

TEST_F(Report, IsLeftByEachRun) {
  const fs::path first = run(kWorkflow), second = run(kWorkflow);
  const std::string text = read_file(second / "report.html");
  EXPECT_EQ(trouble_with_page(text), "");
  for (const std::string& part :
       {std::string("<span class=\"state good\">done</span>"), std::string("<span class=\"state good\">reused</span>"),
        "../" + first.filename().string() + "/report.html", std::string("write.length &lt; 100"),
        std::string("9 bytes in 1 file"), std::string("class=\"wiring\""), std::string("exit code</dt><dd>0"),
        std::string("times"), std::string("test.stages")})
    EXPECT_TRUE(has(text, part)) << part << "\n" << text;
  const ChildResult again = report({"latest"});
  EXPECT_EQ(again.out, (second / "report.html").string() + "\n");
  EXPECT_EQ(timeless(page(again)), timeless(text)) << "the end of a run tells what is told later";
}

TEST_F(Report, IsAmongTheFilesOfARun) {
  EXPECT_TRUE(test_bench::documented("run/run_folder.md", "## Files").count("report.html"));
  EXPECT_TRUE(fs::exists(run(kWorkflow) / "report.html"));
}

TEST_F(Report, OfARunThatFailed) {
  const fs::path failed = run("[stage.f]\nuse = \"test.fail\"\n[stage.g]\nuse = \"test.write\"\nafter = \"f\"\n");
  EXPECT_EQ(last_.exit_code, kExitStageFailed);
  const std::string text = read_file(failed / "report.html");
  EXPECT_EQ(trouble_with_page(text), "");
  for (const char* part : {"id=\"failure\"", "state bad\">failed", "not run", "needs `f`", "the note ends too early"})
    EXPECT_TRUE(has(text, part)) << part << "\n" << text;
}

TEST_F(Report, ThatCannotBeWrittenEndsNoRun) {
  Running running =
      start({"run", workflow("[stage.s]\nuse = \"test.fail\"\nway = \"sleep\"\n"), "--workspace", workspace()});
  wait_for_log("s", "asleep");
  const fs::path folder = folder_ / "work/runs" / fs::read_symlink(folder_ / "work/runs/current");
  fs::create_directories(folder / "report.html/in the way");
  running.signal(SIGINT);
  const int status = running.wait();
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 130) << status;
  EXPECT_TRUE(has(running.err(), "the run has no report.html: ")) << running.err();
  EXPECT_EQ(record()["status"], "interrupted");
}

TEST_F(Report, OfARunAtWorkAndOneThatWasKilled) {
  {
    Running running =
        start({"run", workflow("[stage.s]\nuse = \"test.fail\"\nway = \"sleep\"\n"), "--workspace", workspace()});
    wait_for_log("s", "asleep");
    EXPECT_TRUE(has(page(report({"current"})), "<span class=\"state warn\">running</span>"));
    running.signal(SIGKILL);
    running.wait();
  }
  const std::string crashed = page(report({"current"}));
  EXPECT_TRUE(has(crashed, "<span class=\"state bad\">crashed</span>"));
  EXPECT_TRUE(has(crashed, "The end of the log of s") && has(crashed, " asleep")) << crashed;
}

TEST_F(Report, OfARunWhoseOutputsWent) {
  const fs::path first = run(kWorkflow);
  run("[stage.other]\nuse = \"test.write\"\n");
  ASSERT_EQ(atelier({"gc", "--keep", "1", "--workspace", workspace()}).exit_code, kExitDone);
  const std::string text = page(report({first.filename().string()}));
  EXPECT_TRUE(has(text, "removed since"));
}

TEST_F(Report, OfSeveralRunsComparesThem) {
  const fs::path first = run(kWorkflow), second = run(kWorkflow, {"--set", "write.times=4"});
  const std::string a = first.filename().string(), b = second.filename().string();
  const auto end = [](const std::string& id) { return id.substr(id.size() - 4); };
  const ChildResult both = report({a, "latest", a});
  EXPECT_EQ(both.out, (folder_ / "work").string() + "/report-" + end(a) + "-" + end(b) + ".html\n");
  const std::string text = page(both);
  EXPECT_TRUE(has(text, "write.times</td><td class=\"value any\">3</td><td class=\"value any\">4</td>")) << text;
  EXPECT_TRUE(has(text, "href=\"runs/" + a + "/report.html\""));
  EXPECT_TRUE(has(text, "≠</b> length"));
  const ChildResult elsewhere = report({a, b, "--output", (folder_ / "c.html").string()});
  EXPECT_EQ(elsewhere.out, (folder_ / "c.html").string() + "\n");
  EXPECT_TRUE(has(page(elsewhere), "href=\"work/runs/" + a + "/report.html\""));
}

TEST_F(Report, OfASweepComparesItsJobs) {
  const ChildResult swept = with_stages(
      {"sweep", workflow(kWorkflow), "--over", "write.times=[1,2]", "--name", "few", "--workspace", workspace()});
  ASSERT_EQ(swept.exit_code, kExitDone) << swept.err;
  const ChildResult answer = report({"few"});
  EXPECT_EQ(answer.out, (folder_ / "work/sweeps/few/report.html").string() + "\n");
  const std::string text = page(answer);
  EXPECT_TRUE(has(text, "Sweep few"));
  EXPECT_TRUE(has(text, "<td class=\"value any\">1</td><td class=\"value any\">2</td>")) << text;
  EXPECT_TRUE(has(text, "href=\"../../runs/"));
}

TEST_F(Report, SaysWhyThereIsNone) {
  const fs::path damaged = run(kWorkflow);
  const ChildResult none = report({"nothing"});
  EXPECT_EQ(none.exit_code, kExitCommandLine);
  EXPECT_TRUE(has(none.err, "there is no run `nothing`")) << none.err;
  EXPECT_EQ(report({}).exit_code, kExitCommandLine);
  const ChildResult nowhere = report({"latest", "--output", (folder_ / "no/such/folder/r.html").string()});
  EXPECT_EQ(nowhere.exit_code, kExitStageFailed);
  EXPECT_TRUE(has(nowhere.err, "no/such/folder")) << nowhere.err;
  write_file(damaged / "run.json", "{ half");
  const ChildResult half = report({"latest"});
  EXPECT_EQ(half.exit_code, kExitStageFailed);
  EXPECT_TRUE(has(half.err, "run.json is damaged")) << half.err;
}

}  // namespace
}  // namespace atelier::host
