#include "best_epoch.hpp"

#include <cmath>

namespace supervised {

BestEpoch::BestEpoch(const std::string& best_by, bool validates, const Results& offered)
    : by_(validates ? best_by : std::string(kTrainLoss)) {
  if (by_ == kTrainLoss || offered.scalar(by_)) return;
  std::string names;
  for (const Scalar& s : offered.scalars) names += s.name + ", ";
  throw atelier::Error(ATELIER_E_INVALID,
                       atelier::text("best_by is \"", by_, "\", which no metric gives: there are ", names, kTrainLoss));
}

bool BestEpoch::takes(uint64_t epoch, double train_loss, const Results& results) {
  const Scalar* scalar = by_ == kTrainLoss ? nullptr : results.scalar(by_);
  if (by_ != kTrainLoss && !scalar)
    throw atelier::Error(ATELIER_E_INTERNAL, atelier::text("no metric gives `", by_, "` any more"));
  const double value = scalar ? scalar->value : -train_loss;
  const bool better = epoch_ == 0 || value > value_ || (std::isnan(value_) && !std::isnan(value));
  if (!better) return false;
  epoch_ = epoch;
  value_ = value;
  reason_ = scalar ? words(by_) + " " + readable(*scalar) : "loss " + fixed(train_loss, 4);
  return true;
}

}  // namespace supervised
