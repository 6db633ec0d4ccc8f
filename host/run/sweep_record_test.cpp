#include "sweep_record.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "testing/fake_system.hpp"
#include "testing/format_page.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;
const double kNan = std::numeric_limits<double>::quiet_NaN();

SweepRecord record() {
  SweepRecord out{"s-1", "/w.toml", {"atelier", "sweep"}, "2026", {}};
  out.jobs.push_back({"a=1",
                      {{"params.a", "\"x, y\""}},
                      Status::kDone,
                      "r1",
                      0,
                      61.5,
                      "",
                      {{"score.score/mean", 0.25}, {"score.n", 3}, {"score.score/part/x", 1}, {"w.same", 7}}});
  out.jobs.push_back({"a=2",
                      {{"params.a", "2"}, {"run.seed", "5"}},
                      Status::kGateFailed,
                      "r2",
                      6,
                      2,
                      "too bad",
                      {{"score.score/mean", 0.75}, {"score.n", kNan}, {"score.score/part/x", 2}, {"w.same", 7}}});
  out.jobs.push_back({"a=3", {{"params.a", "3"}}});
  return out;
}

TEST(SweepRecord, IsATableForSpreadsheets) {
  EXPECT_EQ(sweep_csv(record()),
            "job,params.a,run.seed,status,run,seconds,score.n,score.score/mean,score.score/part/x,w.same\n"
            "a=1,\"x, y\",,done,r1,61.500,3,0.25,1,7\n"
            "a=2,2,5,gate failed,r2,2.000,,0.75,2,7\n"
            "a=3,3,,waiting,,,,,,\n");
}

TEST(SweepRecord, HasAPage) {
  SweepRecord whole = record();
  whole.jobs[0].reused = true;
  const json document = json::parse(sweep_json(whole));
  EXPECT_EQ(document.at("format"), 1);
  EXPECT_EQ(document["jobs"][1]["numbers"]["score.n"], nullptr);
  EXPECT_EQ(document["jobs"][0]["settings"]["params.a"], "\"x, y\"");
  test_bench::expect_documented("run/sweep_record.md", "## Fields", {document});
}

TEST(SweepRecord, ShowsTheNumbersThatTellJobsApart) {
  const auto table = sweep_table(record(), {});
  ASSERT_TRUE(table);
  EXPECT_EQ(*table, (std::vector<std::string>{
                        "job  status             time  score.mean", "a=1  done         1 min 02 s        0.25",
                        "a=2  gate failed       2.0 s        0.75", "a=3  waiting                           -"}));
}

TEST(SweepRecord, LeavesTimesOutUnlessTheyAreAskedFor) {
  SweepRecord timed = record();
  timed.times = {"score.n", "score.score/mean"};
  EXPECT_EQ((*sweep_table(timed, {}))[0], "job  status             time");
  EXPECT_EQ((*sweep_table(timed, {.numbers = {"score.mean"}}))[0], "job  status             time  score.mean");
  ComponentInfo component;
  component.numbers = {{"train/saving", "", "", "The share of the time that goes into checkpoints."},
                       {"train/loss", "", "", "Sometimes seconded."},
                       {"steps_per_second", "", "", "How fast."}};
  ResolvedWorkflow workflow;
  workflow.nodes.push_back({.name = "t", .component = &component});
  EXPECT_EQ(numbers_of_time(workflow), (std::set<std::string>{"t.train/saving", "t.steps_per_second"}));
}

TEST(SweepRecord, SortsByANumberAndMarksTheBest) {
  const auto first = [](const TableWish& wish) {
    const auto table = sweep_table(record(), wish);
    return table ? (*table)[1] : table.failure().text();
  };
  EXPECT_EQ(first({.sort = "score.mean"}).substr(0, 3), "a=2");
  EXPECT_NE(first({.sort = "score.mean"}).find("* 0.75"), std::string::npos);
  EXPECT_EQ(first({.sort = "mean", .ascending = true}).substr(0, 3), "a=1");
  EXPECT_NE(first({.numbers = {"score.part/x"}}).find("  1"), std::string::npos);
  EXPECT_EQ(first({.sort = "score.meen"}), "no job has a number `score.meen`\ndid you mean `score.n`?");
  EXPECT_EQ(first({.sort = "zebra"}),
            "no job has a number `zebra`\nthere are score.n, score.score/mean, score.score/part/x, w.same");
}

