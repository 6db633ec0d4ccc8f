// Base of the metrics that are read off a confusion matrix: a subclass only says its results.
#pragma once

#include "confusion_matrix.hpp"

namespace atelier::metrics {

class MatrixMetric : public Metric {
 public:
  void begin(const Call&, const atelier_metric_setup& setup) override { matrix_.begin(setup); }
  void update(const Call&, const atelier_tensor& predicted, const atelier_tensor& truth) override {
    matrix_.update(predicted, truth);
  }
  std::vector<uint8_t> export_sums(const Call&) const override { return matrix_.to_bytes(component_id()); }
  void merge(const Call&, span<const uint8_t> sums) override { matrix_.add_bytes(component_id(), sums); }

 protected:
  const ConfusionMatrix& matrix() const { return matrix_; }

 private:
  ConfusionMatrix matrix_;
};

}  // namespace atelier::metrics
