// `config`, `graph` and `schema` as the program prints them.
#include "cli.hpp"
#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test_bench::Program;

const char kTwo[] = R"([params]
times = 2
[stage.a]
use = "test.write"
text = "x"
times = "@params.times"
[stage.b]
use = "test.fail"
after = "a"
[profile.many]
params.times = 5
)";

class Views : public Program {
 protected:
  std::string said(std::vector<std::string> arguments) {
    const ChildResult r = with_stages(std::move(arguments));
    EXPECT_EQ(r.exit_code, kExitDone) << r.err;
    EXPECT_EQ(r.err, "");
    return r.out;
  }
  const std::string file_ = workflow(kTwo);
};

TEST_F(Views, ConfigIsAWorkflowThatRuns) {
  for (const std::vector<std::string>& more : std::vector<std::vector<std::string>>{{}, {"--changed"}}) {
    std::vector<std::string> line = {"config", file_, "--profile", "many"};
    line.insert(line.end(), more.begin(), more.end());
    write_file(folder_ / "again.toml", said(line));
    const std::string workspace = (folder_ / ("again" + std::to_string(more.size()))).string();
    EXPECT_EQ(with_stages({"run", (folder_ / "again.toml").string(), "a", "--workspace", workspace}).exit_code,
              kExitDone);
    EXPECT_EQ(read_file(fs::path(workspace) / "runs/latest/outputs/a/note.txt"), "xxxxx");
  }
}

TEST_F(Views, ConfigTellsOfOneValueAllThatIsKnown) {
  const std::string out = said({"config", file_, "--profile", "many", "--set", "params.times=7", "a.times"});
  EXPECT_EQ(out.rfind("a.times = 7\n  --set params.times=7\n  by @params.times of file: ", 0), 0u) << out;
  for (const char* line :
       {"\n  over 5 of profile many: ", "\n  over 2 of file: ", "\n  default of test.write: 1\n", "\n  it takes int: "})
    EXPECT_NE(out.find(line), std::string::npos) << line << out;
  const json all = json::parse(said({"config", file_, "stage.a.times", "--json"}));
  EXPECT_EQ(all["a.times"]["value"], 2);
  EXPECT_EQ(all["a.times"]["line"], 4);
  EXPECT_EQ(all["a.times"]["by"]["reference"], "@params.times");
}

TEST_F(Views, ConfigAsJson) {
  const json all = json::parse(said({"config", file_, "--json"}));
  EXPECT_EQ(all["workflow"]["stage"]["a"]["use"], "test.write");
  EXPECT_EQ(all["workflow"]["stage"]["a"]["times"], 2);
  EXPECT_EQ(all["workflow"]["stage"]["b"]["after"], json({"a"}));
  EXPECT_EQ(all["params"]["times"], 2);
  EXPECT_EQ(all["values"]["run.seed"]["layer"], "default");
  const json changed = json::parse(said({"config", file_, "--json", "--changed"}));
  EXPECT_FALSE(changed["values"].contains("run.seed"));
  EXPECT_EQ(changed["values"]["a.text"]["value"], "x");
}

TEST_F(Views, ConfigOfNothingSaysWhatThereIs) {
  const ChildResult r = with_stages({"config", file_, "a.tims"});
  EXPECT_EQ(r.exit_code, kExitCommandLine);
  EXPECT_NE(r.err.find("did you mean `a.times`?"), std::string::npos) << r.err;
  EXPECT_EQ(r.out, "");
  EXPECT_EQ(with_stages({"config", workflow("[stage.a]\nuse = \"test.wrote\"\n")}).exit_code, kExitWorkflow);
}

TEST_F(Views, GraphInItsForms) {
  EXPECT_EQ(said({"graph", file_}).rfind("w: 2 stages, 0 parts\n\n 1 a (test.write)\n", 0), 0u);
  EXPECT_EQ(said({"graph", file_, "a"}).rfind("w: 1 stage, 0 parts\n", 0), 0u);
  EXPECT_EQ(said({"graph", file_, "--dot"}).rfind("digraph \"w\"", 0), 0u);
  EXPECT_EQ(said({"graph", file_, "--mermaid"}).rfind("flowchart LR\n", 0), 0u);
  EXPECT_EQ(said({"graph", file_, "--svg"}).rfind("<svg xmlns=", 0), 0u);
  EXPECT_EQ(with_stages({"graph", file_, "--svg", "--dot"}).exit_code, kExitCommandLine);
  EXPECT_EQ(with_stages({"graph", file_, "c"}).exit_code, kExitCommandLine);
}

TEST_F(Views, SchemaIsPrintedOrWrittenWhole) {
  const std::string printed = said({"schema"});
  const json schema = json::parse(printed);
  EXPECT_EQ(schema["definitions"]["component.test.write"]["properties"]["times"]["anyOf"][0]["maximum"], 1000);
  const fs::path file = folder_ / ".atelier/workflow.schema.json";
  EXPECT_EQ(said({"schema", "--output", file.string()}), "");
  EXPECT_EQ(read_file(file), printed);
  write_file(folder_ / "in_the_way", "");
  const ChildResult r = with_stages({"schema", "--output", (folder_ / "in_the_way/x.json").string()});
  EXPECT_EQ(r.exit_code, kExitStageFailed);
  EXPECT_EQ(r.err.rfind("error: ", 0), 0u) << r.err;
}

}  // namespace
}  // namespace atelier::host
