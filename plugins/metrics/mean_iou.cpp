#include "mean_iou.hpp"

#include <cmath>
#include <limits>

namespace atelier::metrics {

namespace {
constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
}

double MeanIou::mean(std::vector<double> iou) const {
  if (matrix().total() == 0) return kUndefined;
  for (size_t c = 0; c < iou.size(); ++c) {
    if (absent_ == Absent::kPresentInTruth && matrix().in_truth(c) == 0) iou[c] = kUndefined;
    if (!std::isnan(iou[c])) continue;
    if (absent_ == Absent::kNan) return kUndefined;
    if (absent_ == Absent::kOne) iou[c] = 1;
    if (absent_ == Absent::kZero) iou[c] = 0;
  }
  return mean_of_defined(iou);
}

double MeanIou::frequency_weighted(const std::vector<double>& iou) const {
  const uint64_t total = matrix().total();
  if (total == 0) return kUndefined;
  double sum = 0;
  for (size_t c = 0; c < iou.size(); ++c)
    if (matrix().in_truth(c)) sum += iou[c] * static_cast<double>(matrix().in_truth(c));
  return sum / static_cast<double>(total);
}

void MeanIou::result(const Call&, MetricSink& sink) const {
  const std::vector<double> iou = matrix().iou();
  sink.scalar("mean_iou", mean(iou), false);
  sink.scalar("frequency_weighted_iou", frequency_weighted(iou), false);
  sink.per_class("iou", iou);
}

}  // namespace atelier::metrics
