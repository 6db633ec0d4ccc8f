// Which score is the best, and when there were enough of them.
#include "../best_score.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using atelier::supervised::BestScore;
using atelier::supervised::Patience;
using atelier::supervised::Results;

const double kNan = std::nan("");

Results with(double v) {
  Results r;
  r.scalars = {{"mean_iou", v, false, true}};
  return r;
}

TEST(BestScore, HighestScalarWinsAndTheFirstOfEquals) {
  BestScore best("mean_iou", false, true, with(kNan));
  auto takes = [&, step = uint64_t{0}](double v) mutable {
    ++step;
    return best.takes(best.score_of(9, with(v)), step, 10 * step, with(v));
  };
  EXPECT_TRUE(takes(kNan));  // something must be kept
  EXPECT_FALSE(takes(kNan));
  EXPECT_TRUE(takes(0.25));
  EXPECT_FALSE(takes(0.25));
  EXPECT_FALSE(takes(kNan));
  EXPECT_TRUE(takes(0.5));
  EXPECT_EQ(best.moment().epoch, 6u);
  EXPECT_EQ(best.moment().step, 60u);
  EXPECT_EQ(best.moment().reason, "mean IoU 0.500");
  EXPECT_FALSE(best.lower_is_better());
}

TEST(BestScore, TheLowestWhenAskedFor) {
  BestScore best("mean_iou", true, true, with(0));
  EXPECT_TRUE(best.lower_is_better());
  EXPECT_TRUE(best.takes(0.5, 1, 1, with(0.5)));
  EXPECT_FALSE(best.takes(0.6, 2, 2, with(0.6)));
  EXPECT_TRUE(best.takes(0.4, 3, 3, with(0.4)));
}

TEST(BestScore, TheLowestTrainLoss) {
  for (const bool validates : {true, false}) {
    BestScore best("train_loss", false, validates, {});
    EXPECT_TRUE(best.lower_is_better());
    EXPECT_EQ(best.score_of(0.5, {}), 0.5);
    EXPECT_TRUE(best.takes(0.5, 1, 1, {}));
    EXPECT_FALSE(best.takes(0.6, 2, 2, {}));
    EXPECT_TRUE(best.takes(0.4, 3, 3, {}));
    EXPECT_EQ(best.moment().reason, "loss 0.4000");
  }
}

TEST(BestScore, GoesOnAsIfItHadSeenThem) {
  const std::vector<double> all = {kNan, 0.3, 0.5, 0.4, 0.5, 0.6, kNan, 0.55, 0.61};
  for (size_t cut = 0; cut <= all.size(); ++cut) {
    BestScore one("mean_iou", false, true, with(0)), before("mean_iou", false, true, with(0));
    BestScore after("mean_iou", false, true, with(0));
    for (size_t i = 0; i < cut; ++i) before.takes(all[i], i + 1, i, with(all[i]));
    for (size_t i = 0; i < cut; ++i) one.takes(all[i], i + 1, i, with(all[i]));
    after.restore(before.scores(), before.moment());
    for (size_t i = cut; i < all.size(); ++i)
      EXPECT_EQ(one.takes(all[i], i + 1, i, with(all[i])), after.takes(all[i], i + 1, i, with(all[i]))) << cut;
    EXPECT_EQ(one.moment().reason, after.moment().reason);
    EXPECT_EQ(one.moment().epoch, after.moment().epoch);
  }
}

TEST(BestScore, EndsAfterAsManyAsItIsPatientFor) {
  const auto end = [](std::vector<double> scores, Patience patience, bool lowest = false) {
    BestScore best("mean_iou", lowest, true, with(0));
    best.restore(std::move(scores), {});
    const auto there_is = best.ends_after(patience);
    return there_is ? there_is->scores : 0;
  };
  EXPECT_EQ(end({0.5, 0.4, 0.4, 0.4}, {0, 0}), 0u);
  EXPECT_EQ(end({0.5, 0.4, 0.4, 0.4}, {2, 0}), 3u);
  EXPECT_EQ(end({0.5, 0.4, 0.6, 0.5}, {2, 0}), 0u);
  EXPECT_EQ(end({0.5, 0.4, 0.6, 0.5, 0.6}, {2, 0}), 5u);  // as good is not better
  EXPECT_EQ(end({0.5, 0.505, 0.51, 0.6}, {2, 0.02}), 3u);
  EXPECT_EQ(end({0.5, kNan, kNan}, {2, 0}), 3u);
  EXPECT_EQ(end({0.5, 0.6, 0.7}, {2, 0}, true), 3u);
}

TEST(BestScore, SaysWhyItEnds) {
  const auto words = [](std::vector<double> scores, Patience patience, bool lowest, const char* by = "mean_iou") {
    BestScore best(by, lowest, true, with(0));
    best.restore(std::move(scores), {});
    const auto end = best.ends_after(patience);
    return best.end_words(end.value(), patience, end->best ? "number " + std::to_string(*end->best) : "");
  };
  EXPECT_EQ(words({0.3, 0.41, 0.4, 0.41, 0.2}, {3, 0}, false),
            "mean IoU has not risen above 0.410 (number 1) for 3 validations (patience = 3)");
  // The best of all is not what the patience measures by.
  EXPECT_EQ(words({0.4, 0.41}, {1, 0.02}, false),
            "mean IoU has not risen above 0.400 (number 0) by more than 0.02 for 1 validation (patience = 1)");
  EXPECT_EQ(words({0.4, 0.5}, {1, 0}, true),
            "mean IoU has not fallen below 0.400 (number 0) for 1 validation (patience = 1)");
  EXPECT_EQ(words({0.4, 0.5, 0.6}, {2, 0}, false, "train_loss"),
            "the train loss has not fallen below 0.4000 (number 0) for 2 epochs (patience = 2)");
  EXPECT_EQ(words({kNan, kNan}, {2, 0}, false), "mean IoU has been undefined for 2 validations (patience = 2)");
}

}  // namespace
