// The pages of a run and of several, from facts made by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <cstdlib>

#include "comparison_page.hpp"
#include "places.hpp"
#include "run_page.hpp"
#include "testing/well_formed.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;
using test_bench::trouble_with_page;

size_t count(const std::string& text, const std::string& part) {
  size_t n = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A name with all that means something in HTML, in a shell and to a terminal.
const std::string kHostile = "<b a=\"1\" b='2'>&amp; </script><!-- \x1b[2J \xFF \n${x}";

RunFacts small_run() {
  RunFacts facts;
  facts.run = {"20261123-014512-pages-7f3a", "/work/runs/20261123-014512-pages-7f3a", nullptr};
  facts.run.status = "gate failed";
  facts.run.record = {{"status", "gate failed"},
                      {"error", "check `good` failed: train.validate/mean_iou = 0.25"},
                      {"exit_code", 6},
                      {"started", "2026-11-23T01:45:12.000Z"},
                      {"seconds", 75.0},
                      {"host", "box"},
                      {"device", "cpu"},
                      {"seed", 17},
                      {"threads", 2},
                      {"peak_memory_bytes", 412'000'000},
                      {"workflow", {{"name", "pages"}, {"file", "/home/a b/pages.toml"}}},
                      {"argv", {"atelier", "run", "pages.toml", "--set", "params.name=a b"}},
                      {"working_directory", "/home"},
                      {"versions", {{"atelier", "1.2.3"}, {"abi", "1.0"}}},
                      {"plugins",
                       {{{"id", "acme.train"},
                         {"version", "2.0"},
                         {"build_id", "0123456789abcdef"},
                         {"loaded", true},
                         {"file", "/p.so"}}}},
                      {"environment", {{"HOME", "/home"}, {"NONE", nullptr}}},
                      {"gates",
                       {{{"name", "good"},
                         {"that", "@train.validate/mean_iou > 0.5"},
                         {"at", "/home/a b/pages.toml:9:1"},
                         {"status", "failed"},
                         {"said", "validate/mean_iou = 0.25"}}}}};
  StageFacts masks{"masks",
                   {{"name", "masks"},
                    {"component", "mask.writer"},
                    {"status", "done"},
                    {"reused", true},
                    {"made_by", "20261122-000000-pages-0001"},
                    {"seconds", 0.0},
                    {"inputs", {{"/data/pages", "00ff"}, {"@0", "00aa"}}}}};
  masks.left = Left{4'200'000, 120, {{}, 0, {{"masks", 119}}}};
  StageFacts train{"train",
                   {{"name", "train"},
                    {"component", "train.supervised"},
                    {"status", "done"},
                    {"seconds", 60.0},
                    {"peak_memory_bytes", 412'000'000}}};
  train.left = Left{1000, 2, {{"sheet 1.png"}, 1, {}}};
  train.digest = "aa";
  train.numbers = {{"train/loss", 0.5},       {"validate/mean_iou", 0.25},  {"validate/iou/dog", 0.5},
                   {"validate/iou/cat", 0.0}, {"validate/recall/dog", 1.0}, {"validate/recall/cat", nullptr}};
  train.series = {{"train/loss", {{1, 1.5}, {2, 1.0}, {3, 0.5}}, 3, 0}, {"validate/mean_iou", {{3, 0.25}}, 1, 0}};
  StageFacts look{
      "look",
      {{"name", "look"}, {"component", "preview"}, {"status", "skipped"}, {"error", "check `good` failed before it"}}};
  facts.stages = {masks, train, look};
  facts.warnings = {{"train, look", "two\nlines"}};
  facts.options = {{"train.epochs", "3", "--set params.epochs=3"},
                   {"run.seed", "17", "file: /home/a b/pages.toml:3:8"}};
  facts.wiring = Wiring{"pages",
                        {{"masks", "mask.writer", "stage/1", true, 1, {}},
                         {"train", "train.supervised", "stage/1", true, 2, {{"loader", "loader.threads"}}}},
                        {{0, 1, "samples", "train", "samples/1"}}};
  facts.files = {"run.json", "log.txt"};
  return facts;
}

RunFacts hostile_run() {
  RunFacts facts = small_run();
  json& record = facts.run.record;
  for (const char* field : {"error", "started", "host", "device", "working_directory"}) record[field] = kHostile;
  record["workflow"] = {{"name", kHostile}, {"file", kHostile}};
  record["argv"] = {kHostile};
  record["versions"] = {{kHostile, kHostile}};
  record["environment"] = {{kHostile, kHostile}};
  for (json* one : {&record["gates"][0], &record["plugins"][0]})
    for (auto& [key, value] : one->items())
      if (value.is_string()) value = kHostile;
  facts.run.id = facts.run.status = kHostile;
  for (StageFacts& stage : facts.stages) {
    stage.record.update({{"component", kHostile}, {"error", kHostile}, {"inputs", {{kHostile, kHostile}}}});
    if (stage.record.contains("made_by")) stage.record["made_by"] = kHostile;
    stage.name = stage.log_end = kHostile;
    stage.numbers.push_back({kHostile, 1});
    stage.numbers.push_back({"a/" + kHostile + "/b", 1});
    stage.series.push_back({kHostile, {{1, 1}, {2, 2}}, 2, 0});
    if (stage.left) stage.left->pictures = {{kHostile + ".png"}, 40, {{kHostile, 3}}};
  }
  facts.warnings = {{kHostile, kHostile}};
  facts.options = {{kHostile, kHostile, kHostile}};
  facts.wiring->name = facts.wiring->nodes[0].name = kHostile;
  facts.files = {kHostile};
  return facts;
}

const PageOptions kOptions = {".", "2026-11-23T02:00:00.000Z"};

void expect_golden(const std::string& name, const std::string& page) {
  const std::filesystem::path file = test::source_dir() / "host/report/cases" / name;
  if (std::getenv("ATELIER_UPDATE_CASES")) write_file(file, page);
  const std::string wanted = read_file(file);
  const size_t at =
      static_cast<size_t>(std::mismatch(page.begin(), page.end(), wanted.begin(), wanted.end()).first - page.begin());
  EXPECT_TRUE(page == wanted) << "from here on it differs from " << file << ": …"
                              << page.substr(at - std::min<size_t>(at, 60), 200)
                              << "…\nATELIER_UPDATE_CASES=1 writes it anew";
}

// The page without its style sheet, which is looked at by people.
std::string without_style(const std::string& page) {
  const size_t begin = page.find("<style>") + 7, end = page.find("</style>");
  return page.substr(0, begin) + page.substr(end);
}

TEST(RunPage, OfASmallRun) {
  const std::string page = run_page(small_run(), kOptions);
  EXPECT_EQ(trouble_with_page(page), "");
  expect_golden("run.html", without_style(page));
}

TEST(RunPage, NamesAreHarmless) {
  const std::string page = run_page(hostile_run(), kOptions);
  EXPECT_EQ(trouble_with_page(page), "");
  EXPECT_FALSE(has(page, "<b a=")) << page;
  EXPECT_FALSE(has(page, "</script"));
  EXPECT_FALSE(has(page, "<!--"));
  EXPECT_TRUE(has(page, "&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp; "));
  EXPECT_TRUE(has(page, "outputs/%3Cb%20a%3D%221%22")) << "in a link";
}

TEST(RunPage, OfALargeRun) {
  RunFacts facts = small_run();
  Series loss{"train/loss", {}, 100'000, 1};
  for (size_t i = 0; i < 100'000; ++i) loss.points.push_back({double(i), 1.0 / double(1 + i), i == 70'000});
  facts.stages[1].series = {loss};
  for (int i = 0; i < 200; ++i) facts.stages[1].numbers.push_back({"a/iou/" + std::to_string(i), i / 200.0});
  const std::string page = run_page(facts, kOptions);
  EXPECT_EQ(trouble_with_page(page), "");
  EXPECT_LT(page.size(), 120'000u);
  EXPECT_TRUE(has(page, "last 1e-05, from 1e-05 to 1, 1 not a number")) << "of all points, not of those drawn";
}

TEST(RunPage, OfARunThatGoesOnOrWasCutOff) {
  RunFacts facts = small_run();
  facts.run.record = {{"status", "running"}};
  facts.run.status = "running";
  facts.stages[0].record["status"] = "running";
  facts.stages[1].record["status"] = "waiting";
  EXPECT_TRUE(has(run_page(facts, kOptions), "<span class=\"state faint\">waiting</span>"));
  facts.run.status = "crashed";
  facts.stages[0].log_end = "its last words";
  const std::string page = run_page(facts, kOptions);
  EXPECT_EQ(trouble_with_page(page), "");
  EXPECT_EQ(count(page, "<span class=\"state bad\">crashed</span>"), 2u) << "the run and the stage at work";
  EXPECT_TRUE(has(page, "the run ended before it"));
  EXPECT_TRUE(has(page, "its last words"));
}

TEST(RunPage, SaysWhatWentSince) {
  RunFacts facts = small_run();
  facts.stages[1].left.reset();
  EXPECT_TRUE(has(run_page(facts, kOptions), "removed since"));
  facts.stages = {};
  facts.run.record = {{"status", "failed"}};
  facts.wiring.reset();
  EXPECT_EQ(trouble_with_page(run_page(facts, kOptions)), "") << "of a run of which nothing is known";
}

TEST(RunPage, ShowsTheFirstOfManyPictures) {
  RunFacts facts = small_run();
  facts.stages[1].left->pictures = {{"a.png", "b.png"}, 40, {}};
  const std::string page = run_page(facts, {"../elsewhere/run", ""});
  EXPECT_EQ(count(page, "<img "), 2u);
  EXPECT_TRUE(has(page, "<img src=\"../elsewhere/run/outputs/train/a.png\" alt=\"a.png\" loading=\"lazy\"/>"));
  EXPECT_TRUE(has(page, "2 of 40 pictures; all are in <a href=\"../elsewhere/run/outputs/train\">train</a>"));
}

TEST(RunPage, OfARecordThatSomebodyElseWrote) {
  RunFacts facts = small_run();
  for (const char* field : {"plugins", "gates", "libraries"}) facts.run.record[field] = {"text", 1, json::array()};
  for (const char* field : {"environment", "versions", "argv", "workflow"}) facts.run.record[field] = 3;
  facts.run.record["peak_memory_bytes"] = -1e300;
  facts.stages[1].record["peak_memory_bytes"] = 1e300;
  facts.stages[1].record["seconds"] = "long";
  EXPECT_EQ(trouble_with_page(run_page(facts, kOptions)), "");
}

TEST(RunPage, ShutsAwayTheMostOfManyCurves) {
  RunFacts facts = small_run();
  for (int i = 0; i < 40; ++i) facts.stages[1].series.push_back({"rate" + std::to_string(i), {{1, 1}, {2, 2}}, 2, 0});
  const std::string page = run_page(facts, kOptions);
  EXPECT_EQ(trouble_with_page(page), "");
  EXPECT_TRUE(has(page, "<details><summary>29 drawings more</summary>"));
}

Comparison two_runs() {
  RunFacts a = small_run(), b = small_run();
  b.run.id = "20261124-014512-pages-62af";
  b.stages[1].numbers[0].value = 0.75;
  b.stages[1].numbers.push_back({"validate/new", 1});
  b.stages[1].series[0].points = {{1, 1.5}, {2, 1.25}};
  b.stages[1].digest = "bb";
  b.stages[1].left->pictures.names = {"other.png"};
  b.stages.pop_back();
  RunTexts was, now;
  was.options = {{"train.epochs", "3"}, {"train.lr", "0.1"}, {"run.seed", "1"}};
  now.options = {{"train.epochs", "2"}, {"run.seed", "1"}};
  was.inputs = {{"/data/pages", "00ff"}};
  now.inputs = {{"/data/pages", "00ff"}};
  return {"Runs side by side", {{"7f3a", a, was, "runs/a"}, {"62af", b, now, "runs/b"}}, kOptions.written};
}

TEST(ComparisonPage, OfTwoRuns) {
  const std::string page = comparison_page(two_runs());
  EXPECT_EQ(trouble_with_page(page), "");
  expect_golden("comparison.html", without_style(page));
}

TEST(ComparisonPage, MarksWhatDiffersAndNamesLeastAndGreatest) {
  const std::string page = comparison_page(two_runs());
  EXPECT_TRUE(has(page,
                  "≠</b> train/loss</td><td class=\"number faint\">0.5</td>"
                  "<td class=\"number faint\">0.75</td>"
                  "<td class=\"number\">0.5</td><td class=\"number\">0.75</td>"));
  EXPECT_TRUE(has(page, "≠</b> validate/new</td>")) << "one has it not";
  EXPECT_FALSE(has(page, "≠</b> validate/mean_iou"));
  EXPECT_TRUE(has(page, "train.epochs</td><td class=\"value any\">3</td><td class=\"value any\">2</td>"));
  EXPECT_TRUE(has(page, "train.lr</td><td class=\"value any\">0.1</td><td class=\"faint\">not given</td>"));
  EXPECT_FALSE(has(page, "run.seed")) << "it is the same";
  EXPECT_FALSE(has(page, "/data/pages"));
  EXPECT_TRUE(has(page, "no stage of it"));
  EXPECT_TRUE(has(page, "62af: none")) << "a picture that one has not";
  EXPECT_EQ(count(page, "<figure class=\"chart\">"), 1u) << "both runs in one";
}

TEST(ComparisonPage, NamesAreHarmless) {
  Comparison comparison = two_runs();
  comparison.title = kHostile;
  comparison.runs.push_back({kHostile, hostile_run(), {}, kHostile});
  Texts& options = comparison.runs[2].texts.options;
  options[kHostile] = kHostile;
  comparison.runs[2].texts.options_unread = kHostile;
  const std::string page = comparison_page(comparison);
  EXPECT_EQ(trouble_with_page(page), "");
  EXPECT_FALSE(has(page, "<b a="));
}

TEST(ComparisonPage, OfRunsThatAreTheSame) {
  Comparison comparison = two_runs();
  comparison.runs[1] = comparison.runs[0];
  const std::string page = comparison_page(comparison);
  EXPECT_TRUE(has(page, "Options, inputs, plugins and program are the same."));
  EXPECT_FALSE(has(page, "≠"));
}

TEST(WellFormed, FindsWhatIsNot) {
  for (const char* bad : {"<a>", "<a></b>", "<a b=c></a>", "<a b=\"<\"></a>", "<a>&x</a>", "<a><br></a>", "<a/><b/>",
                          "<a b=\"1\" b=\"2\"/>", "<a>\x01</a>", "<a>x > y</a>", "text"})
    EXPECT_NE(trouble_with_page(bad), "") << bad;
  EXPECT_EQ(trouble_with_page("<!DOCTYPE html>\n<a b=\"&amp;\"><br/>x &lt; y</a>\n"), "");
}

}  // namespace
}  // namespace atelier::host
