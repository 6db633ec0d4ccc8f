#include "executor.hpp"

#include <nlohmann/json.hpp>

#include "testing/host_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test_bench::Bench;
using test_bench::Ran;

const char kWriteAndRead[] = R"(
[stage.write]
use = "test.write"
text = "hey"
times = 3
[stage.read]
use = "test.read"
file = "@write.file"
length = "@write.length"
)";

TEST(Executor, OutputsFeedLaterStages) {
  Bench bench;
  const Ran ran = bench.run(kWriteAndRead);
  EXPECT_EQ(ran.result.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out, "note: heyheyhey\n");
  EXPECT_EQ(ran.read("outputs/read/note.txt"), "heyheyhey");
  EXPECT_FALSE(fs::exists(ran.file("tmp")));
  EXPECT_EQ(ran.read("workflow.toml"), read_file(bench.folder() / "workflow.toml"));
  EXPECT_NE(ran.read("resolved.toml"), "");
}

TEST(Executor, TablesReachTheirStageInTheOrderOfWriting) {
  Bench bench;
  const std::string write = "[stage.write]\nuse = \"test.write\"\ntext = \"hey\"\n";
  const Ran ran = bench.run(write +
                            "[stage.t]\nuse = \"test.tables\"\nrule = { x = \"drop\" }\n"
                            "[stage.t.remap]\nzebra = 1\n\"dining table\" = 2\nlength = \"@write.length\"\napple = 3\n"
                            "[stage.t.names]\nb = \"${env.ATELIER_NO_SUCH:-x}-y\"\na = \"@write.note\"\n");
  EXPECT_EQ(ran.result.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out, "zebra=1;dining table=2;length=3;apple=3;b=x-y;a=hey;x:drop;\n");
  EXPECT_EQ(bench.run("[stage.t]\nuse = \"test.tables\"\n").out, "none=-;no rule\n");
  const Ran wrong = bench.run(
      "[stage.write]\nuse = \"test.write\"\ntimes = 100\n"
      "[stage.t]\nuse = \"test.tables\"\nremap = { n = \"@write.length\" }\n");
  EXPECT_NE(wrong.err.find("`write.length` gives 500, but `n` in `remap` of `t` must be at least 0 and at most 255"),
            std::string::npos)
      << wrong.err;
}

TEST(Executor, RecordsTheRun) {
  Bench bench;
  const Ran ran = bench.run(kWriteAndRead);
  const json run = json::parse(ran.read("run.json"));
  EXPECT_EQ(run["status"], "done");
  EXPECT_EQ(run["exit_code"], 0);
  EXPECT_EQ(run["plugins"][0]["id"], "test.stages");
  EXPECT_EQ(run["plugins"][0]["build_id"].get<std::string>().size(), 40u);
  ASSERT_EQ(run["stages"].size(), 2u);
  EXPECT_EQ(run["stages"][0]["name"], "write");
  EXPECT_EQ(run["stages"][1]["status"], "done");
  EXPECT_GE(run["seconds"].get<double>(), run["stages"][0]["seconds"].get<double>());
  EXPECT_GT(run["peak_memory_bytes"].get<uint64_t>(), 1000000u);
  EXPECT_NE(ran.read("stages/read/log.txt").find("note: heyheyhey"), std::string::npos);
  EXPECT_NE(ran.read("log.txt").find("note: heyheyhey"), std::string::npos);
}

TEST(Executor, MetricsAndEventsAreWholeLines) {
  Bench bench;
  const Ran ran = bench.run(kWriteAndRead);
  std::istringstream metrics(ran.read("stages/write/metrics.jsonl"));
  std::string line;
  ASSERT_TRUE(std::getline(metrics, line));
  EXPECT_EQ(json::parse(line)["name"], "write/bytes");
  EXPECT_EQ(json::parse(line)["value"], 9.0);
  ASSERT_TRUE(std::getline(metrics, line));
  EXPECT_TRUE(json::parse(line)["value"].is_null()) << line;  // NaN
  std::istringstream events(ran.read("events.jsonl"));
  std::vector<std::string> kinds;
  while (std::getline(events, line)) kinds.push_back(json::parse(line)["event"]);
  EXPECT_EQ(kinds, (std::vector<std::string>{"stage", "scalar", "scalar", "text", "stage", "stage", "stage"}));
}

TEST(Executor, RunsNamedStagesWithWhatTheyNeed) {
  Bench bench;
  const std::string toml = std::string(kWriteAndRead) + "[stage.other]\nuse = \"test.fail\"\n";
  const Ran read = bench.run(toml, {"read"});
  EXPECT_EQ(read.result.exit_code, 0);
  EXPECT_TRUE(fs::exists(read.file("outputs/write")));
  const Ran write = bench.run(toml, {"write"});
  EXPECT_EQ(write.result.exit_code, 0);
  EXPECT_FALSE(fs::exists(write.file("outputs/read")));
  EXPECT_FALSE(fs::exists(write.file("stages/read")));
}

