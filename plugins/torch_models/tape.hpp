// What a training forward leaves for its backward, where the gradients are worked out here and not by autograd: each
// operator records a step, and the steps run backwards, each once. What a step held is freed when it has run.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "compat.hpp"

namespace atelier::torch_models {

// The gradients that come back for a value, from each operator that took it. They are summed by whoever takes them:
// a kernel that reads them anyway does so on the way.
class Gradient {
 public:
  // part: of the value's form, or [N,C,1,1] for all pixels of a picture alike. The tape may write into it.
  void add(at::Tensor part) { parts_.push_back(std::move(part)); }
  std::vector<at::Tensor> take() { return std::exchange(parts_, {}); }
  // Their sum; undefined where there is none.
  at::Tensor take_sum() {
    at::Tensor sum;
    for (at::Tensor& part : take()) sum = sum.defined() ? sum.add(part) : std::move(part);
    return sum;
  }

 private:
  std::vector<at::Tensor> parts_;
};

// A tensor on its way through a network.
struct Value {
  at::Tensor data;
  std::shared_ptr<Gradient> gradient;  // null: autograd has it, or none is wanted
};

class Tape {
 public:
  void record(std::function<void()> step) { steps_.push_back(std::move(step)); }
  void run_backwards() {
    while (!steps_.empty()) {
      const std::function<void()> step = std::move(steps_.back());
      steps_.pop_back();
      step();
    }
  }

 private:
  std::vector<std::function<void()>> steps_;
};

// Adds a gradient to what a parameter has. gradient: of any type and layout.
inline void accumulate_gradient(const at::Tensor& parameter, const at::Tensor& gradient) {
  at::Tensor& sum = at::Tensor(parameter).mutable_grad();
  if (sum.defined())
    sum.add_(gradient);
  else
    sum = at::empty_like(parameter).copy_(gradient);
}

}  // namespace atelier::torch_models
