// DeepLabV3 over ResNet-50 as torchvision builds it: the same layers, names, shapes and order of its state.
//
// Output stride 8: the last two stages dilate instead of striding. Sources: Chen et al., Rethinking Atrous Convolution
// for Semantic Image Segmentation, 2017; He et al., Deep Residual Learning, 2015.
#pragma once

#include <memory>
#include <vector>

#include "layers.hpp"

namespace atelier::torch_models {

class Backbone;
class DeepLabHead;
class FcnHead;

class DeepLabV3Network {
 public:
  struct Architecture {
    int64_t channels = 3;  // of the pictures
    int64_t classes = 0;
    bool aux = true;
  };
  // Allocates; values are undefined until state() is randomised or loaded.
  DeepLabV3Network(const Architecture& architecture, at::Device device, bool channels_last);
  ~DeepLabV3Network();

  State& state() { return state_; }
  const State& state() const { return state_; }

  // float32 logits at output stride 8, of the main head and, with outputs = 2, of the auxiliary head too.
  // x: normalised float32 [N,channels,H,W].
  std::vector<Value> logits(const at::Tensor& x, const ForwardPass& pass, size_t outputs) const;

 private:
  State state_;
  std::unique_ptr<Backbone> backbone_;
  std::unique_ptr<DeepLabHead> classifier_;
  std::unique_ptr<FcnHead> aux_;
};

}  // namespace atelier::torch_models
