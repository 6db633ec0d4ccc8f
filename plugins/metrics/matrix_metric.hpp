// Base of the metrics that are read off a confusion matrix: a subclass only says its results.
#pragma once

#include "confusion_matrix.hpp"

namespace metrics {

class MatrixMetric : public atelier::Metric {
 public:
  void begin(const atelier::Call&, const atelier_metric_setup& setup) override { matrix_.begin(setup); }
  void update(const atelier::Call&, const atelier_tensor& predicted, const atelier_tensor& truth) override {
    matrix_.update(predicted, truth);
  }
  void merge(const atelier::Call&, atelier::Metric& other) override {
    matrix_.merge(static_cast<MatrixMetric&>(other).matrix_);
  }

 protected:
  const ConfusionMatrix& matrix() const { return matrix_; }

 private:
  ConfusionMatrix matrix_;
};

}  // namespace metrics
