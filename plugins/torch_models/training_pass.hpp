// A training forward of a network and the backward that belongs to it: on a tape of this plugin where features lie as
// [N,H,W,C] on a CPU, by autograd otherwise.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "deeplabv3_network.hpp"
#include "tape.hpp"

namespace atelier::torch_models {

class TrainingPass {
 public:
  // The logits of the first outputs: height x width pixels, or as the network makes them where these are 0. What an
  // earlier forward left is dropped. x: normalised float32 [N,channels,H,W]; by_tape: as told above.
  std::vector<at::Tensor> forward(const DeepLabV3Network& network, const at::Tensor& x, ForwardPass pass,
                                  size_t outputs, int64_t height, int64_t width, bool by_tape);

  // Of the last forward; none when its backward has been.
  const std::vector<Value>& outputs() const { return outputs_; }

  // Adds to the gradients of the network's parameters. gradients: one for each output, undefined: not in the loss.
  void backward(const std::vector<at::Tensor>& gradients);

  void drop();

 private:
  std::vector<Value> outputs_;
  std::unique_ptr<Tape> tape_;
};

}  // namespace atelier::torch_models
