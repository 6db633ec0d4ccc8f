// Which option a failure is on account of.
#include "blame.hpp"

#include <gtest/gtest.h>

#include "testing/fake_catalog.hpp"
#include "testing/fake_system.hpp"

namespace atelier::host {
namespace {

// A stage with a part in a slot, each value at a line of its own.
class BlameTest : public testing::Test {
 protected:
  BlameTest() {
    net_ = fake::component("some.net", fake::kModel, {fake::path("weights"), fake::integer("count")});
    train_ = fake::component("some.train", fake::kStage,
                             {fake::part("model", fake::kModel), fake::text("best_by"), fake::integer("count")});
    workflow_.file = "w.toml";
    workflow_.source = "one\ntwo\n  weights = '/etc/passwd'\nbest_by = 'iuo'\ncount = 3\nsix\n";
    Node net{.name = "net", .component = &net_, .owner = 0};
    net.values = {at(text(ATELIER_TYPE_PATH_IN, "/etc/passwd"), 3, 13), at(of_type(ATELIER_TYPE_INT), 6, 1)};
    Node train{.name = "train", .component = &train_, .stage = true, .owner = 1};
    ResolvedValue model = of_type(ATELIER_TYPE_PART);
    model.wire = {0, ""};
    train.values = {model, at(text(ATELIER_TYPE_STRING, "iuo"), 4, 11), at(of_type(ATELIER_TYPE_INT), 5, 9)};
    workflow_.nodes = {net, train};
  }
  static ResolvedValue of_type(uint32_t type) {
    ResolvedValue v;
    v.type = type;
    return v;
  }
  static ResolvedValue text(uint32_t type, std::string text) {
    ResolvedValue v = of_type(type);
    v.text = std::move(text);
    return v;
  }
  static ResolvedValue at(ResolvedValue v, uint32_t line, uint32_t column) {
    v.origin.at = {"w.toml", line, column, line, column + 1};
    return v;
  }
  std::string line(const std::string& text) const { return blamed_line(workflow_, 1, text, disk_); }

  fake::Clock clock_;
  fake::Disk disk_{clock_};
  ComponentInfo net_, train_;
  ResolvedWorkflow workflow_;
};

TEST_F(BlameTest, ANameIsTold) {
  EXPECT_EQ(line("with `best_by` there is nothing"), "w.toml:4:11: best_by = 'iuo'");
  EXPECT_EQ(line("best_by is \"iuo\", which no metric gives"), "w.toml:4:11: best_by = 'iuo'");
  EXPECT_EQ(line("count = 3 is too few"), "w.toml:5:9: count = 3");
  EXPECT_EQ(line("some.train: count: too few"), "w.toml:5:9: count = 3");
}

TEST_F(BlameTest, APartIsKnownByItsId) {
  EXPECT_EQ(line("some.net: /etc/passwd: no weights"), "w.toml:3:13: weights = '/etc/passwd'");
  EXPECT_EQ(line("some.net: `count` is odd"), "w.toml:6:1: six");
}

TEST_F(BlameTest, NothingIsGuessed) {
  EXPECT_EQ(line("the count of pictures is odd: they are account = 3"), "");
  EXPECT_EQ(line("some.net: the weights do not fit"), "");
  EXPECT_EQ(line(""), "");
  workflow_.nodes[1].values[2].origin.kind = LayerKind::kDefault;
  EXPECT_EQ(line("`count` is odd"), "") << "a default has no place";
}

TEST_F(BlameTest, KeysOfAFileAreNoOptions) {
  EXPECT_EQ(line("some.net: /etc/passwd: expected the lists `images`, `count` and `categories`"),
            "w.toml:3:13: weights = '/etc/passwd'");
  EXPECT_EQ(line("some.net: /etc/passwd: expected `path` or `count`"), "w.toml:3:13: weights = '/etc/passwd'");
  EXPECT_EQ(line("some.net: `path`, `count` and `names` are missing; the option `count` says so"), "w.toml:6:1: six");
}

TEST_F(BlameTest, AStageTellsOfAPartsPath) {
  EXPECT_EQ(line("the picture /etc/passwd/1.jpg is missing"), "w.toml:3:13: weights = '/etc/passwd'");
  EXPECT_EQ(line("the picture /etc/passwords is missing"), "");
}

TEST_F(BlameTest, TheSurestMentionCounts) {
  EXPECT_EQ(line("count = 3 does not go with `best_by`"), "w.toml:4:11: best_by = 'iuo'");
}

TEST_F(BlameTest, APathBeforeANameIsWhatItIsAbout) {
  EXPECT_EQ(line("some.net: /etc/passwd: byte 0: the object has no `count`"), "w.toml:3:13: weights = '/etc/passwd'");
  EXPECT_EQ(line("some.net: `count` is odd for /etc/passwd"), "w.toml:6:1: six");
  EXPECT_EQ(line("some.net: count = 3 is odd for /etc/passwd"), "w.toml:3:13: weights = '/etc/passwd'");
}

TEST_F(BlameTest, AStageMaySpeakOfAPathOfItsParts) {
  EXPECT_EQ(line("12 of 12 pictures are not in /etc/passwd/"), "w.toml:3:13: weights = '/etc/passwd'");
  EXPECT_EQ(line("the picture /etc/passwd/a.jpg is missing"), "w.toml:3:13: weights = '/etc/passwd'");
  EXPECT_EQ(line("the picture /etc/passwd-2/a.jpg is missing"), "");
  EXPECT_EQ(line("the picture x/etc/passwd/a.jpg is missing"), "");
  net_.params.push_back(fake::path("folder"));
  workflow_.nodes[0].values.push_back(at(text(ATELIER_TYPE_PATH_IN, "/etc/"), 6, 1));
  EXPECT_EQ(line("/etc/passwd is broken"), "w.toml:3:13: weights = '/etc/passwd'") << "the longer one";
  EXPECT_EQ(line("/etc/shadow is broken"), "w.toml:6:1: six");
}

TEST_F(BlameTest, ALineOfAnotherFileIsReadAgain) {
  workflow_.nodes[1].values[2].origin.at.file = "/inc.toml";
  EXPECT_EQ(line("`count` is odd"), "/inc.toml:5:9") << "it is gone";
  disk_.put("/inc.toml", "a\nb\nc\nd\n\tcount = 4\n");
  EXPECT_EQ(line("`count` is odd"), "/inc.toml:5:9: count = 4");
}

}  // namespace
}  // namespace atelier::host
