// Runs where the store, or all of the workspace, is really mounted read-only: the program as a child.
#include "testing/mounts.hpp"

#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class ReadOnly : public test_bench::Program {
 protected:
  ChildResult ask(const std::string& verb, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {verb, file_, "--workspace", workspace()});
    return with_stages(std::move(more));
  }
  std::string reused() const {
    std::string out;
    const json last = record();
    for (const json& stage : last["stages"])
      if (stage.value("reused", false)) out += stage["name"].get<std::string>() + " ";
    return out;
  }
  const std::string file_ = workflow(
      "[stage.write]\nuse = \"test.write\"\ntext = \"hey\"\n"
      "[stage.read]\nuse = \"test.read\"\nfile = \"@write.file\"\nlength = \"@write.length\"\n");
};

TEST_F(ReadOnly, AWorkspaceIsLookedAtAndNotRunIn) {
  ASSERT_EQ(ask("run").exit_code, 0);
  const test_bench::ReadOnlyMount mount(workspace());
  if (!mount.why_not().empty()) GTEST_SKIP() << mount.why_not();
  const ChildResult plan = ask("plan", {"--exit-code"});
  EXPECT_EQ(plan.exit_code, 0) << plan.out << plan.err;
  EXPECT_EQ(plan.err, "");
  const ChildResult run = ask("run");
  EXPECT_EQ(run.exit_code, 1) << run.err;
  EXPECT_NE(run.err.find("Read-only file system\n  what a run leaves goes to " + workspace() +
                         ": make it a folder that can be written"),
            std::string::npos)
      << run.err;
  const ChildResult gc = atelier({"gc", "--workspace", workspace()});
  EXPECT_EQ(gc.exit_code, 5) << gc.err;
  EXPECT_NE(gc.err.find("Read-only file system"), std::string::npos) << gc.err;
}

TEST_F(ReadOnly, AStoreIsUsedAndWhatIsNewStaysInTheRun) {
  ASSERT_EQ(ask("run").exit_code, 0);
  const test_bench::ReadOnlyMount mount(workspace() + "/store");
  if (!mount.why_not().empty()) GTEST_SKIP() << mount.why_not();
  const ChildResult same = ask("run");
  EXPECT_EQ(same.exit_code, 0) << same.err;
  EXPECT_EQ(same.err.find("warning"), std::string::npos) << same.err;
  EXPECT_EQ(reused(), "write read ");
  const ChildResult other = ask("run", {"--set", "write.text=ho"});
  EXPECT_EQ(other.exit_code, 0) << other.err;
  const std::string said = "warning: results of this run are not kept for later ones: ";
  ASSERT_NE(other.err.find(said), std::string::npos) << other.err;
  EXPECT_EQ(other.err.find(said), other.err.rfind(said)) << "once: " << other.err;
  EXPECT_EQ(reused(), "");
  EXPECT_EQ(read_file(folder_ / "work/runs/latest/outputs/read/note.txt"), "ho");
  EXPECT_FALSE(fs::is_symlink(folder_ / "work/runs/latest/outputs/read"));
}

}  // namespace
}  // namespace atelier::host
