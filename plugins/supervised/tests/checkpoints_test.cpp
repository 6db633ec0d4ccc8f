// Checkpoints on the disk: what is written comes back, and what is not as it was written is found out.
#include "../checkpoints.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atelier/cpp/files.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "../checkpoint.hpp"
#include "../durable_files.hpp"
#include "../resume.hpp"
#include "test_data.hpp"

namespace {

using namespace atelier::supervised;
namespace fs = std::filesystem;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TrainingState some_state(uint64_t step = 340) {
  TrainingState s;
  s.plan = {7, {3, 0.1}};
  s.extended = {2, 5};
  s.steps_per_epoch = 60;
  s.epoch = 6;
  s.batch = 40;
  s.step = step;
  s.judged_step = 300;
  s.loss_sum = 1.0 / 3;
  s.learning_rate = 1e-4 * 0.1;
  s.seconds = 12.345678901234567;
  s.epoch_score = 0.1 + 0.2;
  s.scores = {std::nan(""), 5e-324, kInfinity, -kInfinity, 0.1, -0.0};
  s.best = {5, 300, "mean IoU 0.612"};
  s.epoch_scores = {0.3, std::nan("")};
  s.history = {R"({"epoch": 1})", R"({"epoch": 2, "x": "ü"})"};
  s.times = {R"({"epoch": 1, "seconds": 0.1})"};
  s.height = 256;
  s.width = 320;
  s.model = {{"classes", "3"}};
  s.facts = {{"model", "plain.linear"}};
  return s;
}

void expect_same_bits(double a, double b) {
  EXPECT_TRUE((std::isnan(a) && std::isnan(b)) || std::memcmp(&a, &b, 8) == 0);
}
void expect_same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) expect_same_bits(a[i], b[i]);
}

TEST(TrainingState, ComesBackBitForBit) {
  const TrainingState a = some_state();
  const TrainingState b = state_of(nlohmann::ordered_json::parse(json_of(a).dump()));
  EXPECT_EQ(b.plan.epochs, 7u);
  EXPECT_EQ(b.plan.patience.scores, 3u);
  expect_same_bits(a.plan.patience.least, b.plan.patience.least);
  EXPECT_EQ(a.extended, b.extended);
  EXPECT_EQ(b.steps_per_epoch, 60u);
  EXPECT_EQ(b.epoch, 6u);
  EXPECT_EQ(b.batch, 40u);
  EXPECT_EQ(b.step, 340u);
  EXPECT_EQ(b.judged_step, 300u);
  expect_same_bits(a.loss_sum, b.loss_sum);
  expect_same_bits(a.learning_rate, b.learning_rate);
  expect_same_bits(a.seconds, b.seconds);
  expect_same_bits(a.epoch_score, b.epoch_score);
  expect_same_bits(a.scores, b.scores);
  EXPECT_EQ(b.best.epoch, 5u);
  EXPECT_EQ(b.best.step, 300u);
  EXPECT_EQ(b.best.reason, a.best.reason);
  expect_same_bits(a.epoch_scores, b.epoch_scores);
  EXPECT_EQ(a.history, b.history);
  EXPECT_EQ(a.times, b.times);
  EXPECT_EQ(b.height, 256);
  EXPECT_EQ(b.width, 320);
  EXPECT_EQ(a.model, b.model);
  EXPECT_EQ(a.facts, b.facts);
}

class CheckpointsTest : public ::testing::Test {
 protected:
  fs::path checkpoint(uint64_t step, Checkpoints& into) {
    const TrainingState state = some_state(step);
    const fs::path folder = into.make_folder(state);
    atelier::write_file(folder / "weights.bin", std::string(1000, 'w') + std::to_string(step));
    atelier::write_file(folder / "optimizer.state", std::string(2000, 'o'));
    into.commit({folder, {{role::kWeights, "weights.bin"}, {role::kOptimizer, "optimizer.state"}}, state});
    const auto outcome = into.settle();
    EXPECT_TRUE(outcome && outcome->failure.empty()) << outcome->failure;
    return into.folder() / Checkpoints::name_of(state);
  }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(folder.path())) out.push_back(entry.path().filename());
    std::sort(out.begin(), out.end());
    return out;
  }
  test::TemporaryFolder folder;
};

