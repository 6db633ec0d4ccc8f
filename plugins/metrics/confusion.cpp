#include "confusion.hpp"

namespace atelier::metrics {

void Confusion::result(const Call&, MetricSink& sink) const {
  const ConfusionMatrix& m = matrix();
  std::vector<double> recall(m.classes()), precision(m.classes());
  for (size_t c = 0; c < m.classes(); ++c) {
    recall[c] = ratio(m.correct(c), m.in_truth(c));
    precision[c] = ratio(m.correct(c), m.predicted(c));
  }
  sink.scalar("mean_class_accuracy", mean_of_defined(recall), true);
  sink.per_class("recall", recall);
  sink.per_class("precision", precision);
  sink.matrix("confusion", m.counts().data(), m.classes(), m.classes());
}

}  // namespace atelier::metrics