TEST(SweepRecord, AveragesOverASetting) {
  SweepRecord four{"s", "/w.toml", {}, "2026", {}};
  for (const auto& [overlap, seed, value] :
       {std::tuple("x", "1", 1.0), {"x", "2", 3.0}, {"y", "1", 7.0}, {"y", "2", kNan}})
    four.jobs.push_back({std::string(overlap) + seed,
                         {{"params.overlap", overlap}, {"run.seed", seed}},
                         Status::kDone,
                         "r",
                         0,
                         30,
                         "",
                         {{"s.mean", value}}});
  const auto table = sweep_table(four, {.sort = "s.mean", .mean_over = {"run.seed"}});
  ASSERT_TRUE(table);
  EXPECT_EQ(*table, (std::vector<std::string>{"job        status             time   s.mean",
                                              "overlap=y  2 of 2 done  1 min 00 s      * 7",
                                              "overlap=x  2 of 2 done  1 min 00 s  2 ± 1.4"}));
  EXPECT_EQ((*sweep_table(four, {.mean_over = {"run.seed", "params.overlap"}}))[1].substr(0, 16), "all  4 of 4 done");
}

TEST(SweepRecord, TellsWhatDoesNotFit) {
  const auto table = sweep_table(record(), {.columns = 32});
  ASSERT_TRUE(table);
  EXPECT_EQ(table->back(), "… and 1 more in sweep.csv");
}

TEST(SweepRecord, FindsTheRunOfAProcess) {
  fake::Machine machine;
  const auto put = [&](const char* name, const json& run) {
    machine.disk.put(std::string("/work/runs/") + name + "/run.json", run.dump());
  };
  put("20260101-1", {{"pid", 7}, {"id", "old"}, {"status", "done"}});
  put("20260102-1", {{"pid", 7},
                     {"id", "new"},
                     {"status", "gate failed"},
                     {"error", "check failed"},
                     {"stages", {{{"name", "s"}, {"numbers", {{"a/b", 2}, {"c", nullptr}}}}, {{"name", "t"}}}}});
  put("20260103-1", {{"pid", 8}, {"id", "another"}, {"status", "done"}});
  machine.disk.put("/work/runs/20260104-1/run.json", "{");
  SweepJob job{"j", {}};
  take_run(machine.disk, "/work", 7, job);
  EXPECT_EQ(job.run, "new");
  EXPECT_FALSE(job.reused);
  EXPECT_EQ(job.status, Status::kGateFailed);
  EXPECT_EQ(job.error, "check failed");
  EXPECT_EQ(job.numbers.at("s.a/b"), 2);
  EXPECT_TRUE(std::isnan(job.numbers.at("s.c")));
  put("20260105-1", {{"pid", 9}, {"id", "again"}, {"status", "done"}, {"stages", {{{"name", "s"}, {"reused", true}}}}});
  SweepJob again{"i", {}};
  take_run(machine.disk, "/work", 9, again);
  EXPECT_TRUE(again.reused);
  EXPECT_EQ(json::parse(sweep_json({"s", "w", {}, "2026", {again}}))["jobs"][0].contains("reused"), again.has_ended());
  SweepJob none{"k", {}};
  take_run(machine.disk, "/work", 10, none);
  EXPECT_EQ(none.run, "");
}

TEST(SweepRecord, IsWrittenWholeOrNotAtAll) {
  fake::Machine machine;
  ASSERT_TRUE(make_folders(machine.disk, "/work/sweeps/s"));
  SweepRecord before = record();
  before.name = "before";
  ASSERT_TRUE(write_sweep(machine.disk, "/work/sweeps/s", before));
  size_t failures = 0;
  for (size_t nth = 0;; ++nth) {
    machine.disk.fail(nth, ENOSPC);
    if (write_sweep(machine.disk, "/work/sweeps/s", record())) break;
    ++failures;
    const json document = json::parse(*machine.disk.read("/work/sweeps/s/sweep.json"));
    EXPECT_EQ(document["jobs"].size(), 3u);
    EXPECT_EQ(*machine.disk.read("/work/sweeps/s/sweep.csv"), sweep_csv(record()));
  }
  EXPECT_GE(failures, 2u);
  EXPECT_EQ(json::parse(*machine.disk.read("/work/sweeps/s/sweep.json"))["name"], "s-1");
}

}  // namespace
}  // namespace atelier::host
