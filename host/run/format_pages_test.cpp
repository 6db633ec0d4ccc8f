// The pages of the formats on disk (*.md beside this file), held against what a run writes.
#include "testing/format_page.hpp"

#include <atelier/cpp/stage.hpp>

#include "run_record.hpp"
#include "stage_folder.hpp"
#include "stage_key.hpp"
#include "testing/fake_system.hpp"
#include "testing/host_bench.hpp"
#include "testing/one_stage.hpp"
#include "wiring_record.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test_bench::Bench;
using test_bench::expect_documented;
using test_bench::Ran;

std::vector<json> lines_of(const std::string& text) {
  std::vector<json> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) out.push_back(json::parse(line));
  return out;
}

TEST(FormatPages, RunFolder) {
  Bench bench;
  const Ran ran = bench.run("[stage.d]\nuse = \"test.diary\"\n");
  ASSERT_EQ(ran.result.exit_code, 0) << ran.err;
  std::set<std::string> found;
  const auto files = files_below(real_disk(), ran.result.folder);
  ASSERT_TRUE(files);
  for (const fs::path& file : *files) {
    std::string path = file.lexically_relative(ran.result.folder).string();
    if (path.starts_with("stages/d/")) path.replace(0, 8, "stages/<stage>");
    if (path == "outputs/d") path = "outputs/<stage>/";
    found.insert(path);
  }
  found.insert("report.html");  // the program's: report/report_test.cpp
  EXPECT_EQ(found, test_bench::documented("run/run_folder.md", "## Files"));
}

TEST(FormatPages, RunRecord) {
  Bench bench;
  const Ran ran = bench.run(
      "[stage.early]\nuse = \"test.write\"\n[stage.bad]\nuse = \"test.fail\"\n"
      "[stage.later]\nuse = \"test.write\"\nafter = [\"bad\"]\n[check]\nlong = \"@early.length > 9\"\n");
  const json record = json::parse(ran.read("run.json"));
  EXPECT_EQ(record.at("format"), 1);
  const Ran again = bench.run("[stage.early]\nuse = \"test.write\"\n");
  expect_documented("run/run_record.md", "## Fields", {record, json::parse(again.read("run.json"))});
}

TEST(FormatPages, WiringRecord) {
  Bench bench;
  const Ran ran = bench.run(
      "[stage.w]\nuse = \"test.write\"\n[stage.read]\nuse = \"test.read\"\nfile = \"@w.file\"\nlength = "
      "\"@w.length\"\n");
  const std::string text = ran.read("wiring.json");
  std::optional<Wiring> wiring = read_wiring(text);
  ASSERT_TRUE(wiring);
  EXPECT_EQ(wiring_json(*wiring), text);
  EXPECT_EQ(wiring->stages(), 2u);
  wiring->nodes[0].slots = {{"loader.sampler", "acme.sampler"}};
  wiring->nodes[0].checks = {{"good", "@w.length > 3"}};
  const std::string with_slot = wiring_json(*wiring);
  EXPECT_EQ(wiring_json(read_wiring(with_slot).value_or(Wiring())), with_slot);
  expect_documented("run/wiring_record.md", "## Fields", {json::parse(with_slot)});
  for (const auto& [field, value] : {std::pair<const char*, json>{"from", 1}, {"from", -1}, {"to", 99}}) {
    json turned = json::parse(text);
    turned["edges"][0]["to"] = 1;
    turned["edges"][0][field] = value;
    EXPECT_FALSE(read_wiring(turned.dump())) << "what draws it would never end: " << turned["edges"][0];
  }
  json later = json::parse(text);
  later["format"] = 2;
  for (const std::string& none : {later.dump(), std::string("{ half"), std::string("[]"), std::string("{}")})
    EXPECT_FALSE(read_wiring(none)) << none;
}

TEST(FormatPages, EventLines) {
  Bench bench;
  std::vector<json> events, metrics;
  for (const char* toml :
       {"[stage.a]\nuse = \"test.write\"\n[check]\nc = \"@a.length > 5\"\n", "[stage.a]\nuse = \"test.fail\"\n",
        "[stage.a]\nuse = \"test.pages\"\nstop = 2\nway = \"fail\"\n", "[stage.a]\nuse = \"test.pages\"\n",
        "[stage.a]\nuse = \"test.pages\"\n"}) {
    const Ran ran = bench.run(toml);
    for (const json& line : lines_of(ran.read("events.jsonl"))) events.push_back(line);
    for (const json& line : lines_of(ran.read("stages/a/metrics.jsonl"))) metrics.push_back(line);
  }
  expect_documented("run/event_lines.md", "## Fields of events.jsonl", events);
  expect_documented("run/event_lines.md", "## Fields of metrics.jsonl", metrics);
}

