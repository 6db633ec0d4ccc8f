// Reuse where something is odd: damaged results, inputs that change, stages that write elsewhere, names that are no
// text.
#include <nlohmann/json.hpp>

#include "decision.hpp"
#include "testing/reuse_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test_bench::kChain;
using test_bench::Ran;

class ReuseFaults : public test_bench::Reuse {
 protected:
  Kept::Options here() const {
    Kept::Options options;
    options.workspace = bench_.folder() / "work";
    return options;
  }
};

TEST_F(ReuseFaults, WhatComesBehindOneThatWritesElsewhereIsDecidedAfterIt) {
  put("list.txt", "a.txt\n");
  put("a.txt", "A");
  put("copy.txt", "-");
  const std::string toml =
      "[stage.join]\nuse = \"test.join\"\nlist = \"list.txt\"\ncopy = \"copy.txt\"\n"
      "[stage.read]\nuse = \"test.read\"\nfile = \"copy.txt\"\nlength = 1\nafter = [\"join\"]\n";
  EXPECT_EQ(run(toml).out, "joined A\nnote: A\n");
  const Ran again = run(toml);
  EXPECT_TRUE(is_reused(again, 1)) << again.err;
  put("a.txt", "B");
  EXPECT_EQ(run(toml).out, "joined B\nnote: B\n") << "not by what lay there when the run began";
}

TEST_F(ReuseFaults, TwoStagesThatMakeTheSameAreRunOnce) {
  const std::string toml =
      "[stage.one]\nuse = \"test.write\"\ntext = \"hey\"\n[stage.two]\nuse = \"test.write\"\ntext = \"hey\"\n";
  const ResolveResult resolved = bench_.resolve_text(toml);
  Kept kept(System{}, resolved.workflow, bench_.found().catalog, here());
  const int one = resolved.workflow.stages[0], two = resolved.workflow.stages[1];
  EXPECT_EQ(kept.decider().decide(one)->choice, Choice::kRun);
  const Result<Decision> other = kept.decider().decide(two);
  EXPECT_EQ(other->choice, Choice::kPerhaps);
  EXPECT_EQ(other->reason, "makes the same as `one`, which runs");
  const Ran ran = run(toml);
  EXPECT_FALSE(is_reused(ran, 0)) << ran.err;
  EXPECT_TRUE(is_reused(ran, 1)) << ran.err;
}

// As by a tool that goes to another version of the data and back.
TEST_F(ReuseFaults, AnInputThatIsAsBeforeInTheEndHasChangedMeanwhile) {
  put("note.txt", "abc");
  const ResolveResult resolved =
      bench_.resolve_text("[stage.read]\nuse = \"test.read\"\nfile = \"note.txt\"\nlength = 3\n");
  Kept kept(System{}, resolved.workflow, bench_.found().catalog, here());
  const Result<Decision> decision = kept.decider().decide(resolved.workflow.stages[0]);
  ASSERT_TRUE(decision);
  EXPECT_FALSE(kept.decider().changed_since(*decision));
  put("note.txt", "xyz");
  put("note.txt", "abc");
  fs::last_write_time(bench_.folder() / "note.txt", fs::file_time_type::clock::now() + std::chrono::seconds(1));
  EXPECT_TRUE(kept.decider().changed_since(*decision));
  EXPECT_FALSE(kept.decider().changed_since(*decision)) << "from then on that is what it is";
}

TEST_F(ReuseFaults, OnlyWhatIsInTheKeyIsNamedAsTheReason) {
  run(kChain);
  const fs::path key = bench_.folder() / "work/runs/current/stages/write/key.json";
  json record = json::parse(read_file(key));
  for (auto& [library, state] : record["made_from"]["libraries"].items()) state = {1, 1};
  write_file(key, record.dump());
  const ResolveResult resolved = bench_.resolve_text("[stage.write]\nuse = \"test.write\"\ntext = \"ho\"\n");
  Kept kept(System{}, resolved.workflow, bench_.found().catalog, here());
  const Result<Decision> decision = kept.decider().decide(resolved.workflow.stages[0]);
  EXPECT_EQ(decision->reason, "text was \"hey\" in run " + id_ + ", now \"ho\"; times was 3, now 1");
}

TEST_F(ReuseFaults, AResultOfAnotherVersionIsMadeAgain) {
  const Ran first = run(kChain);
  const fs::path manifest = fs::canonical(first.file("outputs/write")).parent_path() / "manifest.json";
  fs::permissions(manifest, fs::perms::owner_all);
  json record = json::parse(read_file(manifest));
  record["record"]["format"] = 0;
  write_file(manifest, record.dump());
  const Ran second = run(kChain);
  EXPECT_EQ(second.result.exit_code, 0) << second.err;
  EXPECT_FALSE(is_reused(second, 0));
  EXPECT_TRUE(said(second, "its record is of another version of the program; it is made anew")) << second.err;
  EXPECT_TRUE(is_reused(run(kChain), 0));
}

TEST_F(ReuseFaults, RunsMayLieOnAnotherDisk) {
  fs::create_directories(bench_.folder() / "elsewhere/deep/runs");
  fs::create_directories(bench_.folder() / "work");
  fs::create_directory_symlink(bench_.folder() / "elsewhere/deep/runs", bench_.folder() / "work/runs");
  const Ran first = run(kChain);
  EXPECT_EQ(first.result.exit_code, 0) << first.err;
  EXPECT_EQ(first.read("outputs/read/note.txt"), "heyheyhey");
  EXPECT_TRUE(is_reused(run(kChain), 0));
}

TEST_F(ReuseFaults, NamesOfFilesMayBeAnyBytes) {
  put("list.txt", "odd\xff.txt\n");
  put("odd\xff.txt", "A");
  const std::string toml = "[stage.join]\nuse = \"test.join\"\nlist = \"list.txt\"\n";
  EXPECT_EQ(run(toml).out, "joined A\n");
  EXPECT_TRUE(is_reused(run(toml), 0));
  put("odd\xff.txt", "B");
  EXPECT_EQ(run(toml).out, "joined B\n");
}

TEST_F(ReuseFaults, WithoutAStoreThatCanBeWrittenResultsStayInTheRun) {
  fs::create_directories(bench_.folder() / "work");
  write_file(bench_.folder() / "work/store", "in the way");
  const Ran ran = run(kChain);
  EXPECT_EQ(ran.result.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.read("outputs/read/note.txt"), "heyheyhey");
  const ResolveResult resolved = bench_.resolve_text(kChain);
  Kept kept(System{}, resolved.workflow, bench_.found().catalog, here());
  EXPECT_EQ(kept.decider().decide(resolved.workflow.stages[0])->reason,
            "run " + id_ + " made it, but did not keep it, as it said then");
  EXPECT_FALSE(is_reused(run(kChain), 0));
}

TEST_F(ReuseFaults, WhatIsDamagedIsMadeAgain) {
  const Ran first = run(kChain);
  const fs::path note = fs::canonical(first.file("outputs/write")) / "note.txt";
  fs::permissions(note, fs::perms::owner_all);
  write_file(note, "heyheyheyhey");
  const Ran second = run(kChain);
  EXPECT_FALSE(is_reused(second, 0)) << second.err;
  EXPECT_EQ(second.read("outputs/write/note.txt"), "heyheyhey");
}

}  // namespace
}  // namespace atelier::host
