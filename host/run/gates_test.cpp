#include "gates.hpp"

#include <limits>
#include <nlohmann/json.hpp>

#include "system/exit_code.hpp"
#include "testing/host_bench.hpp"
#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test_bench::Bench;
using test_bench::Ran;

const char kTwoAndFollowers[] = R"(
[stage.one]
use = "test.write"
[stage.two]
use = "test.write"
[stage.after_one]
use = "test.read"
file = "@one.file"
length = "@one.length"
[stage.after_two]
use = "test.write"
after = ["two"]
[stage.free]
use = "test.write"
text = "free"
)";

class Gates : public testing::Test {
 protected:
  void resolve(const std::string& checks) {
    result_ = bench_.resolve_text(std::string(kTwoAndFollowers) + "[check]\n" + checks);
  }
  int node(const std::string& name) const {
    const auto& nodes = result_.workflow.nodes;
    const auto at = std::find_if(nodes.begin(), nodes.end(), [&](const Node& n) { return n.name == name; });
    return static_cast<int>(at - nodes.begin());
  }
  std::set<std::string> stopped(size_t gate) const {
    std::set<std::string> out;
    for (const int stage : stopped_by(result_.workflow, result_.workflow.gates.at(gate)))
      out.insert(result_.workflow.nodes[static_cast<size_t>(stage)].name);
    return out;
  }
  std::string failure(const Numbers& numbers) const {
    const auto results = decide_gates(result_.workflow, {{node("one"), numbers}}, node("one"));
    return results.size() == 1 && !results[0].passed ? failure_words(results[0]) : "passed";
  }

  Bench bench_;
  ResolveResult result_;
};

TEST_F(Gates, AreDecidedOnceTheLastOfTheirStagesHasEnded) {
  resolve("both = \"@one.n < @two.n\"\nfirst = \"@one.n == 1\"\n");
  const Numbers numbers = {{"n", 1}};
  const auto names = [&](const std::map<int, Numbers>& ended, const char* stage) {
    std::string out;
    for (const GateResult& result : decide_gates(result_.workflow, ended, node(stage)))
      out += result.gate->name + (result.passed ? "+" : "-");
    return out;
  };
  EXPECT_EQ(names({{node("one"), numbers}}, "one"), "first+");
  EXPECT_EQ(names({{node("one"), numbers}, {node("two"), numbers}}, "two"), "both-");
  EXPECT_EQ(names({{node("one"), numbers}, {node("two"), {{"n", 2}}}}, "two"), "both+");
  EXPECT_EQ(names({{node("one"), numbers}, {node("free"), numbers}}, "free"), "");
  EXPECT_EQ(gates_of(result_.workflow, {node("one"), node("free")}).size(), 1u);
}

TEST_F(Gates, SayAllDigitsWhereSixDoNotTellWhy) {
  resolve("c = \"@one.mean >= 0.4\"\n");
  EXPECT_EQ(failure({{"score/mean", 0.39999999}}).substr(0, 62),
            "check `c` failed: one.mean is 0.39999999, and must be >= 0.4 (");
  EXPECT_EQ(failure({{"score/mean", 0.31111111}}).substr(0, 60),
            "check `c` failed: one.mean is 0.311111, and must be >= 0.4 (");
}

TEST_F(Gates, SayWhatWasAndWhatMust) {
  resolve("c = \"@one.mean >= 0.4\"\n");
  const std::string file = (bench_.folder() / "workflow.toml").string();
  EXPECT_EQ(failure({{"score/mean", 0.3125}}),
            "check `c` failed: one.mean is 0.3125, and must be >= 0.4 (" + file + ":19:5)");
  EXPECT_EQ(failure({{"score/mean", 0.4}}), "passed");
  EXPECT_NE(failure({{"mean", std::numeric_limits<double>::quiet_NaN()}}).find("one.mean is not a finite number, and"),
            std::string::npos);
  EXPECT_NE(failure({{"a/mean", 1}, {"b/mean", 1}}).find("`one` left more than one number `mean`: a/mean, b/mean ("),
            std::string::npos);
  EXPECT_NE(failure({}).find("`one` left no number `mean`; it left none ("), std::string::npos);
  EXPECT_NE(failure({{"meen", 1}}).find("`one` left no number `mean`; did you mean `meen`?; it left meen ("),
            std::string::npos)
      << failure({{"meen", 1}});
  EXPECT_NE(failure({{"long/way/down/meen", 1}}).find("did you mean `meen`?"), std::string::npos);
  resolve("c = \"@one.a - @one.b > 0.5 * 1\"\n");
  EXPECT_NE(
      failure({{"a", 1}, {"b", 2}}).find("one.a is 1, one.b is 2, and this does not hold: @one.a - @one.b > 0.5 * 1 ("),
      std::string::npos);
}