struct WayToFail {
  const char* way;
  const char* text;
};
class FailingStage : public testing::TestWithParam<WayToFail> {};

TEST_P(FailingStage, LeavesNoOutputAndSaysWhy) {
  Bench bench;
  const Ran ran = bench.run(std::string("[stage.bad]\nuse = \"test.fail\"\nway = \"") + GetParam().way +
                            "\"\n[stage.later]\nuse = \"test.write\"\nafter = [\"bad\"]\n");
  EXPECT_EQ(ran.result.exit_code, 1);
  const std::string wanted =
      "error: stage `bad` (test.fail) failed\n  log: " + ran.file("stages/bad/log.txt").string() +
      "\n  skipped for it: later\n  ";
  EXPECT_NE(ran.err.find(wanted), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find(std::string("\n  ") + GetParam().text, ran.err.find(wanted)), std::string::npos) << ran.err;
  EXPECT_TRUE(fs::is_empty(ran.file("outputs")));
  EXPECT_FALSE(fs::exists(ran.file("tmp")));
  const json run = json::parse(ran.read("run.json"));
  EXPECT_EQ(run["status"], "failed");
  EXPECT_EQ(run["exit_code"], 1);
  EXPECT_EQ(run["stages"][0]["status"], "failed");
  EXPECT_EQ(run["stages"][1]["status"], "skipped");
}

INSTANTIATE_TEST_SUITE_P(Ways, FailingStage,
                         testing::Values(WayToFail{"fail", "notes.json: byte 17: the note ends too early"},
                                         WayToFail{"throw", "test.fail: thrown"},
                                         WayToFail{"silent",
                                                   "a file or device could not be read or written (it gave no reason)"},
                                         WayToFail{"open", "cannot read "}),
                         [](const auto& info) { return info.param.way; });

TEST(Executor, WiredValuesKeepToTheOptionsRange) {
  Bench bench;
  const Ran ran = bench.run(
      "[stage.write]\nuse = \"test.write\"\ntimes = 500\n"
      "[stage.read]\nuse = \"test.read\"\nfile = \"@write.file\"\nlength = \"@write.length\"\n");
  EXPECT_EQ(ran.result.exit_code, 1);
  EXPECT_NE(ran.err.find("`write.length` gives 2500, but `length` of `read` must be at least 0 and at most 100"),
            std::string::npos)
      << ran.err;
}

TEST(Executor, KindsThatTheHostDoesNotKnow) {
  Bench bench({"test_palette", "test_painter"});
  const Ran ran = bench.run(R"(
[part.warm]
use = "acme.palette"
names = ["red", "orange", "yellow", "brown"]
[part.cut]
use = "acme.halves"
palette = "@warm"
[stage.paint]
use = "acme.paint"
palettes = ["@cut.second", "@warm", "@cut.first"]
)");
  EXPECT_EQ(ran.result.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out, "yellow brown red orange yellow brown red orange\n");
  // One instance for two wires.
  EXPECT_NE(ran.read("stages/paint/log.txt").find("palettes alive: 1"), std::string::npos);
  const std::string log = ran.read("stages/paint/log.txt");
  EXPECT_EQ(log.find("palettes alive: 2"), std::string::npos);
  // Parts come with their component's id; what an output gives has none.
  const size_t first = log.find("made by \"\""), second = log.find("made by \"acme.palette\"");
  EXPECT_LT(first, second) << log;
  EXPECT_NE(second, std::string::npos) << log;
  EXPECT_NE(log.find("made by \"\"", second), std::string::npos) << log;
}

TEST(Executor, EachStageHasPartsOfItsOwnAndTheyGo) {
  Bench bench({"test_palette", "test_painter"});
  const Ran ran = bench.run(R"(
[part.warm]
use = "acme.palette"
names = ["red"]
[stage.one]
use = "acme.paint"
palettes = ["@warm"]
[stage.two]
use = "acme.paint"
palettes = ["@warm"]
after = ["one"]
)");
  EXPECT_EQ(ran.result.exit_code, 0) << ran.err;
  for (const char* stage : {"one", "two"})
    EXPECT_NE(ran.read(std::string("stages/") + stage + "/log.txt").find("palettes alive: 1"), std::string::npos);
}

const char kFourThreads[] = "[run]\nthreads = 4\n";

