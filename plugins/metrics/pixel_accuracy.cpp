#include "pixel_accuracy.hpp"

namespace atelier::metrics {

void PixelAccuracy::result(const Call&, MetricSink& sink) const {
  sink.scalar("pixel_accuracy", ratio(matrix().correct(), matrix().total()), true);
}

}  // namespace atelier::metrics
