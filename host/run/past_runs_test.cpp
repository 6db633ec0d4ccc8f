// What is told of past runs, removing them, and what differs between two: on a disk in memory.
#include "past_runs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>

#include "past_results.hpp"
#include "remove_runs.hpp"
#include "run_diff.hpp"
#include "run_folder.hpp"
#include "testing/fake_system.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const std::string kOld = "20261123-014512-w-00aa", kMiddle = "20261124-014512-w-00bb", kNew = "20261125-014512-w-00cc";

class PastRuns : public testing::Test {
 protected:
  fs::path put(const std::string& id, const std::string& status, const json& stages = json::array()) {
    const fs::path folder = fs::path("/work/runs") / id;
    disk_.put(folder / "run.json", json{{"format", 1}, {"status", status}, {"stages", stages}}.dump());
    return folder;
  }
  void link(const std::string& name, const std::string& id) {
    ASSERT_TRUE(disk_.make_link(fs::path("/work/runs") / name, id));
  }
  std::string leads(const std::string& name) const {
    const Result<std::string> target = disk_.read_link(fs::path("/work/runs") / name);
    return target ? *target : "";
  }
  std::string status(const std::string& id) const { return read_run(disk_, "/work", id).status; }
  std::string found(const std::string& word) const {
    const Result<PastRun> run = find_run(disk_, "/work", word);
    return run ? run->id : "error: " + run.failure().text();
  }
  bool is_there(const std::string& id) const { return disk_.facts(fs::path("/work/runs") / id).is_there(); }
  void three() {
    put(kOld, "done");
    put(kMiddle, "done");
    put(kNew, "failed");
    link("latest", kMiddle);
    link("current", kNew);
  }

  fake::Machine machine_;
  fake::Disk& disk_ = machine_.disk;
};

TEST_F(PastRuns, AreListedTheNewestFirstAndForeignFoldersLast) {
  three();
  disk_.put("/work/runs/notes/text.txt", "mine");
  disk_.put("/work/runs/.removed-x/run.json", "{}");
  const Result<std::vector<PastRun>> runs = past_runs(disk_, "/work");
  ASSERT_TRUE(runs);
  std::vector<std::string> ids;
  for (const PastRun& run : *runs) ids.push_back(run.id);
  EXPECT_EQ(ids, (std::vector<std::string>{kNew, kMiddle, kOld, "notes"}));
  const auto done = [](const PastRun& run) { return run.status == "done"; };
  EXPECT_EQ(past_runs(disk_, "/work", done, 1)->front().id, kMiddle);
  EXPECT_TRUE(past_runs(disk_, "/elsewhere")->empty()) << "a workspace without runs is none that failed";
}

TEST_F(PastRuns, AreShownAsWhatTheyAre) {
  const fs::path working =
      put(kNew, "running", {{{"name", "a"}, {"status", "done"}}, {{"name", "b"}, {"status", "running"}}});
  EXPECT_EQ(status(kNew), "running") << "the disk may know no locks";
  disk_.put(working / kRunLock, "");
  EXPECT_EQ(status(kNew), "crashed");
  const PastRun crashed = read_run(disk_, "/work", kNew);
  EXPECT_EQ((*crashed.stage("b"))["status"], "crashed");
  EXPECT_EQ((*crashed.stage("a"))["status"], "done");
  const auto lock = disk_.lock(working / kRunLock, LockKind::kExclusive);
  EXPECT_EQ(status(kNew), "running");
  put(kOld, "gate failed");
  EXPECT_EQ(status(kOld), "gate failed");
  EXPECT_EQ(status("notes"), "foreign");
  for (const char* text :
       {"", "{", "[]", "{\"format\":1}", "{\"status\":3}", "{\"status\":\"done\",\"format\":7}",
        "{\"status\":\"done\",\"stages\":[{\"name\":\"a\"}]}", "{\"status\":\"done\",\"stages\":[3]}"}) {
    disk_.put(fs::path("/work/runs") / kMiddle / "run.json", text);
    const PastRun run = read_run(disk_, "/work", kMiddle);
    EXPECT_EQ(run.status, "broken") << text;
    EXPECT_TRUE(run.record.is_null());
    EXPECT_NE(run.trouble, "");
  }
  disk_.put(fs::path("/work/runs") / kMiddle / "run.json", R"({"status":"done","stages":7,"seconds":"x"})");
  const PastRun odd = read_run(disk_, "/work", kMiddle);
  EXPECT_EQ(odd.status, "done") << "fields of other types are not there";
  EXPECT_EQ(number_in(odd.record, "seconds"), std::nullopt);
  EXPECT_TRUE(list_in(odd.record, "stages").empty());
}

