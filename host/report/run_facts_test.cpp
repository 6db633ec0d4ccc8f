#include "run_facts.hpp"

#include <gtest/gtest.h>

#include "asked_runs.hpp"
#include "system/exit_code.hpp"
#include "testing/fake_system.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;

TEST(Pictures, AreThoseAtTheTopAndCountedBelow) {
  std::vector<std::string> files = {"b.PNG",        "a.jpg",  "n.txt", "png", "masks/1.png", "masks/deep/2.webp",
                                    "masks/t.json", "x/3.svg"};
  const Pictures few = pictures_among(files);
  EXPECT_EQ(few.names, (std::vector<std::string>{"b.PNG", "a.jpg"}));
  EXPECT_EQ(few.count, 2u);
  ASSERT_EQ(few.folders.size(), 2u);
  EXPECT_EQ(few.folders[0].name, "masks");
  EXPECT_EQ(few.folders[0].count, 2u);
  for (int i = 0; i < 50; ++i) files.push_back(std::to_string(i) + ".jpeg");
  EXPECT_EQ(pictures_among(files).names.size(), 12u);
  EXPECT_EQ(pictures_among(files).count, 52u);
}

TEST(Warnings, AreReadFromTheLogOnceEach) {
  const std::vector<Warning> all = warnings_in(
      "2026-11-23T01:45:07.123Z info [train] warning [x] not one\n"
      "2026-11-23T01:45:07.123Z warning [train] one\n  and its second line\n"
      "2026-11-23T01:45:08.123Z info [train] two\n  and its second line\n"
      "2026-11-23T01:45:08.123Z warning [look] one\n  and its second line\n"
      "2026-11-23T01:45:08.123Z warning [train] one\n  and its second line\n"
      "\nnonsense\n2026-11-23T01:45:09.123Z warning [train] last");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].who, "train, look");
  EXPECT_EQ(all[0].text, "one\nand its second line");
  EXPECT_EQ(all[1].text, "last");
}

class Facts : public testing::Test {
 protected:
  void put_run(const std::string& id, const json& stages) {
    machine_.disk.put("/work/runs/" + id + "/run.json",
                      json{{"format", 1}, {"status", "done"}, {"stages", stages}}.dump());
  }
  fake::Machine machine_;
};

TEST_F(Facts, NumbersStandInTheOrderInWhichTheyWereTold) {
  put_run("20261123-014512-w-00aa", {{{"name", "s"}, {"status", "done"}, {"numbers", {{"a", 1}, {"b", 2}, {"z", 3}}}}});
  machine_.disk.put("/work/runs/20261123-014512-w-00aa/stages/s/metrics.jsonl",
                    "{\"name\":\"z\",\"step\":0,\"value\":3}\n{\"name\":\"b\",\"step\":0,\"value\":2}\n");
  const RunFacts facts = facts_of(machine_.disk, read_run(machine_.disk, "/work", "20261123-014512-w-00aa"));
  ASSERT_EQ(facts.stages.size(), 1u);
  std::string order;
  for (const Number& number : facts.stages[0].numbers) order += number.name;
  EXPECT_EQ(order, "zba");
  EXPECT_FALSE(facts.stages[0].left) << "it is not there";
}

TEST_F(Facts, OfAStageThatFailedHaveTheEndOfItsLog) {
  put_run("20261123-014512-w-00aa", {{{"name", "s"}, {"status", "failed"}}, {{"name", "t"}, {"status", "done"}}});
  std::string log;
  for (int i = 1; i <= 100; ++i) log += "line " + std::to_string(i) + "\n";
  for (const char* stage : {"s", "t"})
    machine_.disk.put(std::string("/work/runs/20261123-014512-w-00aa/stages/") + stage + "/log.txt", log);
  const RunFacts facts = facts_of(machine_.disk, read_run(machine_.disk, "/work", "20261123-014512-w-00aa"));
  EXPECT_TRUE(facts.stages[0].log_end.starts_with("line 81\n")) << facts.stages[0].log_end;
  EXPECT_TRUE(facts.stages[0].log_end.ends_with("line 100\n"));
  EXPECT_EQ(facts.stages[1].log_end, "");
}

TEST_F(Facts, AWordMeansARunOrASweep) {
  for (const char* id : {"20261123-014512-w-00aa", "20261124-014512-w-00bb", "few"}) put_run(id, json::array());
  const json jobs = {{{"name", "lr=1"}, {"run", "20261124-014512-w-00bb"}},
                     {{"name", "lr=2"}},
                     {{"name", "lr=3"}, {"run", "20261125-014512-w-gone"}},
                     {{"name", "lr=4"}, {"run", "../../elsewhere"}}};
  for (const char* name : {"grid", "few"})
    machine_.disk.put(std::string("/work/sweeps/") + name + "/sweep.json", json{{"format", 1}, {"jobs", jobs}}.dump());
  const Result<AskedRuns> sweep = asked_runs(machine_.disk, "/work", {"grid"});
  ASSERT_TRUE(sweep) << sweep.failure().text();
  EXPECT_EQ(sweep->sweep, "grid");
  ASSERT_EQ(sweep->runs.size(), 1u);
  EXPECT_EQ(sweep->runs[0].label, "lr=1");
  EXPECT_EQ(sweep->notes.size(), 3u);
  const Result<AskedRuns> both = asked_runs(machine_.disk, "/work", {"00aa", "grid", "00aa"});
  ASSERT_TRUE(both);
  EXPECT_EQ(both->sweep, "") << "the page is not the sweep's alone";
  ASSERT_EQ(both->runs.size(), 2u);
  EXPECT_EQ(both->runs[0].label, "00aa");
  const Result<AskedRuns> run = asked_runs(machine_.disk, "/work", {"few"});
  ASSERT_TRUE(run);
  EXPECT_EQ(run->sweep, "") << "a run is called so";
  const Result<AskedRuns> none = asked_runs(machine_.disk, "/work", {"other"});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.failure().status, kExitCommandLine);
}

}  // namespace
}  // namespace atelier::host
