// What is run again, what is not, and what is said of it: real runs of test plugins on a real disk.
#include <nlohmann/json.hpp>

#include "decision.hpp"
#include "testing/reuse_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test_bench::kChain;
using test_bench::Ran;
using test_bench::Reuse;

TEST_F(Reuse, WhatIsUnchangedIsNotRunAgain) {
  const Ran first = run(kChain);
  ASSERT_EQ(first.result.exit_code, 0) << first.err;
  const std::string made_by = id_;
  const Ran second = run(kChain);
  EXPECT_EQ(second.result.exit_code, 0) << second.err;
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_FALSE(is_reused(first, i));
    EXPECT_TRUE(is_reused(second, i));
    EXPECT_EQ(stage(second, i)["made_by"], made_by);
    EXPECT_EQ(stage(second, i)["status"], "done");
    EXPECT_EQ(stage(second, i)["key"], stage(first, i)["key"]);
  }
  EXPECT_EQ(second.out, "note: heyheyhey\n") << "the answer comes again";
  EXPECT_TRUE(said(second, "read: reused, made by run " + made_by + " in ")) << second.err;
  EXPECT_EQ(second.read("outputs/read/note.txt"), "heyheyhey");
  EXPECT_EQ(fs::canonical(second.file("outputs/read")), fs::canonical(first.file("outputs/read")));
  EXPECT_EQ(second.read("stages/write/metrics.jsonl"), first.read("stages/write/metrics.jsonl"));
  EXPECT_EQ(second.read("stages/read/log.txt"), first.read("stages/read/log.txt"));
  const json plugins = json::parse(second.read("run.json"))["plugins"];
  ASSERT_EQ(plugins.size(), 1u);
  EXPECT_EQ(plugins[0]["loaded"], false) << "nothing had to be loaded";
  EXPECT_EQ(stage(second, 1)["left"], stage(first, 1)["left"]);
  EXPECT_EQ(stage(second, 1)["builds"], stage(first, 1)["builds"]);
}

TEST_F(Reuse, NamesCommentsAndOtherOptionsDoNotMatter) {
  run(kChain);
  const Ran renamed =
      run("# another comment\n[stage.scribe]\nuse = \"test.write\"\ntext = \"hey\"\ntimes = 3\nthreads = 7\n"
          "[stage.r]\nuse = \"test.read\"\nfile = \"@scribe.file\"\nlength = 9\n");
  EXPECT_TRUE(is_reused(renamed, 0)) << renamed.err;
  EXPECT_TRUE(is_reused(renamed, 1)) << renamed.err;
}

TEST_F(Reuse, AStageThatLeavesTheSameStopsTheWave) {
  run(kChain);
  const Ran other =
      run("[stage.write]\nuse = \"test.write\"\ntext = \"heyheyhey\"\n"
          "[stage.read]\nuse = \"test.read\"\nfile = \"@write.file\"\nlength = \"@write.length\"\n");
  EXPECT_FALSE(is_reused(other, 0)) << other.err;
  EXPECT_TRUE(is_reused(other, 1)) << other.err;
  const Ran changed =
      run("[stage.write]\nuse = \"test.write\"\ntext = \"ho\"\n"
          "[stage.read]\nuse = \"test.read\"\nfile = \"@write.file\"\nlength = \"@write.length\"\n");
  EXPECT_FALSE(is_reused(changed, 1)) << changed.err;
  EXPECT_EQ(changed.out, "note: ho\n");
}

TEST_F(Reuse, FilesCountByTheirContent) {
  put("note.txt", "abc");
  const std::string toml = "[stage.read]\nuse = \"test.read\"\nfile = \"note.txt\"\nlength = 3\n";
  const fs::path note = bench_.folder() / "note.txt";
  const auto time = fs::last_write_time(note);
  run(toml);
  fs::last_write_time(note, time + std::chrono::hours(1));
  EXPECT_TRUE(is_reused(run(toml), 0)) << "only its time has changed";
  fs::rename(note, bench_.folder() / "moved.txt");
  const std::string moved = "[stage.read]\nuse = \"test.read\"\nfile = \"moved.txt\"\nlength = 3\n";
  EXPECT_TRUE(is_reused(run(moved), 0)) << "its name is not in the key";
  put("moved.txt", "xyz");
  fs::last_write_time(bench_.folder() / "moved.txt", time + std::chrono::hours(1));
  const Ran replaced = run(moved);
  EXPECT_FALSE(is_reused(replaced, 0)) << "another file of the same size and time";
  EXPECT_EQ(replaced.out, "note: xyz\n");
}

TEST_F(Reuse, TheWorkspaceIsNoPartOfAFolderThatHoldsIt) {
  const std::string toml = "[stage.p]\nuse = \"test.pages\"\nsource = \".\"\n";
  run(toml + "pages = 1\n");  // writes the registry of plugins, which lies there, too
  const Ran first = run(toml);
  EXPECT_FALSE(said(first, "not kept")) << first.err;
  EXPECT_TRUE(is_reused(run(toml), 0));
  put("work/mine.txt", "the user's own");
  EXPECT_FALSE(is_reused(run(toml), 0));
}

