#include "train_step.hpp"

#include <cmath>

namespace atelier::supervised {

TrainStep::TrainStep(ModelRef model, LossRef loss, OptimizerRef optimizer, const atelier_model_info& info,
                     double aux_weight)
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

void TrainStep::setup(const Call& call, const atelier_samples_info& samples, span<const uint64_t> histogram) const {
  loss_.setup(call, {samples.class_names, static_cast<size_t>(samples.class_count)}, samples.void_label, histogram);
  optimizer_.setup(call, trainable(call));
}

std::vector<atelier_parameter> TrainStep::trainable(const Call& call) const {
  std::vector<atelier_parameter> parameters = model_.parameters(call);
  std::erase_if(parameters, [](const atelier_parameter& p) { return p.trainable == 0; });
  return parameters;
}

double TrainStep::operator()(const Call& call, const Batch& batch, double factor, uint64_t seed) const {
  model_.zero_gradients(call);
  auto in = blank<atelier_forward_input>();
  in.training = 1;
  in.seed = seed;
  in.pictures = &batch.pictures.get();
  // Where both sides can, logits cross before they are resized to the size of the labels.
  const bool coarse = model_.has_coarse() && loss_.has_coarse();
  std::vector<Tensor> logits = coarse ? model_.forward_coarse(call, in, outputs_) : model_.forward(call, in, outputs_);
  std::vector<Tensor> gradients;
  double value = 0;
  for (const Tensor& output : logits) {
    const double weight = gradients.empty() ? 1 : aux_weight_;
    LossValue loss = coarse ? loss_.compute_coarse(call, output, batch.labels, true, weight)
                            : loss_.compute(call, output, batch.labels, true, weight);
    value += weight * loss.value;
    gradients.push_back(std::move(loss.gradient));
  }
  if (!std::isfinite(value)) return value;
  logits.clear();  // not needed any more; backward has what it needs

  std::vector<const atelier_tensor*> borrowed;
  for (const Tensor& g : gradients) borrowed.push_back(&g.get());
  model_.backward(call, borrowed);
  optimizer_.step(call, trainable(call), factor);
  return value;
}

}  // namespace atelier::supervised
