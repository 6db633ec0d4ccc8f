// Runs that are killed at any moment, and two at once: what the next one finds, with the program as a child.
#include <signal.h>

#include <random>

#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test_bench::Running;

class KilledRuns : public test_bench::Program {
 protected:
  std::vector<std::string> words(const std::string& pages) const {
    return {"run", file_, "--workspace", workspace(), "--progress", "none", "--set", "first.pages=" + pages};
  }
  // Whether what a run left is whole.
  void expect_whole(int pages) const {
    const fs::path outputs = folder_ / "work/runs/latest/outputs";
    for (int i = 0; i < pages; ++i)
      EXPECT_EQ(read_file(outputs / "first/pages" / (std::to_string(i) + ".txt")), "page " + std::to_string(i));
    EXPECT_EQ(read_file(outputs / "note/note.txt"), "hellohello");
    EXPECT_EQ(read_file(outputs / "read/note.txt"), "hellohello");
  }
  const std::string file_ = workflow(
      "[stage.first]\nuse = \"test.pages\"\npause = 4\n[stage.note]\nuse = \"test.write\"\ntimes = 2\nafter = "
      "[\"first\"]\n[stage.read]\nuse = \"test.read\"\nfile = \"@note.file\"\nlength = \"@note.length\"\n");
};

TEST_F(KilledRuns, TheNextOneTakesUpWhatIsWhole) {
  const auto seed = static_cast<unsigned>(std::random_device{}());
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  with_stages(words("1"));  // so that the plugins are known
  int killed = 0;
  for (int i = 0; i < 12; ++i) {
    const int pages = 5 + i;
    Running run = start(words(std::to_string(pages)));
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 120'000));
    run.signal(SIGKILL);
    killed += WIFSIGNALED(run.wait());
    const ChildResult next = with_stages(words(std::to_string(pages)));
    EXPECT_EQ(next.exit_code, 0) << next.err;
    expect_whole(pages);
    const ChildResult again = with_stages(words(std::to_string(pages)));
    EXPECT_EQ(again.exit_code, 0) << again.err;
    const json last = record();
    for (const json& stage : last["stages"]) EXPECT_TRUE(stage.value("reused", false)) << stage;
    EXPECT_TRUE(fs::is_empty(folder_ / "work/store/tmp")) << "nothing of the dead is left";
  }
  EXPECT_GE(killed, 1);
}

TEST_F(KilledRuns, SeveralAtOnceMakeEachResultOnce) {
  Running one = start(words("9")), two = start(words("9")), three = start(words("9"));
  for (Running* run : {&one, &two, &three}) EXPECT_EQ(run->wait(), 0) << run->err();
  std::map<std::string, int> made;
  for (const auto& entry : fs::directory_iterator(folder_ / "work/runs")) {
    if (entry.is_symlink()) continue;
    const json run = json::parse(read_file(entry.path() / "run.json"));
    for (const json& stage : run["stages"])
      if (!stage.value("reused", false)) ++made[stage["name"]];
  }
  EXPECT_EQ(made, (std::map<std::string, int>{{"first", 1}, {"note", 1}, {"read", 1}}));
  expect_whole(9);
}

}  // namespace
}  // namespace atelier::host
