// What cannot be seen in the texts of cases/: nodes, wires, order, options of the call, and hostile input.
#include "workflow.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <random>
#include <sstream>

#include "param_type.hpp"
#include "test_data.hpp"
#include "testing/fake_catalog.hpp"

namespace atelier::host {
namespace {
namespace fs = std::filesystem;

fs::path cases() { return test::source_dir() / "host/language/cases"; }

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

class Workflow : public testing::Test {
 protected:
  ResolveResult resolve_text(const std::string& text, const std::vector<std::string>& set = {},
                             bool check_paths = true) {
    std::ofstream(folder_ / "w.toml", std::ios::binary) << text;
    ResolveInput input;
    input.file = "w.toml";
    input.working_directory = folder_.path();
    input.set = set;
    input.check_paths = check_paths;
    return resolve(input, catalog_);
  }
  ResolveResult resolve_case(const std::string& name) {
    ResolveInput input;
    input.file = "workflow.toml";
    input.working_directory = cases() / name;
    return resolve(input, catalog_);
  }
  static std::vector<std::string> stage_names(const ResolvedWorkflow& workflow) {
    std::vector<std::string> names;
    for (const int stage : workflow.stages) names.push_back(workflow.nodes[stage].name);
    return names;
  }
  static const Node* node(const ResolvedWorkflow& workflow, const std::string& name) {
    for (const Node& n : workflow.nodes)
      if (n.name == name) return &n;
    return nullptr;
  }
  static const ResolvedValue& value(const ResolvedWorkflow& workflow, const std::string& name, const char* param) {
    const Node* n = node(workflow, name);
    if (!n) throw std::runtime_error("no node " + name);
    return n->values[n->component->param(param) - n->component->params.data()];
  }

  const Catalog catalog_ = fake::catalog();
  test::TemporaryFolder folder_;
};

TEST_F(Workflow, OrdersStagesByNeedThenByPlace) {
  EXPECT_EQ(stage_names(resolve_case("ok_order").workflow), (std::vector<std::string>{"other", "masks", "late"}));
  EXPECT_EQ(stage_names(resolve_case("ok_slots").workflow), (std::vector<std::string>{"masks", "train", "second"}));
  EXPECT_EQ(stage_names(resolve_case("ok_full").workflow), (std::vector<std::string>{"masks", "train", "look"}));
}

TEST_F(Workflow, AfterOrdersWithoutAWire) {
  const std::string text =
      "atelier = 1\n[part.p]\nuse = 'acme.prism'\n[stage.a]\nuse = 'acme.scan'\nlight = '@p'\nafter = 'b'\n"
      "[stage.b]\nuse = 'acme.scan'\nlight = '@p'\n";
  const ResolveResult result = resolve_text(text);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(stage_names(result.workflow), (std::vector<std::string>{"b", "a"}));
}

TEST_F(Workflow, NamesInlinePartsAfterTheirSlots) {
  const ResolveResult result = resolve_case("ok_slots");
  ASSERT_TRUE(result.ok());
  const ResolvedWorkflow& w = result.workflow;
  for (const char* name : {"train.loss", "train.augment[0]", "train.augment[mix]", "train.augment[mix].of[1]",
                           "train.metrics[iou]", "train.metrics[1]", "second.optimizer"})
    EXPECT_NE(node(w, name), nullptr) << name;
  const ResolvedValue& adam = value(w, "train", "optimizer");
  EXPECT_EQ(w.nodes[adam.wire.node].name, "adam");
  EXPECT_EQ(adam.wire.port, "");
  EXPECT_EQ(adam.type, static_cast<uint32_t>(ATELIER_TYPE_PART));
  const ResolvedValue& train = value(w, "train", "train");
  EXPECT_EQ(w.nodes[train.wire.node].name, "split");
  EXPECT_EQ(train.wire.port, "train");
  const ResolvedValue& classes = value(w, "net", "classes");
  EXPECT_TRUE(classes.is_wire());
  EXPECT_EQ(classes.wire.port, "classes");
  EXPECT_EQ(classes.type, static_cast<uint32_t>(ATELIER_TYPE_INT));
  EXPECT_EQ(value(w, "train", "validate").type, static_cast<uint32_t>(ATELIER_TYPE_NONE));
  EXPECT_EQ(value(w, "second.optimizer", "lr").real, 1.0) << "an int will do for a float";
  EXPECT_EQ(w.nodes[node(w, "second")->after.at(0)].name, "train");
}

TEST_F(Workflow, DropsDisabledStagesAndWhatOnlyTheyNeed) {
  const ResolveResult result = resolve_case("ok_disabled_part");
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(stage_names(result.workflow), (std::vector<std::string>{"scan"}));
  EXPECT_EQ(result.workflow.nodes.size(), 2u);
}

TEST_F(Workflow, ReadsTheRunTable) {
  ResolveInput input;
  input.file = "workflow.toml";
  input.working_directory = cases() / "ok_splices";
  input.set = {"run.device=cpu"};
  const ResolveResult result = resolve(input, catalog_);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.workflow.seed, 3u);
  EXPECT_EQ(result.workflow.threads, 2u);
  EXPECT_EQ(result.workflow.device, "cpu");
  ASSERT_EQ(result.workflow.observers.size(), 1u);
  EXPECT_EQ(result.workflow.nodes[result.workflow.observers[0]].name, "run.observers[0]");
  EXPECT_EQ(value(result.workflow, "run.observers[0]", "prefix").text, "@at: ");
  EXPECT_EQ(result.workflow.name, "n3-true-1e-04-x-${literal}-$5");
}

TEST_F(Workflow, LargestSeedFits) {
  const ResolveResult result = resolve_text("atelier = 1\n[run]\nseed = 9223372036854775807\n");
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.workflow.seed, 9223372036854775807u);
}

