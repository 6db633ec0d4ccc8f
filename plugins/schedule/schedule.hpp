// Learning-rate schedules: pure functions of where training stands. Step 0 is the first, total - 1 the last; any
// thread.
#pragma once

#include "atelier/cpp/schedule.hpp"

namespace atelier::schedule {

// The same rate throughout.
class Constant : public Schedule {
 public:
  static constexpr Component kComponent{
      .id = "schedule.constant", .revision = 1, .summary = "The same learning rate throughout."};
  double factor(const Call&, const atelier_schedule_input&) const override { return 1; }
};

// From 1 down to `end` along (1 - progress)^power, after a rise over `warmup` steps.
class Poly : public Schedule {
 public:
  static constexpr Component kComponent{
      .id = "schedule.poly", .revision = 1, .summary = "Polynomial decay, with a linear warm-up if wanted."};
  struct Options {
    Option<double> power{
        option("power", "Of the decay; 1 is a straight line.").by_default("0.9").above(0).at_most(1000)};
    Option<double> end{
        option("end", "The factor that the decay goes down to.").by_default("0.0").at_least(0).at_most(1)};
    Option<uint64_t> warmup{option("warmup", "Steps of a linear rise to 1 at the start.").by_default("0").in("steps")};
  };
  explicit Poly(const Options& options) : power_(options.power), end_(options.end), warmup_(options.warmup) {}
  double factor(const Call& call, const atelier_schedule_input& in) const override;

 private:
  double power_;
  double end_;
  uint64_t warmup_;
};

// Falls by `factor` whenever the score was no better than the best one for more than `patience` epochs, and counts anew
// from there; never below `min`. Epochs whose score is NaN, not measured or undefined, count for nothing.
class Plateau : public Schedule {
 public:
  static constexpr Component kComponent{
      .id = "schedule.plateau", .revision = 1, .summary = "Lowers the rate where the validation score gets no better."};
  struct Options {
    Option<double> factor{
        option("factor", "What the rate is multiplied by each time.").by_default("0.1").above(0).at_most(1)};
    Option<uint64_t> patience{option("patience", "Epochs without a better score that are borne before the rate falls.")
                                  .by_default("5")
                                  .in("epochs")};
    Option<double> min{option("min", "The factor that it never goes below.").by_default("0.0").at_least(0).at_most(1)};
  };
  explicit Plateau(const Options& options) : factor_(options.factor), patience_(options.patience), min_(options.min) {}
  double factor(const Call& call, const atelier_schedule_input& in) const override;

 private:
  double factor_;
  uint64_t patience_;
  double min_;
};

}  // namespace atelier::schedule
