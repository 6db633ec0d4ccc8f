#include "../fit.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "atelier/cpp/files.hpp"
#include "atelier/testing.hpp"
#include "noting_host.hpp"
#include "stage_folder.hpp"
#include "test_data.hpp"

namespace atelier::weights {
namespace {

namespace fs = std::filesystem;
using testing::Bench;
using testing::Value;

// Samples that have class names and nothing else.
class Named : public Samples {
 public:
  static constexpr Component kComponent{.id = "test.named", .summary = "Samples of these classes."};
  struct Options {
    Option<std::vector<std::string>> classes{option("classes", "Their names.")};
  };
  explicit Named(const Options& options) : classes_(*options.classes) {
    for (const std::string& name : classes_) names_.push_back(c_str(name));
  }
  atelier_samples_info describe(const Call&) const override {
    auto info = blank<atelier_samples_info>();
    info.count = 1;
    info.class_count = names_.size();
    info.class_names = names_.data();
    return info;
  }
  std::string_view key(const Call&, uint64_t) const override { return "one"; }
  Sample load(const Call&, uint64_t) const override { return {}; }

 private:
  std::vector<std::string> classes_;
  std::vector<atelier_str> names_;
};

class FitTest : public ::testing::Test {
 protected:
  FitTest() { weights(""); }
  // A safetensors file of one tensor, with that metadata.
  void weights(const std::string& metadata, const std::string& name = "other", int rows = 2) {
    const std::string size = std::to_string(rows), bytes = std::to_string(4 * rows);
    const std::string header = "{" + (metadata.empty() ? "" : R"("__metadata__":{)" + metadata + "},") + "\"" + name +
                               R"(":{"dtype":"F32","shape":[)" + size + R"(],"data_offsets":[0,)" + bytes + "]}}";
    std::string start(8, '\0');
    for (size_t i = 0; i < 2; ++i) start[i] = static_cast<char>(header.size() >> (8 * i) & 0xff);
    write_file(folder / "w.safetensors", start + header + std::string(4U * static_cast<size_t>(rows), '\0'));
  }
  void page(const std::string& size = "[64, 96]") {
    write_file(folder / "model.toml",
               "component = 'a.b'\nclasses = ['background', 'cat', 'dog']\nsize = " + size + "\n");
  }
  int32_t run(const std::vector<Value>& classes, const Bench::Options& more = {}) {
    bench = std::make_unique<Bench>();
    const testing::Part samples = bench->make<Named>({{"classes", classes}});
    Bench::Options options = {{"weights", (folder / "w.safetensors").string()}, {"samples", samples}};
    options.insert(options.end(), more.begin(), more.end());
    return test::run_stage(*bench, bench->make<Fit>(options), out.path());
  }
  std::pair<int64_t, int64_t> size() {
    const auto opened = Fit::open(bench->call(), out.path());
    return {opened->output(bench->call(), "height").integer, opened->output(bench->call(), "width").integer};
  }
  bool said(const std::string& part) const {
    return std::any_of(bench->lines().begin(), bench->lines().end(),
                       [&](const std::string& line) { return line.find(part) != std::string::npos; });
  }
  void expect_refusal(const std::vector<Value>& classes, const std::string& part) {
    EXPECT_EQ(run(classes), ATELIER_E_INVALID);
    EXPECT_NE(bench->error().find(part), std::string::npos) << bench->error();
  }
  std::string page_path() const { return (folder / "model.toml").string(); }

  test::TemporaryFolder folder, out;
  std::unique_ptr<Bench> bench;
  const std::vector<Value> same = {"background", "cat", "dog"};
};

TEST_F(FitTest, TheSizeIsThatOfTheTraining) {
  page();
  ASSERT_EQ(run(same), ATELIER_OK) << bench->error();
  EXPECT_EQ(size(), std::pair(int64_t{64}, int64_t{96}));
  EXPECT_TRUE(said("the network sees pictures at [64, 96], as it was trained by " + page_path()));
}

TEST_F(FitTest, AnotherSizeIsTakenAndWarnedOf) {
  page();
  ASSERT_EQ(run(same, {{"size", std::vector<Value>{96, 64}}}), ATELIER_OK) << bench->error();
  EXPECT_EQ(size(), std::pair(int64_t{96}, int64_t{64}));
  EXPECT_TRUE(said("pictures at [96, 64], but by " + page_path() + " it was trained at [64, 96]"));
  ASSERT_EQ(run(same, {{"size", std::vector<Value>{0, 0}}}), ATELIER_OK) << bench->error();
  EXPECT_EQ(size(), std::pair(int64_t{0}, int64_t{0}));
  EXPECT_TRUE(said("pictures at their own size, but by " + page_path() + " it was trained at [64, 96]"));
  ASSERT_EQ(run(same, {{"size", std::vector<Value>{64, 96}}}), ATELIER_OK) << bench->error();
  EXPECT_FALSE(said("but by"));
}