TEST(FormatPages, ProgressLines) {
  Bench bench;
  bench.progress = ProgressMode::kJson;
  std::vector<json> all;
  for (const char* toml :
       {"[stage.a]\nuse = \"test.write\"\n[check]\nc = \"@a.length > 5\"\n", "[stage.a]\nuse = \"test.fail\"\n",
        "[stage.a]\nuse = \"test.pages\"\nstop = 2\nway = \"fail\"\n", "[stage.a]\nuse = \"test.pages\"\n",
        "[stage.a]\nuse = \"test.pages\"\n"})
    for (const json& line : lines_of(bench.run(toml).err)) all.push_back(line);
  expect_documented("run/progress_lines.md", "## Fields", all);
  std::set<std::string> events;
  for (const json& line : all) {
    events.insert(line.at("event"));
    EXPECT_TRUE(line.contains("time")) << line;
  }
  EXPECT_EQ(events, (std::set<std::string>{"gate", "log", "progress", "result", "scalar", "stage", "text"}));
}

TEST(FormatPages, StageKey) {
  Bench bench({"test_stages", "test_painter", "test_palette"});
  const Ran wired = bench.run(
      "[stage.w]\nuse = \"test.write\"\n[stage.read]\nuse = \"test.read\"\nfile = \"@w.file\"\nlength = "
      "\"@w.length\"\n");
  const json key = json::parse(wired.read("stages/read/key.json"));
  expect_documented("run/stage_key.md", "## Fields", {key});
  const Ran painted = bench.run(
      "[part.warm]\nuse = \"acme.palette\"\nnames = [\"red\"]\n[stage.p]\nuse = \"acme.paint\"\npalettes = "
      "[\"@warm\"]\n");
  const json part = json::parse(painted.read("stages/p/key.json"))["document"]["options"]["palettes"][0];
  expect_documented("run/stage_key.md", "## Fields of a wire", {key["document"]["options"]["file"], part});
  EXPECT_EQ(key["document"]["options"]["length"], 5) << "a number is what it is";
}

class OneStage : public fake::OneStage {
 protected:
  fake::Machine machine_;
};

TEST_F(OneStage, LineageAndUnfinishedWork) {
  const RunFolder run = *RunFolder::create(machine_.system, "/work");
  const auto document = [&](const fs::path& file) { return json::parse(*machine_.disk.read(file)); };
  Result<StageFolder> folder = begin_stage(run);
  ASSERT_TRUE(folder);
  const fs::path note = folder->path().string() + ".json";
  machine_.disk.put(folder->path() / "page.txt", "page");
  EXPECT_TRUE(folder->give_up(Status::kFailed));
  json told = document(note);
  EXPECT_EQ(told.at("format"), 1);
  EXPECT_TRUE(newest_note_once(machine_.disk, "/work", "w", "s"));
  expect_documented("run/unfinished.md", "## Fields", {told, document(note)});
  Result<StageFolder> again = begin_stage(run);
  ASSERT_TRUE(again && commit(run, *again));
  const json lineage = document(run.stage("s") / "lineage.json");
  EXPECT_EQ(lineage.at("format"), 2);
  expect_documented("run/lineage.md", "## Fields", {lineage});
}

// What a later version has written may mean another thing.
TEST_F(OneStage, OtherVersionsAreNotThere) {
  const RunFolder run = *RunFolder::create(machine_.system, "/work");
  const auto rewrite = [&](const fs::path& file, const json& format) {
    json document = json::parse(*machine_.disk.read(file));
    document["format"] = format;
    if (format.is_null()) document.erase("format");
    machine_.disk.put(file, document.dump());
  };
  Result<StageFolder> folder = begin_stage(run);
  machine_.disk.put(folder->path() / "page.txt", "page");
  folder->give_up(Status::kFailed);
  const fs::path note = folder->path().string() + ".json";
  rewrite(note, 2);
  EXPECT_FALSE(newest_note_once(machine_.disk, "/work", "w", "s"));
  rewrite(note, nullptr);
  EXPECT_TRUE(newest_note_once(machine_.disk, "/work", "w", "s"));
  Result<StageFolder> again = begin_stage(run);
  ASSERT_TRUE(again && commit(run, *again));
  const auto same = [&] {
    return earlier_results(machine_.disk, "/work", lineage(machine_.system), "w", "s").same.has_value();
  };
  EXPECT_TRUE(same());
  rewrite(run.stage("s") / "lineage.json", 3);
  EXPECT_FALSE(same());
  rewrite(run.stage("s") / "lineage.json", nullptr);
  EXPECT_FALSE(same());
}

}  // namespace
}  // namespace atelier::host
