#include "other_words.hpp"

#include <gtest/gtest.h>

namespace atelier::host {
namespace {

using Names = std::vector<std::string>;

const Names kOptions = {"dataset", "overlap", "compare",    "crowd",  "categories", "remap",   "labels",
                        "palette", "strict",  "min_pixels", "images", "batch",      "workers", "check_pictures"};

TEST(OtherWords, FindsWhatANameIsShortFor) {
  EXPECT_EQ(other_words_for("data", kOptions), Names{"dataset"});
  EXPECT_EQ(other_words_for("comp", kOptions), Names{"compare"});
  EXPECT_EQ(other_words_for("check", kOptions), Names{"check_pictures"});
  EXPECT_EQ(other_words_for("Data", kOptions), Names{"dataset"});
}

TEST(OtherWords, FindsWhatALongerNameSays) {
  EXPECT_EQ(other_words_for("batch_size", kOptions), Names{"batch"});
  EXPECT_EQ(other_words_for("num_workers", kOptions), Names{"workers"});
  EXPECT_EQ(other_words_for("image_dir", kOptions), Names{"images"});
  EXPECT_EQ(other_words_for("learning_rate", {"lr", "betas"}), Names{"lr"});
  EXPECT_EQ(other_words_for("parameters", {"params", "part", "run"}), Names{"params"});
  EXPECT_EQ(other_words_for("masks", {"coco.writer", "mask.writer", "preview.samples"}), Names{"mask.writer"});
}

TEST(OtherWords, GuessesNothing) {
  EXPECT_EQ(other_words_for("num", kOptions), Names{});
  EXPECT_EQ(other_words_for("c", kOptions), Names{});
  EXPECT_EQ(other_words_for("", kOptions), Names{});
  EXPECT_EQ(other_words_for("acme.nothing", {"acme.exits", "overlap.last"}), Names{}) << "the same owner";
  EXPECT_EQ(other_words_for("overlap", {"overlap.a", "overlap.b", "overlap.c", "overlap.d"}), Names{});
}

TEST(OtherWords, LettersComeFirst) {
  EXPECT_EQ(likely_names("label", {"labels", "label_map"}), Names{"labels"});
  EXPECT_EQ(ask_for_likely("data", kOptions), "did you mean `dataset`?");
  EXPECT_EQ(ask_for_likely("xyz", kOptions), "");
}

}  // namespace
}  // namespace atelier::host
