// metric.pixel_accuracy: the share of pixels, void left out, that got their true class. Scalar `pixel_accuracy`,
// read in %; NaN when there was no such pixel.
#pragma once

#include "matrix_metric.hpp"

namespace atelier::metrics {

class PixelAccuracy : public MatrixMetric {
 public:
  static constexpr Component kComponent{.id = "metric.pixel_accuracy",
                                        .summary = "The share of pixels that got their true class."};
  static constexpr Number kNumbers[] = {number("pixel_accuracy", "The share of pixels that got their true class.")};
  void result(const Call&, MetricSink& sink) const override;
};

}  // namespace atelier::metrics
