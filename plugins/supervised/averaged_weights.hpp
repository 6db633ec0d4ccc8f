// The exponential moving average of a model's weights, which generalises better than the last step's.
//
// After step n (from 1): average += (1 - d) * (weights - average), with d = min(decay, (1 + n) / (10 + n)), so that the
// random start is forgotten at once (as in TensorFlow's ExponentialMovingAverage). Buffers of float32, such as running
// means, are averaged too; those of other types are the model's own. Works on the model's memory, over the ABI's views:
// float32 on the CPU, dense in any order. One thread at a time.
#pragma once

#include <atelier/cpp/model.hpp>
#include <cstdint>
#include <vector>

namespace atelier::supervised {

class AveragedWeights {
 public:
  // Begins with the weights as they are. Throws ATELIER_E_UNSUPPORTED, with the reason, for weights that lie elsewhere.
  AveragedWeights(const Call& call, const ModelRef& model, double decay);

  // Step number `step` is done, from 1.
  void add(const Call& call, uint64_t step);
  // The average becomes what the model's weights are now.
  void take(const Call& call);
  // Model and average change places; the second time they are back.
  void exchange(const Call& call);
  // Whether the model now holds the average.
  bool is_in_model() const { return is_in_model_; }

 private:
  std::vector<span<float>> views(const Call& call) const;

  ModelRef model_;
  double decay_;
  bool is_in_model_ = false;
  std::vector<std::vector<float>> values_;  // of each view
};

}  // namespace atelier::supervised
