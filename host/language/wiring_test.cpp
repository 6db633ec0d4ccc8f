// The wiring's forms: of a workflow's real names, and of hostile ones.
#include "wiring.hpp"

#include <gtest/gtest.h>

#include <random>

#include "language/workflow.hpp"
#include "testing/fake_catalog.hpp"
#include "testing/fake_system.hpp"
#include "wiring_layout.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

const char kWorkflow[] = R"(atelier = 1
name = "w"
run.observers = ["@lines"]
[part.lines]
use = "log.lines"
[part.coco]
use = "coco.reader"
images = "."
annotations = "w.toml"
[stage.masks]
use = "mask.writer"
dataset = "@coco"
[part.split]
use = "samples.split"
samples = "@masks"
[part.net]
use = "deeplabv3.resnet50"
classes = "@masks.classes"
[stage.train]
use = "train.supervised"
model = "@net"
train = "@split.train"
optimizer = { use = "optimizer.adam" }
augment = [{ use = "augment.one_of", as = "any", of = ["augment.hflip"] }]
[stage.look]
use = "preview.samples"
samples = "@masks"
after = "train"
[check]
quality = "@train.score / @masks.classes >= 0.4"
)";

Wiring wiring_of_text(const std::vector<size_t>& chosen = {0, 1, 2}) {
  static const Catalog catalog = fake::catalog();
  fake::Machine machine;
  machine.disk.put("/w/w.toml", kWorkflow);
  const ResolveResult result =
      resolve({.file = "w.toml", .working_directory = "/w", .system = machine.system}, catalog);
  EXPECT_TRUE(result.ok()) << render_text(result.diagnostics, result.sources);
  std::vector<int> stages;
  for (const size_t stage : chosen) stages.push_back(result.workflow.stages[stage]);
  return wiring_of(result.workflow, stages);
}

TEST(Wiring, IsATreeInTheOrderOfRunning) {
  EXPECT_EQ(wiring_text(wiring_of_text()), R"(w: 3 stages, 4 parts

   run
   └─ observers[0] <- lines (log.lines)     observer/1

 1 masks (mask.writer)
   ├─ dataset <- coco (coco.reader)         dataset/1
   └─ overlap = overlap.last

 2 train (train.supervised)
   ├─ model <- net (deeplabv3.resnet50)     model/1
   │  └─ classes <- masks.classes           int
   ├─ train <- split.train (samples.split)  samples/1
   │  └─ samples <- masks.samples           samples/1
   ├─ loss = loss.cross_entropy
   ├─ optimizer = optimizer.adam
   ├─ augment[any] = augment.one_of
   ├─ augment[any].of[0] = augment.hflip
   ├─ metrics[0] = metric.mean_iou
   ├─ loader = loader.threads
   └─ check quality: @train.score / @masks.classes >= 0.4

 3 look (preview.samples)
   ├─ samples <- masks.samples              samples/1
   └─ after train
)");
}

TEST(Wiring, IsOfTheStagesThatAreAskedFor) {
  const Wiring wiring = wiring_of_text({0});
  EXPECT_EQ(wiring.stages(), 1u);
  ASSERT_EQ(wiring.nodes.size(), 4u);  // the run and its observer, the reader, the stage
  EXPECT_EQ(wiring.nodes[3].name, "masks");
}

// Who keeps the wiring counts on it.
TEST(Wiring, NamesWhatIsNeededFirst) {
  const Wiring wiring = wiring_of_text();
  EXPECT_FALSE(wiring.edges.empty());
  for (const WiringEdge& edge : wiring.edges) EXPECT_LT(edge.from, edge.to);
}

// In a page its rules must not touch what stands beside it.
TEST(Wiring, StylesNothingButItself) {
  const std::string svg = wiring_svg(wiring_of_text());
  const size_t begin = svg.find("<style>") + 7;
  const std::string style = svg.substr(begin, svg.find("</style>") - begin);
  for (size_t open = style.find('{'); open != std::string::npos; open = style.find('{', open + 1)) {
    const size_t before = style.find_last_of("{}\n", open - 1);
    const std::string selector = style.substr(before + 1, open - before - 1);
    EXPECT_TRUE(selector.starts_with(".wiring ") || selector.starts_with("@media")) << selector;
  }
}

TEST(Wiring, AsADigraph) {
  const std::string dot = wiring_dot(wiring_of_text());
  for (const char* part :
       {"digraph \"w\" {", "[label=\"masks\\lmask.writer\\loverlap = overlap.last\\l\", style=bold];",
        " [label=\"samples (samples/1)\"];", "check quality: @train.score / @masks.classes >= 0.4\\l\"",
        "[style=dashed, label=\"after\"];"})
    EXPECT_NE(dot.find(part), std::string::npos) << part << "\n" << dot;
}