TEST_F(Reuse, FreshRunsAgainAndCountsFromThenOn) {
  const Ran first = run(kChain);
  const Ran fresh = run(kChain, {"write"});
  EXPECT_FALSE(is_reused(fresh, 0)) << fresh.err;
  EXPECT_TRUE(is_reused(fresh, 1)) << "it left the same";
  const std::string fresh_id = id_;
  EXPECT_EQ(stage(run(kChain), 0)["made_by"], fresh_id);
  EXPECT_EQ(first.read("outputs/write/note.txt"), "heyheyhey") << "nothing old is lost";
}

TEST_F(Reuse, FilesThatAListNamesCount) {
  put("list.txt", "a.txt\nsub/b.txt\ngone.txt\n");
  put("a.txt", "A");
  fs::create_directories(bench_.folder() / "sub");
  put("sub/b.txt", "B");
  const std::string toml = "[stage.join]\nuse = \"test.join\"\nlist = \"list.txt\"\n";
  EXPECT_EQ(run(toml).out, "joined AB-\n");
  EXPECT_TRUE(is_reused(run(toml), 0));
  put("sub/b.txt", "b");
  const Ran changed = run(toml);
  EXPECT_FALSE(is_reused(changed, 0));
  EXPECT_EQ(changed.out, "joined Ab-\n");
  put("gone.txt", "!");
  EXPECT_EQ(run(toml).out, "joined Ab!\n") << "what was not there counts, too";
  put("sub/b.txt", "B");
  fs::remove(bench_.folder() / "gone.txt");
  const Ran back = run(toml);
  EXPECT_TRUE(is_reused(back, 0)) << "as it was the first time";
  EXPECT_EQ(back.out, "joined AB-\n");
}

TEST_F(Reuse, ReportsDoNotMakeLaterStagesRunAgain) {
  put("list.txt", "a.txt\n");
  put("a.txt", "A");
  const auto toml = [](const std::string& note) {
    return "[stage.join]\nuse = \"test.join\"\nlist = \"list.txt\"\nnote = \"" + note +
           "\"\n[stage.read]\nuse = \"test.read\"\nfile = \"@join.file\"\nlength = 1\n";
  };
  run(toml("one"));
  const Ran other = run(toml("another"));
  EXPECT_FALSE(is_reused(other, 0)) << other.err;
  EXPECT_TRUE(is_reused(other, 1)) << other.err;
  EXPECT_EQ(other.read("outputs/join/report.txt"), "another");
}

TEST_F(Reuse, WarningsAreShownAgain) {
  put("list.txt", "");
  const std::string toml = "[stage.join]\nuse = \"test.join\"\nlist = \"list.txt\"\nwarn = \"thin ice\"\n";
  const Ran first = run(toml), second = run(toml);
  EXPECT_TRUE(is_reused(second, 0));
  for (const Ran* ran : {&first, &second})
    EXPECT_TRUE(said(*ran, "1 warning on the way\n  join: thin ice")) << ran->err;
}

TEST_F(Reuse, AnInputThatChangesMeanwhileIsUsedButNotKept) {
  put("list.txt", "a.txt\n");
  put("a.txt", "A");
  const std::string begin = "[stage.join]\nuse = \"test.join\"\nlist = \"list.txt\"\n";
  const Ran spoilt = run(begin + "spoil = \"list.txt\"\n");
  EXPECT_EQ(spoilt.result.exit_code, 0) << spoilt.err;
  EXPECT_TRUE(said(spoilt, "join: its result is not kept for later runs: ")) << spoilt.err;
  EXPECT_TRUE(said(spoilt, "list.txt changed while it was read")) << spoilt.err;
  EXPECT_EQ(spoilt.read("outputs/join/note.txt"), "A");
  EXPECT_FALSE(fs::is_symlink(spoilt.file("outputs/join")));
  put("list.txt", "a.txt\n");
  const Ran noted = run(begin + "spoil = \"a.txt\"\n");  // one that only the component knows of
  EXPECT_FALSE(is_reused(noted, 0)) << noted.err;
  EXPECT_EQ(noted.out, "joined A\n");
  EXPECT_TRUE(said(noted, "a.txt changed while it was read")) << noted.err;
  EXPECT_EQ(run(begin).out, "joined Aspoilt\n");
}

TEST_F(Reuse, WhatWritesElsewhereIsRunEachTime) {
  put("list.txt", "a.txt\n");
  put("a.txt", "A");
  const std::string toml = "[stage.join]\nuse = \"test.join\"\nlist = \"list.txt\"\ncopy = \"copy.txt\"\n";
  run(toml);
  fs::remove(bench_.folder() / "copy.txt");
  EXPECT_FALSE(is_reused(run(toml), 0));
  EXPECT_EQ(read_file(bench_.folder() / "copy.txt"), "A");
}

