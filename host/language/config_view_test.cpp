// What is remembered of a value: where it came from, through which reference, and what it was laid over.
#include <gtest/gtest.h>

#include "resolved_toml.hpp"
#include "testing/fake_catalog.hpp"
#include "testing/fake_system.hpp"
#include "workflow.hpp"

namespace atelier::host {
namespace {

const char kMain[] = R"(atelier = 1
name = "w"
include = "base.toml"
[params]
size = [64, 64]
net = "deeplabv3.resnet50"
[run]
seed = 3
[part.coco]
use = "coco.reader"
images = "."
annotations = "w.toml"
[part.net]
use = "@params.net"
classes = 4
weights = ""
aux = false
[stage.train]
use = "train.supervised"
model = "@net"
train = "@coco_samples.train"
epochs = "@params.epochs"
loss = "loss.cross_entropy"
optimizer = { use = "optimizer.adam", lr = 1e-3, betas = [0.9, 0.999] }
augment = [{ use = "augment.resize", as = "resize", size = "@params.size" }]
metrics = ["metric.mean_iou"]
loader = { use = "loader.threads", batch = 8, workers = 2 }
[part.coco_samples]
use = "samples.split"
samples = "@masks"
[stage.masks]
use = "mask.writer"
dataset = "@coco"
crowd = "skip"
[profile.smoke]
params.epochs = 1
stage.train.optimizer.lr = 1e-4
)";
const char kBase[] = "atelier = 1\n[params]\nepochs = 5\nsize = [256, 256]\n";

class ConfigView : public testing::Test {
 protected:
  ConfigView() {
    machine_.disk.put("/w/w.toml", kMain);
    machine_.disk.put("/w/base.toml", kBase);
    result_ = resolve({.file = "w.toml",
                       .set = {"train.optimizer.lr=0.5", "masks.overlap=overlap.first", "params.size=[8,8]"},
                       .profiles = {"smoke"},
                       .working_directory = "/w",
                       .system = machine_.system},
                      catalog_);
    EXPECT_TRUE(result_.ok()) << render_text(result_.diagnostics, result_.sources);
  }
  std::string write(const TomlView& view) const { return write_resolved_toml(result_.workflow, view); }
  void expect(const std::string& text, const std::string& part) const {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n--- is not in\n" << text;
  }

  fake::Machine machine_;
  Catalog catalog_ = fake::catalog();
  ResolveResult result_;
};

TEST_F(ConfigView, TellsWhatAValueWasLaidOver) {
  const std::string train = write({.history = true, .only = "train"});
  expect(train,
         "epochs = 1  # profile smoke: w.toml:36:17, by @params.epochs at w.toml:22:10, over 5 of include: "
         "base.toml:3:10\n");
  expect(train,
         "lr = 0.5  # --set train.optimizer.lr=0.5, over 1e-04 of profile smoke: w.toml:37:28, over 0.001 of "
         "file: w.toml:24:44\n");
  expect(train, "size = [8, 8]  # --set params.size=[8,8], by @params.size");
  expect(train, ", over [64, 64] of file: w.toml:5:8, over [256, 256] of include: base.toml:4:8\n");
  EXPECT_EQ(train.rfind("[stage.train]\n", 0), 0u);
  EXPECT_EQ(train.find("[part.net]"), std::string::npos);
  const std::string net = write({.history = true, .only = "net"});
  expect(net, "use = \"deeplabv3.resnet50\"  # file: w.toml:6:7, by @params.net at w.toml:14:7\n");
  expect(net, "seed = 3  # file: w.toml:8:8, by @run.seed, the default of deeplabv3.resnet50\n");
}

TEST_F(ConfigView, ShowsParametersAndTheRun) {
  const std::string params = write({.history = true, .only = "params"});
  expect(params, "[params]\nepochs = 1  # profile smoke: w.toml:36:17, over 5 of include: base.toml:3:10\n");
  expect(write({.only = "run"}), "[run]\nseed = 3  # file: w.toml:8:8\n");
}

TEST_F(ConfigView, LeavesOutWhatIsSoByDefault) {
  const std::string changed = write({.changed = true});
  for (const char* left_out : {"crowd", "weights", "aux", "betas", "loss", "metrics", "batch", "device", "not given"})
    EXPECT_EQ(changed.find(left_out), std::string::npos) << left_out << "\n" << changed;
  for (const char* kept : {"seed = 3", "classes = 4", "model = \"@net\"", "lr = 0.5", "workers = 2", "size = [8, 8]",
                           "use = \"overlap.first\"", "samples = \"@masks.samples\""})
    expect(changed, kept);
}

}  // namespace
}  // namespace atelier::host
