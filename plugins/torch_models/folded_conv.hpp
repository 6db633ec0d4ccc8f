// Convolutions of a network that only predicts: each with the norm behind it folded into its weights and bias, the
// weights cast and packed once, and the ReLU done where the sums are made.
//
// A norm with running statistics is a factor and an addend for each channel, and a factor goes into the weights.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "compat.hpp"
#include "convolution.hpp"

namespace atelier::torch_models {

class FoldedConv {
 public:
  // x: features of the size that it is packed for; others work too. taps: float32; scale, shift: float32 [out].
  // added: a shortcut comes in between, so norm and ReLU are no part of the convolution itself.
  FoldedConv(const Convolution& convolution, const at::Tensor& taps, const at::Tensor& scale, const at::Tensor& shift,
             const at::Tensor& x, bool relu, bool added);

  // ReLU, where it was asked for, of convolution, norm and shortcut, which is there where it was announced.
  at::Tensor operator()(const Convolution& convolution, const at::Tensor& x, const at::Tensor& shortcut) const;

 private:
  bool relu_, added_;
  at::Tensor taps_;     // of the features' type; undefined where they are packed
  at::Tensor bias_;     // float32
  at::Tensor ones_;     // float32
  c10::IValue packed_;  // by oneDNN, with bias and ReLU where nothing is added; none: LibTorch cannot
};

// Those of a network, made as they are needed. Whoever changes weights must clear it.
class FoldedWeights {
 public:
  // make() gives the convolution of a layer, known by its address, for features that see all taps or the middle one.
  template <class Make>
  const FoldedConv& of(const void* layer, bool middle_only, Make make) {
    const auto key = std::make_pair(layer, middle_only);
    const auto found = made_.find(key);
    return found != made_.end() ? found->second : made_.emplace(key, make()).first->second;
  }
  void clear() { made_.clear(); }

 private:
  std::map<std::pair<const void*, bool>, FoldedConv> made_;
};

}  // namespace atelier::torch_models