TEST_F(CheckpointsTest, EveryBitAndEveryLengthCounts) {
  Checkpoints all(folder.path(), 2);
  const fs::path one = checkpoint(340, all);
  const Checkpoint there = read_checkpoint(one);
  EXPECT_EQ(there.state.step, 340u);
  EXPECT_EQ(there.files.at("weights"), one / "weights.bin");

  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (const auto& entry : fs::directory_iterator(one)) {
    const std::string whole = atelier::read_file(entry.path());
    const std::string name = entry.path().filename();
    for (int i = 0; i < 100; ++i) {
      std::string flipped = whole;
      flipped[random() % flipped.size()] ^= static_cast<char>(1u << random() % 8);
      atelier::write_file(entry.path(), flipped, false);
      try {
        const Checkpoint read = read_checkpoint(one);
        // A space of the manifest may become another one.
        EXPECT_EQ(name, "manifest.json");
        EXPECT_EQ(json_of(read.state), json_of(there.state));
        EXPECT_EQ(read.files, there.files);
      } catch (const atelier::Error&) {
      }
      atelier::write_file(entry.path(), whole.substr(0, random() % (whole.size() - 1)), false);
      EXPECT_THROW(read_checkpoint(one), atelier::Error) << name;
    }
    fs::remove(entry.path());
    EXPECT_THROW(read_checkpoint(one), atelier::Error) << name;
    atelier::write_file(entry.path(), whole, false);
    EXPECT_NO_THROW(read_checkpoint(one));
  }
}

TEST_F(CheckpointsTest, TheLastFewStay) {
  Checkpoints all(folder.path(), 2);
  for (const uint64_t step : {8, 9, 10, 11}) checkpoint(step, all);
  EXPECT_EQ(names(), (std::vector<std::string>{"step-10", "step-11"}));
  EXPECT_EQ(all.newest(), "step-11");
}

TEST_F(CheckpointsTest, TheNewestComesFirstAndWhatIsHalfMadeGoes) {
  {
    Checkpoints all(folder.path(), 9);
    for (const uint64_t step : {9, 100, 20}) checkpoint(step, all);
  }
  fs::create_directories(folder / "step-300.unfinished");
  fs::create_directories(folder / "step-9x");
  Checkpoints again(folder.path(), 9);
  EXPECT_EQ(again.begin(), (std::vector<fs::path>{folder / "step-100", folder / "step-20", folder / "step-9"}));
  EXPECT_FALSE(fs::exists(folder / "step-300.unfinished"));
}

// After a damaged newest one: what is made then counts as newer, although its step is not.
TEST_F(CheckpointsTest, OnlyRegularFilesAreOpened) {
  Checkpoints all(folder.path(), 2);
  const fs::path one = checkpoint(340, all);
  const auto refusal = [&] {
    try {
      read_checkpoint(one);
      return std::string("it is read");
    } catch (const atelier::Error& e) {
      return std::string(e.what());
    }
  };
  for (const char* file : {"weights.bin", "state.json", "manifest.json"}) {
    const std::string bytes = atelier::read_file(one / file);
    fs::remove(one / file);
    ASSERT_EQ(mkfifo((one / file).c_str(), 0600), 0);
    EXPECT_EQ(refusal(), std::string(file) + " is no regular file");
    EXPECT_THROW(stamp_of(one / file), atelier::Error);
    fs::remove(one / file);
    fs::create_directory(one / file);
    EXPECT_EQ(refusal(), std::string(file) + " is no regular file");
    fs::remove(one / file);
    atelier::write_file(one / file, bytes);
  }
  EXPECT_EQ(refusal(), "it is read");
}

TEST_F(CheckpointsTest, WhatIsNoFolderGoes) {
  ASSERT_EQ(mkfifo((folder / "step-9").c_str(), 0600), 0);
  EXPECT_TRUE(Checkpoints(folder.path(), 2).begin().empty());
  EXPECT_FALSE(fs::exists(folder / "step-9"));
  ASSERT_EQ(mkfifo((folder / "all").c_str(), 0600), 0);
  Checkpoints all(folder / "all", 2);
  EXPECT_TRUE(all.begin().empty());
  checkpoint(10, all);
  EXPECT_EQ(all.newest(), "step-10");
}

TEST_F(CheckpointsTest, UselessOnesGoFirst) {
  {
    Checkpoints all(folder.path(), 9);
    for (const uint64_t step : {10, 20, 30}) checkpoint(step, all);
  }
  Checkpoints again(folder.path(), 2);
  again.begin();
  again.go_on_from(folder / "step-20", {folder / "step-30"});
  checkpoint(25, again);
  EXPECT_EQ(names(), (std::vector<std::string>{"step-20", "step-25"}));
  checkpoint(30, again);
  EXPECT_EQ(names(), (std::vector<std::string>{"step-25", "step-30"}));
}

TEST_F(CheckpointsTest, AnotherOneOfTheNameIsReplaced) {
  Checkpoints all(folder.path(), 2);
  const fs::path one = checkpoint(10, all);
  atelier::write_file(one / "weights.bin", "damaged");
  checkpoint(10, all);
  EXPECT_NO_THROW(read_checkpoint(one));
  EXPECT_EQ(names(), (std::vector<std::string>{"step-10"}));
}

