// One optimisation step: forward, loss, backward, optimizer, all over the ABI, so any framework's parts fit together.
//
// The loss of a step is that of output 0 plus `aux_weight` times that of every auxiliary output; with weight 0 these
// are not computed at all. Random numbers of the model (dropout) depend on the seed given alone.
#pragma once

#include <atelier/cpp/loader.hpp>
#include <atelier/cpp/loss.hpp>
#include <atelier/cpp/model.hpp>
#include <atelier/cpp/optimizer.hpp>
#include <cstdint>
#include <vector>

namespace atelier::supervised {

class TrainStep {
 public:
  // Throws ATELIER_E_INVALID when aux_weight asks for auxiliary outputs that the model does not have.
  TrainStep(ModelRef model, LossRef loss, OptimizerRef optimizer, const atelier_model_info& info, double aux_weight);

  // Tells the loss what the labels mean and how many pixels each class has, and the optimizer the parameters; before
  // the first step.
  void setup(const Call& call, const atelier_samples_info& samples, span<const uint64_t> histogram) const;

  // Changes the weights and returns the loss before the change. Where that is not finite the weights stay as they are.
  double operator()(const Call& call, const Batch& batch, double factor, uint64_t seed) const;

 private:
  std::vector<atelier_parameter> trainable(const Call& call) const;

  ModelRef model_;
  LossRef loss_;
  OptimizerRef optimizer_;
  uint64_t outputs_;
  double aux_weight_;
};

}  // namespace atelier::supervised