TEST_F(PastRuns, AreFoundByWhatNamesOneOfThem) {
  EXPECT_EQ(found("latest").find("error: `latest`: no run is done yet in /work/runs"), 0u) << found("latest");
  three();
  EXPECT_EQ(found("latest"), kMiddle);
  EXPECT_EQ(found("current"), kNew);
  EXPECT_EQ(found(kOld), kOld);
  EXPECT_EQ(found("00aa"), kOld);
  EXPECT_EQ(found(kOld + "/"), kOld);
  EXPECT_EQ(found("/work/runs/" + kOld + "/"), kOld);
  EXPECT_EQ(found("/work/runs/latest"), kMiddle);
  EXPECT_EQ(found("/other/runs/" + kOld).find("error: there is no run `/other"), 0u);
  EXPECT_EQ(found("20261124"), kMiddle);
  EXPECT_NE(found("014512").find("is part of the names of 3 runs\nthey are " + kNew), std::string::npos);
  EXPECT_NE(found("ffff").find("there is no run `ffff` in /work/runs\nthe newest: " + kNew), std::string::npos);
  EXPECT_NE(found("").find("there is no run ``"), std::string::npos);
  (void)disk_.remove_all(fs::path("/work/runs") / kMiddle);
  EXPECT_NE(found("latest").find("leads nowhere"), std::string::npos);
}

TEST_F(PastRuns, ThatGoTurnTheLinks) {
  three();
  EXPECT_TRUE(remove_run(disk_, read_run(disk_, "/work", kMiddle)));
  EXPECT_FALSE(is_there(kMiddle));
  EXPECT_EQ(leads("latest"), kOld) << "the newest that is done";
  EXPECT_EQ(leads("current"), kNew);
  EXPECT_TRUE(remove_run(disk_, read_run(disk_, "/work", kNew)));
  EXPECT_EQ(leads("current"), kOld);
  EXPECT_TRUE(remove_run(disk_, read_run(disk_, "/work", kOld)));
  EXPECT_EQ(disk_.paths(), (std::vector<std::string>{"/work", "/work/runs"})) << "links that would lead nowhere go";
}

TEST_F(PastRuns, AtWorkStay) {
  const fs::path folder = put(kNew, "running");
  const auto why = [&] { return why_not_removed(disk_, read_run(disk_, "/work", kNew)); };
  EXPECT_NE(why().find("knows no locks"), std::string::npos) << why();
  disk_.put(folder / kRunLock, "");
  {
    const auto lock = disk_.lock(folder / kRunLock, LockKind::kExclusive);
    EXPECT_EQ(why(), "it is at work: stop it first");
    EXPECT_FALSE(remove_run(disk_, read_run(disk_, "/work", kNew)));
    EXPECT_TRUE(is_there(kNew));
  }
  EXPECT_EQ(why(), "") << "it has crashed";
  EXPECT_TRUE(remove_run(disk_, read_run(disk_, "/work", kNew)));
  disk_.put("/work/runs/notes/text.txt", "mine");
  EXPECT_FALSE(remove_run(disk_, read_run(disk_, "/work", "notes")));
  EXPECT_TRUE(is_there("notes"));
}

// Whatever change fails or is the process's last: the links lead to a run, and the run is whole or gone.
TEST_F(PastRuns, RemovedByHalvesAreNoRuns) {
  for (size_t n = 0;; ++n) {
    fake::Machine machine;
    fake::Disk& disk = machine.disk;
    for (const std::string& id : {kOld, kNew})
      disk.put(fs::path("/work/runs") / id / "run.json", R"({"status":"done"})");
    for (const char* name : {"latest", "current"}) ASSERT_TRUE(disk.make_link(fs::path("/work/runs") / name, kNew));
    disk.end_process(n);
    const bool removed = static_cast<bool>(remove_run(disk, read_run(disk, "/work", kNew)));
    disk.start_process();
    for (const char* name : {"latest", "current"})
      EXPECT_TRUE(disk.facts(fs::path("/work/runs") / name / "run.json").is_file()) << name << " after change " << n;
    const PastRun run = read_run(disk, "/work", kNew);
    EXPECT_TRUE(run.status == "done" || !disk.facts(run.folder).is_there()) << n;
    clear_removed_runs(disk, "/work");
    EXPECT_FALSE(disk.facts("/work/runs/.removed-" + kNew).is_there());
    if (removed) break;
    ASSERT_LT(n, 30u);
  }
}

