// metric.confusion: which class was taken for which.
//
// Matrix `confusion` (pixels, rows true, columns predicted); per class `recall` (also called class accuracy: correct /
// in truth) and `precision` (correct / predicted), NaN where the divisor is 0; scalar `mean_class_accuracy`, the mean
// recall of the classes in the true maps, read in %.
#pragma once

#include "matrix_metric.hpp"

namespace atelier::metrics {

class Confusion : public MatrixMetric {
 public:
  static constexpr Component kComponent{
      .id = "metric.confusion", .summary = "Which class was taken for which, with precision and recall of each class."};
  static constexpr Number kNumbers[] = {
      number("mean_class_accuracy", "The mean share of a class's pixels that got it."),
      number("recall", "The share of a class's pixels that got it.").per_class(),
      number("precision", "The share of the pixels that got a class which are of it.").per_class()};
  void result(const Call&, MetricSink& sink) const override;
};

}  // namespace atelier::metrics
