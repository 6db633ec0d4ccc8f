// Learning-rate schedules: pure functions of the step. Step 0 is the first, total - 1 the last; any thread.
#pragma once

#include "atelier/cpp/schedule.hpp"

namespace atelier::schedules {

// The same rate throughout.
class Constant : public Schedule {
 public:
  static constexpr Component kComponent{.id = "schedule.constant",
                                        .revision = 1,
                                        .summary = "The same learning rate throughout.",
                                        .threading = ATELIER_THREADING_PARALLEL_CALLS};
  explicit Constant(const Params&) {}
  double factor(uint64_t, uint64_t) const override { return 1; }
};

// From 1 down to `end` along (1 - progress)^power, after a rise over `warmup` steps.
class Poly : public Schedule {
 public:
  static constexpr Component kComponent{.id = "schedule.poly",
                                        .revision = 1,
                                        .summary = "Polynomial decay, with a linear warm-up if wanted.",
                                        .threading = ATELIER_THREADING_PARALLEL_CALLS};
  static constexpr Param kParams[] = {
      param::real("power").by_default("0.9").above(0).about("Of the decay; 1 is a straight line."),
      param::real("end").by_default("0.0").at_least(0).at_most(1).about("The factor that the decay goes down to."),
      param::integer("warmup").by_default("0").at_least(0).in("steps").about(
          "Steps of a linear rise to 1 at the start."),
  };
  explicit Poly(const Params& params);
  double factor(uint64_t step, uint64_t total) const override;

 private:
  double power_;
  double end_;
  uint64_t warmup_;
};

}  // namespace atelier::schedules
