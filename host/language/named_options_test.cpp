#include "named_options.hpp"

#include <gtest/gtest.h>

#include "language/workflow.hpp"
#include "testing/fake_catalog.hpp"
#include "testing/fake_system.hpp"

namespace atelier::host {
namespace {

const char kWorkflow[] = R"(atelier = 1
name = "w"
[params]
rate = 0.5
[run]
seed = 3
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
epochs = 2
optimizer = { use = "optimizer.adam", lr = "@params.rate" }
[check]
good = "@masks.classes > 1"
)";

// As a run writes it.
std::string resolved_toml(const std::vector<std::string>& set) {
  static const Catalog catalog = fake::catalog();
  fake::Machine machine;
  machine.disk.put("/w/w.toml", kWorkflow);
  const ResolveResult result =
      resolve({.file = "w.toml", .set = set, .working_directory = "/w", .system = machine.system}, catalog);
  EXPECT_TRUE(result.ok()) << render_text(result.diagnostics, result.sources);
  return result.workflow.resolved_toml;
}

TEST(GivenOptions, AreThoseThatAreNoDefaults) {
  const std::string toml = resolved_toml({"params.rate=0.25", "train.augment=[{ use = \"augment.hflip\" }]"});
  std::string found;
  for (const GivenOption& option : given_options(toml))
    found += option.name + " = " + option.value + " by " + option.origin + "\n";
  EXPECT_EQ(found, R"(run.seed = 3 by file: w.toml:6:8
coco.images = "/w" by file: w.toml:9:10
coco.annotations = "/w/w.toml" by file: w.toml:10:15
split.seed = 3 by file: w.toml:6:8
net.seed = 3 by file: w.toml:6:8
train.epochs = 2 by file: w.toml:24:10
train.optimizer.use = "optimizer.adam" by file: w.toml:25:13
train.optimizer.lr = 0.25 by --set params.rate=0.25
train.augment[0].use = "augment.hflip" by --set train.augment=[{ use = "augment.hflip" }]
)") << toml;
}

// Strings are no comments, whatever is in them.
TEST(GivenOptions, OfStringsThatLookLikeComments) {
  const auto all = given_options(
      "# Resolved\natelier = 1\n[stage.a]\nuse = \"x\"  # w.toml:1:1\n"
      "one = \"  # default\"  # --set a.one=\"  # default\"\n"
      "two = \"\\\"#\"  # default of x\n"
      "\"th#ree\" = [1, 2]  # file: w.toml:3:1\n"
      "four = \"@@not a wire\"  # file: w.toml:4:1\nfive = \"@wire\"  # file: w.toml:5:1\n"
      "six = [\"@b\", \"@c.d\"]  # file: w.toml:6:1\n# seven: not given\neight = 8\n");
  std::string names;
  for (const GivenOption& option : all) names += option.name + " ";
  EXPECT_EQ(names, "a.one a.\"th#ree\" a.four ");
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all[0].value, "\"  # default\"");
  EXPECT_EQ(all[0].origin, "--set a.one=\"  # default\"");
  EXPECT_TRUE(given_options("no toml [").empty());
}

}  // namespace
}  // namespace atelier::host