TEST(Wiring, AsAFlowchart) {
  const std::string mermaid = wiring_mermaid(wiring_of_text());
  EXPECT_EQ(mermaid.rfind("flowchart LR\n", 0), 0u);
  for (const char* part : {"[\"masks<br/>mask.writer<br/>overlap = overlap.last\"]:::stage\n",
                           "(\"coco<br/>coco.reader\")\n", "-->|\"samples #40;samples/1#41;\"| ",
                           "<br/>check quality: @train.score / @masks.classes #62;= 0.4\"]", " -. after .-> "})
    EXPECT_NE(mermaid.find(part), std::string::npos) << part << "\n" << mermaid;
}

Wiring hostile() {
  const std::string name = "a\"]; b\\ <script>&amp; ${x} `end` \n\x1b[2J -->|| %% \xEF\xBF\xBF\xFF";
  Wiring wiring;
  wiring.name = name;
  wiring.nodes = {{name, name, "stage/1", true, 1, {{name, name}}, {{name, name}}}, {"end", name, name, false, 0, {}}};
  wiring.edges = {{0, 1, name, name, name}, {0, 1, "", "", ""}};
  return wiring;
}

// Whether each quote but those that a backslash stands before is closed.
bool quotes_are_closed(const std::string& text) {
  bool open = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (open && text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      open = !open;
    else if (open && text[i] == '\n')
      return false;
  }
  return !open;
}

TEST(Wiring, NamesAreHarmlessInEachForm) {
  const Wiring wiring = hostile();
  for (const std::string& text :
       {wiring_text(wiring), wiring_dot(wiring), wiring_mermaid(wiring), wiring_svg(wiring)}) {
    EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  EXPECT_TRUE(quotes_are_closed(wiring_dot(wiring))) << wiring_dot(wiring);
  const std::string mermaid = wiring_mermaid(wiring);
  EXPECT_TRUE(quotes_are_closed(mermaid)) << mermaid;
  EXPECT_EQ(mermaid.find("<script"), std::string::npos);
  EXPECT_EQ(mermaid.find("[2J"), std::string::npos);
  const std::string svg = wiring_svg(wiring);
  EXPECT_EQ(svg.find("<script"), std::string::npos) << svg;
  EXPECT_NE(svg.find("&lt;script&gt;&amp;amp;"), std::string::npos) << svg;
  EXPECT_EQ(svg.find("\xEF\xBF\xBF"), std::string::npos) << svg;
}

TEST(Wiring, NothingIsDrawnOfNothing) {
  EXPECT_EQ(wiring_text({}), "0 stages, 0 parts\n");
  EXPECT_NE(wiring_svg({}).find("</svg>"), std::string::npos);
}

class LayoutOf : public testing::TestWithParam<unsigned> {};

// Any graph without circles: boxes stand apart, and lines go to the right.
TEST_P(LayoutOf, KeepsBoxesApart) {
  std::mt19937 random(GetParam());
  Layout layout;
  const int boxes = 1 + static_cast<int>(random() % 30);
  for (int i = 0; i < boxes; ++i) layout.boxes.push_back({50.0 + random() % 100, 30.0 + random() % 80, 0, 0});
  for (int to = 1; to < boxes; ++to)
    for (unsigned k = random() % 3; k > 0; --k)
      layout.lines.push_back({static_cast<int>(random() % to), to, 10.0 + random() % 15, 10.0 + random() % 15, {}});
  lay_out(layout);
  for (int a = 0; a < boxes; ++a) {
    const LayoutBox& one = layout.boxes[a];
    EXPECT_GE(one.x, 0);
    EXPECT_GE(one.y, -1e-6);
    EXPECT_LE(one.x + one.width, layout.width + 1e-6);
    EXPECT_LE(one.y + one.height, layout.height + 1e-6);
    for (int b = 0; b < a; ++b) {
      const LayoutBox& other = layout.boxes[b];
      EXPECT_TRUE(one.x >= other.x + other.width || other.x >= one.x + one.width ||
                  one.y >= other.y + other.height - 1e-6 || other.y >= one.y + one.height - 1e-6)
          << a << " and " << b;
    }
  }
  for (const LayoutLine& line : layout.lines) {
    ASSERT_GE(line.points.size(), 2u);
    EXPECT_DOUBLE_EQ(line.points.back().x, layout.boxes[line.to].x);
    for (size_t i = 1; i < line.points.size(); ++i) EXPECT_GE(line.points[i].x, line.points[i - 1].x);
  }
}

INSTANTIATE_TEST_SUITE_P(Random, LayoutOf, testing::Range(1u, 40u));

}  // namespace
}  // namespace atelier::host
