#include "schedule.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace atelier::schedule {

double Poly::factor(const Call&, const atelier_schedule_input& in) const {
  if (in.step < warmup_) return static_cast<double>(in.step + 1) / static_cast<double>(warmup_ + 1);
  if (in.step >= in.total) return end_;
  const double progress = static_cast<double>(in.step - warmup_) / static_cast<double>(in.total - warmup_);
  return end_ + (1 - end_) * std::pow(1 - progress, power_);
}

double Plateau::factor(const Call&, const atelier_schedule_input& in) const {
  const double sign = in.lower_is_better ? -1 : 1;
  double best = -std::numeric_limits<double>::infinity();
  double factor = 1;
  uint64_t borne = 0;
  for (uint64_t i = 0; i < in.score_count; ++i) {
    const double score = sign * in.scores[i];
    if (std::isnan(score)) continue;
    if (score > best) {
      best = score;
      borne = 0;
    } else if (++borne > patience_) {
      factor *= factor_;
      borne = 0;
    }
  }
  return std::max(factor, min_);
}

}  // namespace atelier::schedule