TEST(Executor, AStageThatUsesASerialComponentWorksOnOneThread) {
  Bench bench({"test_tasks"});
  const std::string shy = "[part.shy]\nuse = \"acme.shy\"\n";
  const std::string said = "a: works on one thread: `acme.shy` takes one call at a time\n";
  const Ran direct = bench.run(kFourThreads + shy + "[stage.a]\nuse = \"acme.do\"\ntasks = [\"@shy\"]\ntimes = 40\n");
  EXPECT_EQ(direct.result.exit_code, 0) << direct.err;
  EXPECT_NE(direct.err.find(said), std::string::npos) << direct.err;
  EXPECT_EQ(direct.err.find(said), direct.err.rfind(said));
  const Ran below = bench.run(kFourThreads + shy +
                              "[part.d]\nuse = \"acme.delegate\"\nto = \"@shy\"\n"
                              "[stage.a]\nuse = \"acme.do\"\ntasks = [\"@d\"]\ntimes = 40\n");
  EXPECT_EQ(below.result.exit_code, 0) << below.err;
  EXPECT_NE(below.read("stages/a/log.txt").find("works on one thread"), std::string::npos);
}

TEST(Executor, OtherStagesKeepTheirThreads) {
  Bench bench({"test_tasks"});
  const Ran ran = bench.run(std::string(kFourThreads) +
                            "[part.bold]\nuse = \"acme.bold\"\n[part.shy]\nuse = \"acme.shy\"\n"
                            "[stage.a]\nuse = \"acme.do\"\ntasks = [\"@bold\"]\ntimes = 40\n"
                            "[stage.b]\nuse = \"acme.do\"\ntasks = [\"@shy\"]\nafter = [\"a\"]\n");
  EXPECT_EQ(ran.result.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.err.find("a: works on one thread"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("b: works on one thread"), std::string::npos) << ran.err;
  const std::string log = ran.read("stages/a/log.txt");
  EXPECT_TRUE(log.find("most at a time: 2") != std::string::npos || log.find("most at a time: 4") != std::string::npos)
      << log;
}

TEST(Executor, DurationsReachTheirComponentInSeconds) {
  Bench bench({"test_tasks"});
  const auto said = [&](const std::string& options) {
    return bench
        .run("[params]\nlong = \"1h\"\n[part.t]\nuse = \"acme.bold\"\n" +
             ("[stage.a]\nuse = \"acme.do\"\ntasks = [\"@t\"]\n" + options))
        .out;
  };
  EXPECT_EQ(said("pause = \"1m30s\"\n"), "pause 90\n");
  EXPECT_EQ(said("pause = \"250ms\"\n"), "pause 0.25\n");
  EXPECT_EQ(said("pause = 2.5\n"), "pause 2.5\n");
  EXPECT_EQ(said("pause = \"@params.long\"\n"), "pause 3600\n");
  EXPECT_EQ(said("pauses = [\"1d\", 3, \"0.5m\"]\n"), "pause 0 86400 3 30\n");
}

TEST(Executor, ObserversSeeEveryEvent) {
  Bench bench;
  const Ran ran = bench.run(std::string("[run]\nobservers = [\"@watch\", \"@blind\"]\n") +
                            "[part.watch]\nuse = \"test.watch\"\nfile = \"seen.txt\"\n" +
                            "[part.blind]\nuse = \"test.watch\"\nfile = \"\"\n" + kWriteAndRead);
  EXPECT_EQ(ran.result.exit_code, 0) << ran.err;
  EXPECT_EQ(
      read_file(bench.folder() / "seen.txt"),
      "begin bench in the folder of its id write read\nwrite write/bytes 1\nwrite write/odd 1\nwrite write/note 1\n"
      "end done \n");
  const size_t told = ran.err.find("observer `blind` failed, the run goes on: test.watch: the observer is blind");
  ASSERT_NE(told, std::string::npos) << ran.err;
  EXPECT_EQ(ran.err.find("observer `blind`", told + 1), std::string::npos);
}

TEST(Executor, ObserversAreToldHowARunFails) {
  Bench bench;
  const Ran ran =
      bench.run(std::string("[run]\nobservers = [\"@watch\"]\n") +
                "[part.watch]\nuse = \"test.watch\"\nfile = \"seen.txt\"\n" + "[stage.bad]\nuse = \"test.fail\"\n");
  EXPECT_EQ(ran.result.exit_code, 1) << ran.err;
  const std::string seen = read_file(bench.folder() / "seen.txt");
  EXPECT_NE(seen.find("end failed notes.json: byte 17: the note ends too early\n"), std::string::npos) << seen;
}

TEST(Executor, PluginsThatDoNotGoTogether) {
  Bench bench({"test_half_a", "test_half_b"});
  const Ran ran = bench.run("[stage.a]\nuse = \"test.half_a\"\n[stage.b]\nuse = \"test.half_b\"\n");
  EXPECT_EQ(ran.result.exit_code, 4);
  EXPECT_NE(ran.err.find("test_half_a.so and "), std::string::npos) << ran.err;
  EXPECT_FALSE(fs::exists(bench.folder() / "work/runs"));
  EXPECT_EQ(bench.run("[stage.a]\nuse = \"test.half_a\"\n").result.exit_code, 0);
}

}  // namespace
}  // namespace atelier::host