TEST_F(Workflow, PathsStartFromTheTextThatWroteThem) {
  fs::create_directories(folder_ / "sub/data");
  fs::create_directories(folder_ / "here");
  std::ofstream(folder_ / "sub/base.toml") << "[params]\nimages = 'data'\n[part.coco]\nuse = 'coco.reader'\n"
                                              "images = '@params.images'\nannotations = 'base.toml'\n"
                                              "[stage.m]\nuse = 'mask.writer'\ndataset = '@coco'\n";
  const std::string text = "atelier = 1\ninclude = 'sub/base.toml'\n";
  const ResolveResult plain = resolve_text(text);
  ASSERT_TRUE(plain.ok()) << render_text(plain.diagnostics, plain.sources);
  EXPECT_EQ(value(plain.workflow, "coco", "images").text, (folder_ / "sub/data").string());
  const ResolveResult set = resolve_text(text, {"params.images=here"});
  ASSERT_TRUE(set.ok()) << render_text(set.diagnostics, set.sources);
  EXPECT_EQ(value(set.workflow, "coco", "images").text, (folder_ / "here").string());
  EXPECT_EQ(value(set.workflow, "coco", "images").origin.layer, "--set");
}

TEST_F(Workflow, PathsAreCheckedOnlyWhenAsked) {
  const std::string text = "atelier = 1\n[stage.s]\nuse = 'odd.missing_path'\n";
  EXPECT_FALSE(resolve_text(text).ok());
  EXPECT_TRUE(resolve_text(text, {}, false).ok());
}

TEST_F(Workflow, SetReadsByTheDeclaredType) {
  const std::string text =
      read(cases() / "ok_full/workflow.toml") + "[stage.t]\nuse = 'preview.all'\nsets = ['@masks']\n";
  const ResolveResult result = resolve_text(
      text, {"t.title=5", "params.annotations=true", "train.loader.timeout=90s", "look.samples=@split.train"}, false);
  ASSERT_TRUE(result.ok()) << render_text(result.diagnostics, result.sources);
  EXPECT_EQ(value(result.workflow, "t", "title").text, "5");
  EXPECT_EQ(value(result.workflow, "coco", "annotations").text, (folder_ / "true").string());
  EXPECT_EQ(value(result.workflow, "train.loader", "timeout").real, 90);
  EXPECT_EQ(value(result.workflow, "look", "samples").wire.port, "train");
}

TEST_F(Workflow, SetsAreOneLayer) {
  const std::string text = read(cases() / "ok_use_starts_afresh/workflow.toml");
  const ResolveResult result = resolve_text(
      text, {"train.optimizer.lr=0.5", "train.optimizer.use=optimizer.sgd", "train.optimizer.lr=0.25"}, false);
  ASSERT_TRUE(result.ok()) << render_text(result.diagnostics, result.sources);
  EXPECT_EQ(node(result.workflow, "train.optimizer")->component->id, "optimizer.sgd");
  EXPECT_EQ(value(result.workflow, "train.optimizer", "lr").real, 0.25) << "the later one counts";
}

