#include "made_from.hpp"

#include "testing/fake_catalog.hpp"
#include "testing/fake_sources.hpp"
#include "testing/host_bench.hpp"

namespace atelier::host {
namespace {

using nlohmann::json;

const char kTraining[] = R"(
[part.coco]
use = "coco.reader"
images = "."
annotations = "a.json"
[stage.masks]
use = "mask.writer"
dataset = "@coco"
[part.net]
use = "deeplabv3.resnet50"
classes = "@masks.classes"
[stage.train]
use = "train.supervised"
model = "@net"
train = "@masks.samples"
loss = { use = "loss.cross_entropy", void = 255 }
optimizer = { use = "optimizer.adam", lr = 1e-3 }
augment = [{ use = "augment.resize", as = "resize", size = [64, 64] }, { use = "augment.hflip" }]
)";

class Differences : public testing::Test {
 protected:
  Differences() { write_file(folder_ / "a.json", "{}"); }
  json made_from(const std::vector<std::string>& set = {}, const std::string& more = {}) {
    write_file(folder_ / "w.toml", "atelier = 1\nname = \"w\"\n" + std::string(kTraining) + more);
    ResolveInput input;
    input.file = "w.toml";
    input.working_directory = folder_.path();
    input.set = set;
    const ResolveResult r = resolve(input, catalog_);
    EXPECT_TRUE(r.ok()) << render_text(r.diagnostics, r.sources);
    const fake::Sources sources(r.workflow);
    return host::made_from(real_disk(), r.workflow, r.workflow.stages.back(), sources.get()).document;
  }
  std::string after(const std::vector<std::string>& set, const std::string& more = {}) {
    const json was = made_from(), now = made_from(set, more);
    return differences(was, now, "the interrupted run");
  }

  test::TemporaryFolder folder_;
  Catalog catalog_ = fake::catalog();
};

TEST_F(Differences, NameOptionsOfTheStageItsPartsAndWhatCameBefore) {
  EXPECT_EQ(after({"train.optimizer.lr=5e-4"}), "optimizer.lr was 0.001 in the interrupted run, now 0.0005");
  EXPECT_EQ(after({"train.epochs=3", "masks.crowd=\"void\"", "net.aux=true"}),
            "epochs was 1 in the interrupted run, now 3; masks.crowd was \"skip\", now \"void\"; "
            "net.aux was false, now true");
  EXPECT_EQ(after({"train.augment[resize].size=[32,32]"}),
            "augment[resize].size was [64, 64] in the interrupted run, now [32, 32]");
  EXPECT_EQ(after({"train.loss.weights=[1.0, 2.0]"}), "loss.weights was [] in the interrupted run, now [1, 2]");
}

TEST_F(Differences, ReplacedPartsHideTheirOptions) {
  EXPECT_EQ(after({"train.optimizer={use=\"optimizer.sgd\",lr=0.1}"}),
            "optimizer was optimizer.adam in the interrupted run, now optimizer.sgd");
  EXPECT_EQ(after({"train.augment=[{use=\"augment.hflip\"}]"}),
            "augment was [\"augment.resize\", \"augment.hflip\"] in the interrupted run, now [\"augment.hflip\"]");
}

TEST_F(Differences, AreFew) {
  const std::string said = after({"train.epochs=3", "masks.crowd=\"void\"", "net.aux=true", "train.loss.void=0",
                                  "train.optimizer.lr=1", "net.seed=3"});
  EXPECT_TRUE(said.starts_with("epochs was 1 in the interrupted run, now 3; loss.void was 255, now 0; ")) << said;
  EXPECT_TRUE(said.ends_with("; and 2 more")) << said;
}

TEST_F(Differences, NameFilesAndVersions) {
  json was = made_from(), now = was;
  was["files"] = {{"/data/a.json", {3, 1}}, {"/data/b.json", {3, 1}}};
  now["files"] = {{"/data/a.json", {3, 2}}, {"/data/b.json", {3, 1}}};
  EXPECT_EQ(differences(was, now, "the failed run"), "a.json has changed since the failed run");
  now["files"] = was["files"];
  now["revisions"]["optimizer.adam"] = "revision 2 of plugin fake";
  EXPECT_EQ(differences(was, now, "the failed run"),
            "`optimizer.adam` was revision 1 of plugin fake in the failed run, now revision 2 of plugin fake");
}

TEST_F(Differences, WhatSomebodyElseWroteIsNoMatter) {
  const json now = made_from();
  for (const json& was : {json(), json("text"), json{{"options", 3}}, json{{"components", {{"a", 1}}}}})
    EXPECT_EQ(differences(was, now, "the failed run"), "what it is made from has changed since the failed run");
}

}  // namespace
}  // namespace atelier::host