json stage_record(const std::string& key, const std::string& left, const json& numbers) {
  return {{"name", "s"}, {"status", "done"}, {"key", key}, {"left", left}, {"numbers", numbers}};
}

TEST_F(PastRuns, DifferInOptionsInputsPluginsAndNumbers) {
  const fs::path a =
      put(kOld, "done", json::array({stage_record("k1", "d1", {{"iou", 0.25}, {"count", 3}, {"odd", nullptr}})}));
  const fs::path b =
      put(kNew, "done", json::array({stage_record("k1", "d2", {{"iou", 0.5}, {"count", 3}, {"new", 1}})}));
  disk_.put(a / "resolved.toml",
            "[run]\nseed = 1\n[stage.s]\nuse = \"x\"\nlist = [1, 2]\n[[stage.s.steps]]\nas = \"r\"\nn = 1\n");
  disk_.put(b / "resolved.toml",
            "[run]\nseed = 2\n[stage.s]\nuse = \"x\"\nlist = [1, 2]\n[[stage.s.steps]]\nas = \"r\"\nn = 2.5\n");
  for (const auto& [folder, digest] : {std::pair(a, "11"), std::pair(b, "22")}) {
    json record = json::parse(*disk_.read(folder / "run.json"));
    record["stages"][0]["inputs"] = {{"/data/same", "00"}, {"/data/other", digest}, {"@0", digest}};
    disk_.put(folder / "run.json", record.dump());
  }
  const json diff = diff_runs(disk_, read_run(disk_, "/work", kOld), read_run(disk_, "/work", kNew));
  EXPECT_EQ(diff["inputs"], json::parse(R"([{"path":"/data/other","a":"11","b":"22"}])"));
  EXPECT_EQ(diff["options"], json::parse(R"j([{"name":"run.seed","a":"1","b":"2"},
                                             {"name":"s.steps[r].n","a":"1","b":"2.5"}])j"));
  const json& stage = diff["stages"][0];
  EXPECT_EQ(stage["deterministic"], false) << "one key, two results";
  EXPECT_EQ(stage["equal_numbers"], 2) << "what is not known of both, too";
  EXPECT_EQ(stage["numbers"], json::parse(R"([{"name":"iou","a":0.25,"b":0.5,"difference":0.25},
                                              {"name":"new","a":null,"b":1}])"));
  (void)disk_.remove(b / "resolved.toml");
  const json without = diff_runs(disk_, read_run(disk_, "/work", kOld), read_run(disk_, "/work", kNew));
  EXPECT_TRUE(without["options"].is_null());
  EXPECT_EQ(without["notes"].size(), 1u);
}

TEST_F(PastRuns, LeftTheSameOrNot) {
  const json failed = {{"name", "t"}, {"status", "failed"}, {"error", "no luck"}};
  const fs::path a = put(kOld, "failed", {stage_record("k1", "", {}), failed});
  const fs::path b = put(kNew, "failed", {stage_record("k2", "", {}), failed});
  const auto compared = [&] {
    return compare_left(disk_, read_run(disk_, "/work", kOld), read_run(disk_, "/work", kNew));
  };
  EXPECT_EQ(compared()[0].equality, Equality::kUnknown);
  EXPECT_NE(compared()[0].why.find("has not recorded what it left"), std::string::npos) << compared()[0].why;
  EXPECT_EQ(compared()[1].why, "in run " + kOld + " it is failed: no luck");
  put(kOld, "done", json::array({stage_record("k1", "11", {})}));
  put(kNew, "done", json::array({stage_record("k1", "22", {})}));
  EXPECT_EQ(compared()[0].equality, Equality::kDiffers);
  EXPECT_NE(compared()[0].why.find("only its digest is known"), std::string::npos);
  for (const fs::path& run : {a, b}) disk_.put(run / "outputs/s/same.txt", "same");
  disk_.put(a / "outputs/s/gone.txt", "a");
  disk_.put(a / "outputs/s/other.txt", "a");
  disk_.put(b / "outputs/s/other.txt", "b");
  EXPECT_EQ(compared()[0].files, (std::vector<std::string>{"gone.txt is missing", "other.txt has other bytes"}));
  put(kNew, "done", json::array({stage_record("k1", "11", {})}));
  EXPECT_EQ(compared()[0].equality, Equality::kEqual);
}

}  // namespace
}  // namespace atelier::host