TEST_F(Gates, StopWhatDependsOnTheirStagesAndOnlyThat) {
  resolve("first = \"@one.n == 1\"\nboth = \"@one.n < @two.n\"\nlast = \"@after_one.n < @one.n\"\n");
  EXPECT_EQ(stopped(0), std::set<std::string>{"after_one"});
  EXPECT_EQ(stopped(1), (std::set<std::string>{"after_one", "after_two"}));
  EXPECT_EQ(stopped(2), std::set<std::string>{}) << "what it waits for itself has run";
}

// A gate on two stages is no gate for what may run when one of them has ended.
TEST_F(Gates, HoldUpWhatDependsOnOneOfTheirStages) {
  resolve("both = \"@one.n < @two.n\"\n");
  const Selection selection = select_stages(result_.workflow, {"after_one"});
  EXPECT_EQ(selection.stages, (std::vector<int>{node("one"), node("two"), node("after_one")}));
  resolve("a = \"@one.n < @after_two.n\"\nb = \"@two.n < @after_one.n\"\n");
  EXPECT_EQ(result_.workflow.stages.size(), 5u) << "two gates that would wait for each other";
}

TEST_F(Gates, FailTheRunAndKeepWhatWasMade) {
  const Ran ran = bench_.run(std::string(kTwoAndFollowers) +
                             "[check.long]\nthat = \"@one.length > 5\"\n[check.short]\nthat = \"@two.bytes <= 5\"\n");
  EXPECT_EQ(ran.result.exit_code, kExitGate) << ran.err;
  EXPECT_TRUE(fs::exists(ran.file("outputs/one/note.txt")));
  EXPECT_TRUE(fs::exists(ran.file("outputs/after_two/note.txt")));
  EXPECT_TRUE(fs::exists(ran.file("outputs/free/note.txt")));
  EXPECT_FALSE(fs::exists(ran.file("outputs/after_one")));
  EXPECT_NE(ran.err.find("error: check `long` failed: one.length is 5, and must be > 5 ("), std::string::npos);
  EXPECT_NE(ran.err.find("check `short` passed: two.bytes is 5"), std::string::npos) << ran.err;
  const json run = json::parse(ran.read("run.json"));
  EXPECT_EQ(run["status"], "gate failed");
  EXPECT_EQ(run["exit_code"], kExitGate);
  EXPECT_NE(run["error"].get<std::string>().find("check `long` failed"), std::string::npos);
  EXPECT_EQ(run["gates"][0]["status"], "failed");
  EXPECT_EQ(run["gates"][0]["said"], "one.length is 5");
  EXPECT_EQ(run["gates"][1]["status"], "passed");
  for (const json& stage : run["stages"])
    EXPECT_EQ(stage["status"], stage["name"] == "after_one" ? "skipped" : "done") << stage;
}

TEST_F(Gates, FindTheNumbersThatStagesLeave) {
  const Ran ran = bench_.run(std::string(kTwoAndFollowers) +
                             "[check]\na = \"@one.write/bytes == 5\"\nb = \"@one.odd < 1\"\nc = \"@one.free > 0\"\n");
  EXPECT_EQ(ran.result.exit_code, kExitGate);
  EXPECT_NE(ran.err.find("check `a` passed: one.write/bytes is 5"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("check `b` failed: one.odd is not a finite number"), std::string::npos);
  EXPECT_NE(ran.err.find("`one` left no number `free`; it left length, write/bytes, write/odd ("), std::string::npos);
  const json numbers = json::parse(ran.read("run.json"))["stages"][0]["numbers"];
  EXPECT_EQ(numbers, (json{{"length", 5.0}, {"write/bytes", 5.0}, {"write/odd", nullptr}}));
}

class GateProgram : public test_bench::Program {};

TEST_F(GateProgram, HasAnExitCodeOfItsOwn) {
  const std::string file = workflow("[stage.a]\nuse = \"test.write\"\n[check]\nlong = \"@a.length > 5\"\n");
  EXPECT_EQ(with_stages({"run", file, "--workspace", workspace()}).exit_code, 6);
  EXPECT_EQ(with_stages({"run", file, "--workspace", workspace(), "--set", "check.long.that=@a.length > 4"}).exit_code,
            0);
  EXPECT_EQ(with_stages({"run", file, "--workspace", workspace(), "--set", "check.long.enabled=false"}).exit_code, 0);
}

}  // namespace
}  // namespace atelier::host