TEST_F(FitTest, ASizeThatNothingTellsIsSaidWithWhatToSet) {
  ASSERT_EQ(run(same), ATELIER_OK) << bench->error();
  EXPECT_EQ(size(), std::pair(int64_t{256}, int64_t{256}));
  EXPECT_TRUE(said("no model.toml beside " + (folder / "w.safetensors").string() + " says at which size"));
  EXPECT_TRUE(said("--set 'params.size=[256, 256]'"));
  page("[0, 0]");
  ASSERT_EQ(run(same, {{"untold", std::vector<Value>{32, 32}}}), ATELIER_OK) << bench->error();
  EXPECT_EQ(size(), std::pair(int64_t{32}, int64_t{32}));
  EXPECT_TRUE(said("says that the pictures of the training varied in size"));
}

TEST_F(FitTest, TheSameClassesInAnotherOrderAreRefused) {
  page();
  expect_refusal({"background", "dog", "cat"},
                 "class 1 is `dog` in `samples`, but `cat` in " + page_path() + ": the same names in another order");
  EXPECT_NE(bench->error().find("--set params.classes_file=" + page_path()), std::string::npos) << bench->error();
}

TEST_F(FitTest, OtherNamesAreWarnedOf) {
  page();
  ASSERT_EQ(run({"background", "cat", "Hund"}), ATELIER_OK) << bench->error();
  EXPECT_TRUE(said("class 2 is `Hund` in `samples`, but `dog` in " + page_path()));
}

TEST_F(FitTest, WithoutAPageTheFileOfWeightsIsAsked) {
  weights(R"("class_names":"[\"background\", \"cat\", \"dog\"]")");
  expect_refusal({"dog", "cat", "background"}, "class 0 is `dog` in `samples`, but `background` in ");
  expect_refusal({"background", "cat"}, "the weights have 3 classes, but `samples` has 2");
  weights("");
  ASSERT_EQ(run({"b", "a"}), ATELIER_OK) << bench->error();
  EXPECT_TRUE(said("does not name its classes"));
  write_file(folder / "w.safetensors", "what only its model can read");
  EXPECT_EQ(run({"b", "a"}), ATELIER_OK) << bench->error();
}

TEST_F(FitTest, AnotherNumberOfClassesIsRefusedWithTheRemedy) {
  weights("", "classifier.4.weight", 21);
  expect_refusal(same, "the weights have 21 classes, but `samples` has 3, background included");
  EXPECT_NE(bench->error().find("--profile voc21"), std::string::npos) << bench->error();
  weights("", "classifier.4.weight", 7);
  expect_refusal(same, "give samples the classes that the weights were trained with");
}

TEST_F(FitTest, ABackboneAloneIsToldToBeTrained) {
  const fs::path backbone = test::source_dir() / "plugins/weight_files/tests/fixtures/resnet50.torch1.pth";
  fs::copy_file(backbone, folder / "w.safetensors", fs::copy_options::overwrite_existing);
  expect_refusal(same, "a ResNet-50 backbone, with a classifier of 1000 classes: it has no head");
  EXPECT_NE(bench->error().find("coco-deeplabv3.toml"), std::string::npos) << bench->error();
}

TEST_F(FitTest, ASizeOfOneSideIsNone) {
  EXPECT_THROW(run(same, {{"size", std::vector<Value>{64}}}), std::runtime_error);
  EXPECT_THROW(run(same, {{"size", std::vector<Value>{64, 0}}}), std::runtime_error);
}

TEST_F(FitTest, NotesThePageBesideTheWeightsAlsoWhereThereIsNone) {
  Bench own;
  const test::NotingHost host(own);
  const testing::Part samples = own.make<Named>({{"classes", same}});
  const testing::Part fit = own.make<Fit>({{"weights", (folder / "w.safetensors").string()}, {"samples", samples}});
  ASSERT_EQ(test::run_stage(own, fit, out.path()), ATELIER_OK) << own.error();
  EXPECT_EQ(host.noted(), std::set<std::string>{page_path()});
}

}  // namespace
}  // namespace atelier::weights
