// `plan` and `why`, with the program as a child.
#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;

class Plan : public test_bench::Program {
 protected:
  ChildResult ask(const std::string& verb, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {verb, file_, "--workspace", workspace()});
    return with_stages(std::move(more));
  }
  const std::string file_ = workflow(
      "[stage.write]\nuse = \"test.write\"\ntext = \"hey\"\n"
      "[stage.read]\nuse = \"test.read\"\nfile = \"@write.file\"\nlength = \"@write.length\"\n"
      "[stage.other]\nuse = \"test.write\"\ntext = \"other\"\n");
};

TEST_F(Plan, SaysWhatARunWouldDoAndTheRunDoesIt) {
  const ChildResult before = ask("plan", {"--exit-code"});
  EXPECT_EQ(before.exit_code, 10) << before.err;
  EXPECT_EQ(before.out,
            "write  run      it has not been run here yet\n"
            "read   perhaps  hangs on what `write` leaves\n"
            "other  run      it has not been run here yet\n"
            "2 of 3 stages to run, 1 perhaps\n");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "work/runs"));
  EXPECT_EQ(ask("run").exit_code, 0);
  const std::string run = record()["id"];
  const ChildResult after = ask("plan", {"--exit-code"});
  EXPECT_EQ(after.exit_code, 0) << after.err;
  EXPECT_NE(after.out.find("read   reuse    made by run " + run + " in "), std::string::npos) << after.out;
  EXPECT_TRUE(after.out.ends_with("nothing to do\n")) << after.out;
  const ChildResult changed = ask("plan", {"write", "--set", "write.text=ho"});
  EXPECT_EQ(changed.out, "write  run      text was \"hey\" in run " + run + ", now \"ho\"\n1 of 1 stage to run\n");
  EXPECT_EQ(changed.exit_code, 0);
}