TEST_F(CheckpointsTest, AFailureIsToldAndLeavesNothing) {
  Checkpoints all(folder.path(), 2);
  checkpoint(10, all);
  const TrainingState state = some_state(20);
  const fs::path made = all.make_folder(state);
  all.commit({made, {{role::kWeights, "weights.bin"}}, state});  // which was not written
  const auto outcome = all.settle();
  ASSERT_TRUE(outcome);
  EXPECT_NE(outcome->failure.find("weights.bin"), std::string::npos) << outcome->failure;
  EXPECT_EQ(all.newest(), "step-10");
  EXPECT_EQ(names(), (std::vector<std::string>{"step-10"}));
}

Wish wish_for(const TrainingState& s) { return {s.plan, true, false, s.steps_per_epoch, s.facts}; }

TEST(Objection, SaysWhatIsDifferent) {
  TrainingState there = some_state();
  there.scores = {0.5, 0.4};
  there.extended.clear();
  Wish wish = wish_for(there);
  EXPECT_EQ(objection(there, wish), "");
  const auto with = [&](auto change) {
    Wish other = wish;
    change(other);
    return objection(there, other);
  };
  EXPECT_EQ(with([](Wish& w) { w.extend = false; }), "");
  EXPECT_EQ(with([](Wish& w) { w.plan.epochs = 9; }), "");
  EXPECT_EQ(with([](Wish& w) { w.plan.epochs = 9, w.extend = false; }),
            "was made with epochs = 7, not 9; extend = true would go on from it");
  EXPECT_EQ(with([](Wish& w) { w.plan.epochs = 6; }), "");
  EXPECT_EQ(with([](Wish& w) { w.plan.epochs = 5, w.extend = false; }),
            "was made with epochs = 7, not 5; extend = true would go on from it");
  try {
    with([](Wish& w) { w.plan.epochs = 5; });
    FAIL();
  } catch (const atelier::Error& e) {
    EXPECT_STREQ(e.what(),
                 "epochs is 5, but of the training to go on from 6 are begun: give at least as many, or set extend = "
                 "false to begin anew");
  }
  EXPECT_EQ(with([](Wish& w) { w.steps_per_epoch = 50; }),
            "was made with 60 steps in an epoch, where there are 50 now");
  EXPECT_EQ(with([](Wish& w) { w.facts["model"] = "other"; }), "was made with model = \"plain.linear\", not \"other\"");
  EXPECT_EQ(with([](Wish& w) { w.plan.patience = {1, 0}; }), "");  // it ends just here
  there.scores = {0.5, 0.4, 0.3};
  EXPECT_EQ(with([](Wish& w) {
              w.plan.patience = {1, 0};
            }),
            "is of 3 scores, where patience = 1 and min_delta = 0 would have ended training after 2");
  there.extended = {5};
  EXPECT_EQ(with([](Wish&) {}), "");
  EXPECT_EQ(with([](Wish& w) { w.extend = false; }),
            "goes on from a training with epochs = 5, which extend = false rules out");
  there.facts["train"] = {{"samples", 10}, {"digest", "a"}};
  wish.facts["train"] = {{"samples", 12}, {"digest", "b"}};
  EXPECT_EQ(objection(there, wish), "was made with 10 pairs in `train`, where there are 12 now");
  wish.facts["train"] = {{"samples", 10}, {"digest", "b"}};
  EXPECT_EQ(objection(there, wish), "was made with other pairs, or other labels, in `train`");
  wish.facts["train"] = {{"samples", 10}, {"digest", "a"}, {"labels", 7}};
  EXPECT_EQ(objection(there, wish), "");  // one of a version that did not look at it
  there.facts["train"]["labels"] = 8;
  EXPECT_EQ(objection(there, wish), "was made with other pairs, or other labels, in `train`");
}

TEST(DurableFiles, StampsTellContentsApart) {
  test::TemporaryFolder folder;
  const std::string large(3'000'001, 'x');
  atelier::write_file(folder / "a", large, false);
  EXPECT_EQ(stamp_of(folder / "a"), stamp_of_bytes(large));
  EXPECT_EQ(stamp_of(folder / "a").bytes, large.size());
  EXPECT_EQ(stamp_of(folder / "a").digest.size(), 32u);
  EXPECT_EQ(stamp_of_bytes("").digest, "99aa06d3014798d86001c324468d497f");  // as xxhsum -H2 gives it
  EXPECT_THROW(stamp_of(folder / "b"), atelier::Error);
}

TEST(DurableFiles, LinksReplace) {
  test::TemporaryFolder folder;
  atelier::write_file(folder / "a", "new", false);
  atelier::write_file(folder / "b", "old", false);
  put_link(folder / "a", folder / "b");
  EXPECT_EQ(atelier::read_file(folder / "b"), "new");
  EXPECT_EQ(fs::hard_link_count(folder / "a"), 2u);
  put_link(folder / "a", folder / "b");  // which it is already
  EXPECT_FALSE(fs::exists(folder / "b.partial"));
  put_copy(folder / "a", folder / "b");
  EXPECT_EQ(fs::hard_link_count(folder / "a"), 1u);
  EXPECT_EQ(atelier::read_file(folder / "b"), "new");
}

}  // namespace