TEST_F(Workflow, LongChainsEndInAnError) {
  std::string text = "atelier = 1\n[params]\n";
  for (int i = 0; i < 20000; ++i) text += "a" + std::to_string(i) + " = \"@params.a" + std::to_string(i + 1) + "\"\n";
  const ResolveResult result = resolve_text(text + "a20000 = 1\n");
  EXPECT_FALSE(result.ok());
}

TEST_F(Workflow, LongChainsOfStagesAreSorted) {
  std::string text = "atelier = 1\n[part.coco]\nuse = 'coco.reader'\nimages = '.'\nannotations = '.'\n";
  constexpr int kStages = 1500;
  for (int i = 0; i < kStages; ++i)
    text += "[stage.s" + std::to_string(i) + "]\nuse = 'mask.writer'\ndataset = '@coco'\n" +
            (i + 1 < kStages ? "after = 's" + std::to_string(i + 1) + "'\n" : "");
  const ResolveResult result = resolve_text(text);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(stage_names(result.workflow).front(), "s" + std::to_string(kStages - 1));
  EXPECT_EQ(stage_names(result.workflow).back(), "s0");
}

TEST(Duration, ReadsUnits) {
  EXPECT_EQ(parse_duration("90s"), 90);
  EXPECT_EQ(parse_duration("5m"), 300);
  EXPECT_EQ(parse_duration("1h30m"), 5400);
  EXPECT_EQ(parse_duration("250ms"), 0.25);
  EXPECT_EQ(parse_duration("1.5d"), 129600);
  for (const char* text : {"", "5", "s", "-5s", "5 s", "5x", "5mm", "1h30", "inf", "nans", "1e3s", "+1s"})
    EXPECT_FALSE(parse_duration(text)) << text;
  EXPECT_FALSE(parse_duration(std::string(400, '9') + "s"));
}

// Changes a good workflow at random, byte by byte and line by line: whatever comes out, an answer comes back.
TEST_F(Workflow, SurvivesMutations) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto below = [&](size_t n) { return static_cast<size_t>(random() % n); };
  const std::string good =
      read(cases() / "ok_full/workflow.toml") + read(cases() / "ok_slots/workflow.toml").substr(12);
  const std::vector<std::string> pieces = {"@",
                                           "${params.",
                                           "}",
                                           "\"",
                                           "use",
                                           " = ",
                                           "[",
                                           "]",
                                           "{",
                                           "}",
                                           "\n",
                                           "@params.size",
                                           "@masks",
                                           "@train",
                                           "nan",
                                           "1e999",
                                           "-1",
                                           "'odd.nest'",
                                           "[[stage.train]]",
                                           "enabled = false\n",
                                           "after = \"look\"\n",
                                           "\xff",
                                           std::string(1, '\0'),
                                           "é"};
  size_t failed = 0;
  const auto start = std::chrono::steady_clock::now();
  for (int round = 0; round < 2000; ++round) {
    std::string text = good;
    for (size_t change = 1 + below(4); change > 0; --change) {
      const size_t at = below(text.size());
      switch (below(5)) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, 1 + below(12));
          break;
        case 2:
          text.insert(at, pieces[below(pieces.size())]);
          break;
        case 3: {  // a line twice, elsewhere
          const size_t begin = text.rfind('\n', at) + 1;
          const std::string line = text.substr(begin, text.find('\n', begin) - begin + 1);
          text.insert(text.rfind('\n', below(text.size())) + 1, line);
          break;
        }
        default: {  // one quoted word for another
          const size_t from = text.find('"', at), to = text.find('"', below(text.size()));
          if (from == std::string::npos || to == std::string::npos) break;
          const std::string word = text.substr(from, text.find('"', from + 1) - from + 1);
          text.replace(to, std::min(text.find('"', to + 1), text.size() - 1) - to + 1, word);
        }
      }
    }
    const ResolveResult result = resolve_text(text, {}, false);
    failed += !result.ok();
    EXPECT_EQ(result.ok(), !result.workflow.resolved_toml.empty());
    EXPECT_FALSE(!result.ok() && render_text(result.diagnostics, result.sources).empty());
    render_json(result.diagnostics);
  }
  EXPECT_GT(failed, 500u);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
}

}  // namespace
}  // namespace atelier::host