TEST_F(Plan, AStageThatIsToBeRunAnewIsSaidToBe) {
  ask("run");
  const ChildResult fresh = ask("plan", {"--fresh", "other"});
  EXPECT_NE(fresh.out.find("other  run      --fresh\n1 of 3 stages to run\n"), std::string::npos) << fresh.out;
  const ChildResult wrong = ask("plan", {"--fresh", "othr"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_NE(wrong.err.find("did you mean `other`?"), std::string::npos) << wrong.err;
}

TEST_F(Plan, TheLineOrFlagThatChangedItIsNamed) {
  ask("run");
  const ChildResult flag = ask("why", {"write", "--set", "write.times=2"});
  EXPECT_NE(flag.out.find("write runs: times was 1 in run "), std::string::npos) << flag.out;
  EXPECT_NE(flag.out.find("\n  times: 1 → 2\n    --> --set write.times=2\n"), std::string::npos) << flag.out;
  write_file(folder_ / "w.toml", [&] {
    std::string text = read_file(folder_ / "w.toml");
    return text.replace(text.find("\"hey\""), 5, "\"ho\"");
  }());
  const ChildResult line = ask("why", {"write", "read"});
  EXPECT_NE(line.out.find("\n  text: \"hey\" → \"ho\"\n    --> " + file_ + ":5:8\n"), std::string::npos) << line.out;
  EXPECT_NE(line.out.find("read runs perhaps: hangs on what `write` leaves\n"), std::string::npos) << line.out;
  const ChildResult other = ask("why", {"other"});
  EXPECT_EQ(other.out.find("other is reused: made by run "), 0u) << other.out;
}

TEST_F(Plan, FreshIsOfWhatRuns) {
  for (const char* verb : {"plan", "run"}) {
    const ChildResult wrong = ask(verb, {"write", "--fresh", "other"});
    EXPECT_EQ(wrong.exit_code, 2);
    EXPECT_EQ(wrong.err,
              "error: --fresh other: that stage is not among those to run\n"
              "name it too: write other\n");
  }
  EXPECT_EQ(ask("plan", {"read", "--fresh", "write"}).exit_code, 0) << "what it needs is among them";
}

TEST_F(Plan, ComparesWithTheRunThatLeftAResult) {
  const std::string pages = workflow("[stage.p]\nuse = \"test.pages\"\n");
  const auto say = [&](const std::string& verb, const std::string& pages_set, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {verb, pages, "--workspace", workspace(), "--set", "p.pages=" + pages_set});
    return with_stages(std::move(more));
  };
  EXPECT_EQ(say("run", "2").exit_code, 0);
  const std::string done = record()["id"];
  EXPECT_EQ(say("run", "5", {"--set", "p.stop=3", "--set", "p.way=fail"}).exit_code, 1);
  EXPECT_EQ(say("plan", "4").out, "p  run      pages was 2 in run " + done + ", now 4\n1 of 1 stage to run\n");
  const std::string same = say("plan", "5").out;
  EXPECT_NE(same.find(" did not finish it, or its result has been removed; it goes on from unfinished work\n"),
            std::string::npos)
      << same;
  EXPECT_EQ(say("plan", "5", {"--fresh", "p"}).out, "p  run      --fresh\n1 of 1 stage to run\n");
}

TEST_F(Plan, WhyWithoutNamesIsOfAllThatWouldRun) {
  ask("run");
  EXPECT_EQ(ask("why").out, "nothing would run: all stages are reused\n");
  const ChildResult all = ask("why", {"--set", "write.text=ho"});
  EXPECT_EQ(all.out.find("write runs: text was "), 0u) << all.out;
  EXPECT_NE(all.out.find("\nread runs perhaps: "), std::string::npos) << all.out;
  EXPECT_EQ(all.out.find("other"), std::string::npos) << all.out;
}

TEST_F(Plan, WhyTakesTheWorkflowOfTheNewestRun) {
  const auto why = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "why");
    words.insert(words.end(), {"--workspace", workspace()});
    return with_stages(std::move(words));
  };
  const ChildResult none = why({"write"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_EQ(none.err, "error: no run of a workflow is known in " + workspace() +
                          "\nname the workflow, too: atelier why FILE STAGE\n");
  ask("run", {"--set", "write.times=2"});
  const std::string run = record()["id"];
  const ChildResult same = why({"write"});
  EXPECT_EQ(same.exit_code, 0) << same.err;
  EXPECT_EQ(same.out.find("write is reused: made by run " + run), 0u) << same.out;
  EXPECT_EQ(same.err, "the workflow of run " + run + ": " + file_ + " --set write.times=2\n");
  const ChildResult other = why({"write", "--set", "write.times=3"});
  EXPECT_EQ(other.err, "the workflow of run " + run + ": " + file_ + " --set write.times=3\n");
  EXPECT_NE(other.out.find("times: 2 → 3\n    --> --set write.times=3\n"), std::string::npos) << other.out;
  write_file(folder_ / "w.toml", [&] {
    std::string text = read_file(folder_ / "w.toml");
    return text.replace(text.find("\"hey\""), 5, "\"ho\"");
  }());
  EXPECT_NE(why({"write"}).out.find("text: \"hey\" → \"ho\"\n"), std::string::npos) << "as the file says by now";
  const ChildResult unknown = why({"wrote"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_NE(unknown.err.find("did you mean `write`?"), std::string::npos) << unknown.err;
  EXPECT_EQ(why({file_}).err, "") << "a file, of which all stages are meant";
  EXPECT_EQ(why({}).exit_code, 0) << "all stages of the newest run's workflow";
}

TEST_F(Plan, SaysWhatIsDamaged) {
  ask("run");
  const std::filesystem::path note =
      std::filesystem::canonical(folder_ / "work/runs/latest/outputs/other") / "note.txt";
  std::filesystem::permissions(note, std::filesystem::perms::owner_all);
  write_file(note, "longer than before");
  const ChildResult plan = ask("plan", {"other"});
  EXPECT_EQ(plan.out, "other  run      run " + record()["id"].get<std::string>() +
                          " used it, and it is damaged by now: `note.txt` has another size\n1 of 1 stage to run\n");
}

TEST_F(Plan, IsDataToo) {
  ask("run");
  const json plan = json::parse(ask("plan", {"--json", "--set", "other.text=x"}).out);
  ASSERT_EQ(plan.size(), 3u);
  EXPECT_EQ(plan[0]["choice"], "reuse");
  EXPECT_EQ(plan[0]["key"].get<std::string>().size(), 32u);
  EXPECT_EQ(plan[2]["choice"], "run");
  EXPECT_EQ(plan[2]["changes"][0],
            (json{{"name", "text"}, {"was", "\"other\""}, {"now", "\"x\""}, {"at", "--set other.text=x"}}));
}

}  // namespace
}  // namespace atelier::host
