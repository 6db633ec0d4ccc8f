#include "train_step.hpp"

#include <cmath>

namespace supervised {

using atelier::Call;
using atelier::Error;
using atelier::Tensor;
using atelier::text;

TrainStep::TrainStep(atelier::ModelRef model, atelier::LossRef loss, atelier::OptimizerRef optimizer,
                     const atelier_model_info& info, double aux_weight)
    : model_(model),
      loss_(loss),
      optimizer_(optimizer),
      outputs_(aux_weight > 0 ? info.output_count : 1),
      aux_weight_(aux_weight) {
  if (aux_weight > 0 && info.output_count < 2)
    throw Error(ATELIER_E_INVALID, text("aux_weight is ", aux_weight,
                                        ", but the model has no auxiliary output: set aux_weight = 0, or give the "
                                        "model its auxiliary head"));
}

double TrainStep::operator()(const Call& call, const atelier::Batch& batch, double factor, uint64_t seed) const {
  model_.zero_gradients(call);
  std::vector<Tensor> logits = model_.forward(call, batch.pictures, true, seed, outputs_);
  std::vector<Tensor> gradients(logits.size());
  double value = 0;
  for (size_t i = 0; i < logits.size(); ++i) {
    const double weight = i == 0 ? 1 : aux_weight_;
    value += weight * loss_.compute(call, logits[i], batch.labels, &gradients[i], weight);
  }
  if (!std::isfinite(value)) return value;
  logits.clear();  // not needed any more; backward has what it needs

  std::vector<const atelier_tensor*> borrowed;
  for (const Tensor& g : gradients) borrowed.push_back(&g.get());
  model_.backward(call, borrowed);
  std::vector<atelier_parameter> parameters = model_.parameters(call);
  std::erase_if(parameters, [](const atelier_parameter& p) { return p.trainable == 0; });
  optimizer_.step(call, parameters, factor);
  return value;
}

}  // namespace supervised
