#include "training_pass.hpp"

#include <utility>

namespace atelier::torch_models {

std::vector<at::Tensor> TrainingPass::forward(const DeepLabV3Network& network, const at::Tensor& x, ForwardPass pass,
                                              size_t outputs, int64_t height, int64_t width, bool by_tape) {
  drop();
  if (by_tape) tape_ = std::make_unique<Tape>();
  pass.tape = tape_.get();
  const c10::AutoGradMode gradients(!by_tape);
  std::vector<Value> made = network.logits(x, pass, outputs);
  if (height > 0)
    for (Value& output : made) output = resize_bilinear(output, height, width, pass);
  outputs_ = std::move(made);
  std::vector<at::Tensor> out;
  for (const Value& output : outputs_) out.push_back(output.data);
  return out;
}

void TrainingPass::backward(const std::vector<at::Tensor>& gradients) {
  const std::vector<Value> outputs = std::exchange(outputs_, {});
  const std::unique_ptr<Tape> tape = std::exchange(tape_, nullptr);
  if (!tape) {
    torch::autograd::variable_list used, given;
    for (size_t i = 0; i < outputs.size(); ++i) {
      if (!gradients[i].defined()) continue;
      used.push_back(outputs[i].data);
      given.push_back(gradients[i]);
    }
    if (!used.empty()) torch::autograd::backward(used, given);
    return;
  }
  const c10::NoGradGuard no_grad;
  for (size_t i = 0; i < outputs.size(); ++i)
    if (gradients[i].defined()) outputs[i].gradient->add(gradients[i]);
  tape->run_backwards();
}

void TrainingPass::drop() {
  outputs_.clear();
  tape_.reset();
}

}  // namespace atelier::torch_models
