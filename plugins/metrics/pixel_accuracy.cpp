#include "pixel_accuracy.hpp"

namespace metrics {

void PixelAccuracy::result(const atelier::Call&, atelier::MetricSink& sink) const {
  sink.scalar("pixel_accuracy", ratio(matrix().correct(), matrix().total()), true);
}

}  // namespace metrics
