// A finished training that goes on, as more epochs are asked for, and what it may end early by.
#include <gtest/gtest.h>

#include "../checkpoint.hpp"
#include "resume_fixture.hpp"

namespace {

using namespace plain;

class ExtendTest : public ResumeTest {};

TEST_F(ExtendTest, MoreEpochsGoOnFromAnEarlierResult) {
  const auto with = [&](int epochs, bool extend) {
    return everything({{"epochs", epochs}, {"extend", extend}, {"validate_every_steps", 5}});
  };
  const auto ten = uninterrupted(with(10, false));
  test::TemporaryFolder five, more;
  ASSERT_EQ(run(trainer(with(5, false)), five.path()), ATELIER_OK) << bench.error();
  const auto left = result(five.path());
  plain::asked = {};
  // What the earlier result holds is not counted as done by this run.
  static std::vector<std::pair<uint64_t, uint64_t>> told;
  told.clear();
  atelier_call call = *bench.call().raw();
  call.progress = [](const atelier_call*, uint64_t done, uint64_t total, atelier_str) noexcept {
    told.emplace_back(done, total);
  };
  ASSERT_EQ(run(trainer(with(10, true)), call, more.path(), five.path()), ATELIER_OK) << bench.error();
  EXPECT_EQ(plain::asked.seeds.size(), 25u);
  const uint64_t own = 25 + 5 * 3;  // steps, and batches of five validations
  EXPECT_EQ(told.front(), std::pair(uint64_t{0}, own));
  EXPECT_EQ(told.back(), std::pair(own, own));
  EXPECT_TRUE(has_line("learnt 25 steps in this run, after 25 that were there")) << all_lines();
  EXPECT_EQ(difference(result(more.path()), ten), "");
  EXPECT_EQ(history(more.path()).size(), 10u);
  EXPECT_EQ(difference(result(five.path()), left), "");  // only read

  // Without being asked it begins anew, and says how to go on.
  test::TemporaryFolder anew;
  plain::asked = {};
  ASSERT_EQ(run(trainer(with(10, false)), anew.path(), five.path()), ATELIER_OK) << bench.error();
  EXPECT_EQ(plain::asked.seeds.size(), 50u);
  EXPECT_TRUE(has_line("was made with epochs = 5, not 10; extend = true would go on from it: training begins anew"))
      << all_lines();
  EXPECT_EQ(difference(result(anew.path()), ten), "");

  // Fewer than there are.
  test::TemporaryFolder fewer;
  EXPECT_EQ(run(trainer(with(3, true)), fewer.path(), five.path()), ATELIER_E_INVALID);
  EXPECT_EQ(bench.error().find("epochs is 3, but of the training to go on from 5 are begun"), 0u) << bench.error();
}

TEST_F(ExtendTest, MoreEpochsGoOnFromAnUnfinishedTraining) {
  const auto with = [&](int epochs, bool extend) {
    return everything({{"epochs", epochs}, {"extend", extend}, {"validate_every_steps", 5}});
  };
  const auto ten = uninterrupted(with(10, false));
  EXPECT_EQ(run_until(trainer(with(5, false)), 30, folder.path()), ATELIER_E_CANCELLED);
  EXPECT_EQ(run_until(trainer(with(10, true)), 30, folder.path()), ATELIER_E_CANCELLED);
  ASSERT_EQ(run(trainer(with(10, true))), ATELIER_OK) << bench.error();
  EXPECT_EQ(difference(result(folder.path()), ten), "");
}

TEST_F(ExtendTest, WhatOtherEpochsHaveLeftStaysUntilThereIsSomethingNew) {
  EXPECT_EQ(run_until(trainer(everything({{"epochs", 5}, {"checkpoint", "1h"}})), 30, folder.path()),
            ATELIER_E_CANCELLED);
  const fs::path old = newest(folder.path());
  EXPECT_EQ(run_until(trainer(everything({{"epochs", 10}, {"checkpoint", "1h"}})), 3, folder.path()),
            ATELIER_E_CANCELLED);
  EXPECT_TRUE(fs::exists(old));
  ASSERT_EQ(run(trainer(everything({{"epochs", 10}}))), ATELIER_OK) << bench.error();
  EXPECT_TRUE(has_line("goes on after step ")) << all_lines();
}

TEST_F(ExtendTest, AResultWithoutStateIsToldOf) {
  test::TemporaryFolder five;
  ASSERT_EQ(run(trainer(everything({{"epochs", 2}, {"keep_state", false}})), five.path()), ATELIER_OK);
  EXPECT_FALSE(fs::exists(five / "checkpoint" / "optimizer.state"));
  ASSERT_EQ(run(trainer(everything({{"epochs", 3}, {"extend", true}})), folder.path(), five.path()), ATELIER_OK);
  EXPECT_TRUE(has_line("has no state to go on from (keep_state = false): training begins anew")) << all_lines();
}

// --- early stop ---

TEST_F(ExtendTest, PatienceEndsTraining) {
  const auto with = [&](int patience) {
    return Bench::Options{{"epochs", 30}, {"patience", patience}, {"min_delta", 0.001}};
  };
  test::TemporaryFolder short_one, long_one;
  ASSERT_EQ(run(trainer(with(2)), short_one.path()), ATELIER_OK) << bench.error();
  const size_t ended = history(short_one.path()).size();
  EXPECT_GE(ended, 3u);
  EXPECT_LT(ended, 30u);
  const auto wanted = uninterrupted(with(6));
  // More patience: from where the other ended. Nothing of what is past depends on it.
  plain::asked = {};
  ASSERT_EQ(run(trainer(with(6)), long_one.path(), short_one.path()), ATELIER_OK) << bench.error();
  EXPECT_LT(plain::asked.seeds.size(), 2 * history(long_one.path()).size());
  EXPECT_EQ(difference(result(long_one.path()), wanted), "");
}

// --- averaged weights ---

TEST_F(ExtendTest, TheAverageIsWhatIsValidatedAndLeft) {
  const auto options = [&] { return Bench::Options{{"epochs", 2}, {"ema", 0.5}}; };
  ASSERT_EQ(run(trainer(options())), ATELIER_OK) << bench.error();
  const std::string last = atelier::read_file(folder / "last.bin");
  const std::string own = atelier::read_file(folder / "checkpoint" / "weights.bin");
  EXPECT_NE(last, own);
  test::TemporaryFolder plain_one;
  ASSERT_EQ(run(trainer({{"epochs", 2}}), plain_one.path()), ATELIER_OK);
  EXPECT_EQ(atelier::read_file(plain_one / "last.bin"), own);  // it does not touch training

  // By hand: average += (1 - d) * (weights - average), over the weights after each of the four steps.
  std::vector<std::vector<float>> after;
  for (int steps = 1; steps <= 4; ++steps) {
    test::TemporaryFolder each;
    run_until(trainer({{"epochs", 2}, {"validate", Value::none()}}), steps, each.path());
    const fs::path file = steps == 4 ? each / "last.bin" : newest(each.path()) / "weights.bin";
    const std::string bytes = atelier::read_file(file);
    after.emplace_back(bytes.size() / 4);
    std::memcpy(after.back().data(), bytes.data(), bytes.size());
  }
  std::vector<float> average(after[0].size(), 0.0f);  // the model begins with zeros
  for (int n = 1; n <= 4; ++n) {
    const auto share = static_cast<float>(1 - std::min(0.5, (1.0 + n) / (10.0 + n)));
    for (size_t i = 0; i < average.size(); ++i)
      average[i] += share * (after[static_cast<size_t>(n - 1)][i] - average[i]);
  }
  EXPECT_EQ(last, std::string(reinterpret_cast<const char*>(average.data()), average.size() * 4));
}

}  // namespace