TEST_F(Reuse, AFailedStageStopsOnlyWhatNeedsIt) {
  const Ran ran =
      run("[stage.bad]\nuse = \"test.fail\"\n[stage.later]\nuse = \"test.write\"\nafter = [\"bad\"]\n"
          "[stage.other]\nuse = \"test.write\"\ntext = \"other\"\n");
  EXPECT_EQ(ran.result.exit_code, 1);
  EXPECT_EQ(stage(ran, 0)["status"], "failed");
  EXPECT_EQ(stage(ran, 1)["status"], "skipped");
  EXPECT_EQ(stage(ran, 1)["error"], "needs `bad`, which did not end well");
  EXPECT_EQ(stage(ran, 2)["status"], "done");
  EXPECT_EQ(json::parse(ran.read("run.json"))["status"], "failed");
  EXPECT_EQ(ran.read("outputs/other/note.txt"), "other");
}

TEST_F(Reuse, AnObserverGetsTheNumbersAgain) {
  const std::string toml = std::string("[run]\nobservers = [{ use = \"test.watch\", file = \"seen.txt\" }]\n") + kChain;
  run(toml);
  const std::string first = read_file(bench_.folder() / "seen.txt");
  run(toml);
  const std::string second = read_file(bench_.folder() / "seen.txt");
  EXPECT_NE(first.find("write write/bytes 1\nwrite write/odd 1\nwrite write/note 1\n"), std::string::npos) << first;
  EXPECT_NE(second.find("write write/bytes 1\nwrite write/odd 1\n"), std::string::npos) << second;
  EXPECT_NE(second.find("end done"), std::string::npos) << second;
}

TEST_F(Reuse, APluginThatWasBuiltAnewIsTold) {
  const Ran first = run(kChain);
  const fs::path manifest = fs::canonical(first.file("outputs/write")).parent_path() / "manifest.json";
  fs::permissions(manifest, fs::perms::owner_all);
  json record = json::parse(read_file(manifest));
  record["record"]["builds"]["test.stages"] = std::string(40, '0');
  write_file(manifest, record.dump());
  const Ran second = run(kChain);
  EXPECT_TRUE(is_reused(second, 0)) << second.err;
  EXPECT_TRUE(said(second, "plugin test.stages has been built anew since; `--fresh write` runs it again"))
      << second.err;
}

// The album names the files of `folder`; what they hold is read by the stage after it.
std::string album(const std::string& folder, const std::string& more = "") {
  return "[stage.album]\nuse = \"test.album\"\nfolder = \"" + folder + "\"\n" + more +
         "[stage.tell]\nuse = \"test.tell\"\npages = \"@album.pages\"\n";
}

TEST_F(Reuse, WhatNamesFilesHoldsWhereTheyHaveBeenMoved) {
  fs::create_directories(bench_.folder() / "pictures");
  put("pictures/a", "A");
  EXPECT_EQ(run(album("pictures")).out, "told A\n");
  fs::rename(bench_.folder() / "pictures", bench_.folder() / "moved");
  const Ran moved = run(album("moved"));
  for (size_t i : {size_t{0}, size_t{1}}) EXPECT_TRUE(is_reused(moved, i)) << moved.err;
  const Ran again = run(album("moved"), {"tell"});
  EXPECT_TRUE(is_reused(again, 0)) << again.err;
  EXPECT_EQ(again.out, "told A\n") << "found where it lies now: " << again.err;
}

TEST_F(Reuse, WhatLeadsToAPlaceHoldsForThatAlone) {
  fs::create_directories(bench_.folder() / "pictures");
  put("pictures/a", "A");
  run(album("pictures", "links = true\n"));
  EXPECT_TRUE(is_reused(run(album("pictures", "links = true\n")), 0));
  fs::rename(bench_.folder() / "pictures", bench_.folder() / "moved");
  const Ran moved = run(album("moved", "links = true\n"));
  EXPECT_FALSE(is_reused(moved, 0)) << moved.err;
}

// They stand in no option of the stage that reads them, and what is between is the same.
TEST_F(Reuse, FilesThatAnEarlierStageNamesCount) {
  fs::create_directories(bench_.folder() / "pictures");
  put("pictures/a", "A");
  run(album("pictures"));
  put("pictures/a", "B");
  const Ran changed = run(album("pictures"));
  EXPECT_FALSE(is_reused(changed, 1)) << changed.err;
  EXPECT_EQ(changed.out, "told B\n");
}

TEST_F(Reuse, FilesThatAnEarlierStageLeftCountForWhoeverReadsThem) {
  const auto toml = [](const std::string& text) {
    return "[stage.write]\nuse = \"test.write\"\ntext = \"" + text + "\"\n" + album("@write.file");
  };
  EXPECT_EQ(run(toml("A")).out, "told A\n");
  EXPECT_EQ(run(toml("B")).out, "told B\n");
  const Ran again = run(toml("A"));
  for (size_t i = 0; i < 3; ++i) EXPECT_TRUE(is_reused(again, i)) << i << again.err;
  EXPECT_EQ(again.out, "told A\n");
}

}  // namespace
}  // namespace atelier::host
