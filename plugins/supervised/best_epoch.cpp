#include "best_epoch.hpp"

#include <cmath>

namespace atelier::supervised {

BestEpoch::BestEpoch(const std::string& best_by, bool validates, const Results& offered)
    : by_(validates ? best_by : std::string(kTrainLoss)) {
  if (by_ == kTrainLoss || offered.scalar(by_)) return;
  std::string names;
  for (const Scalar& s : offered.scalars) names += s.name + ", ";
  throw Error(ATELIER_E_INVALID,
              text("best_by is \"", by_, "\", which no metric gives: there are ", names, kTrainLoss));
}

bool BestEpoch::takes(double train_loss, const Results& results) {
  const Scalar* scalar = lower_is_better() ? nullptr : results.scalar(by_);
  if (!lower_is_better() && !scalar) throw Error(ATELIER_E_INTERNAL, text("no metric gives `", by_, "` any more"));
  const double score = scalar ? scalar->value : train_loss;
  scores_.push_back(score);
  if (epoch_ != 0) {
    const double best = scores_[epoch_ - 1];
    const bool better = lower_is_better() ? score < best : score > best;
    if (!better && !(std::isnan(best) && !std::isnan(score))) return false;
  }
  epoch_ = scores_.size();
  reason_ = scalar ? words(by_) + " " + readable(*scalar) : "loss " + fixed(train_loss, 4);
  return true;
}

}  // namespace atelier::supervised
