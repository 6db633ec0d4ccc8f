#include "schedules.hpp"

#include <cmath>

namespace atelier::schedules {

Poly::Poly(const Params& params)
    : power_(params.real("power")),
      end_(params.real("end")),
      warmup_(static_cast<uint64_t>(params.integer("warmup"))) {}

double Poly::factor(uint64_t step, uint64_t total) const {
  if (step < warmup_) return static_cast<double>(step + 1) / static_cast<double>(warmup_ + 1);
  if (step >= total) return end_;
  const double progress = static_cast<double>(step - warmup_) / static_cast<double>(total - warmup_);
  return end_ + (1 - end_) * std::pow(1 - progress, power_);
}

}  // namespace atelier::schedules
