// optimizer.adam and optimizer.sgd: updates in place, with the same arithmetic as torch.optim.
//
// What an optimizer remembers is kept by parameter name and saved as safetensors, one entry `<slot>.<name>` for each
// tensor; a parameter without gradient is left alone and its count does not move. One call at a time.
// Sources: Kingma and Ba, Adam, 2015; Sutskever et al., On the importance of initialization and momentum, 2013.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "atelier/cpp/optimizer.hpp"
#include "compat.hpp"

namespace atelier::libtorch {

// What the optimizers share: the state of each parameter, its files, and the check that the parameters stay the same.
class TorchOptimizer : public Optimizer {
 public:
  void step(const Call& call, span<const atelier_parameter* const> parameters, double factor) override;
  double learning_rate() const override { return rate_; }
  void save(const Call& call, const std::filesystem::path& path) override;
  void load(const Call& call, const std::filesystem::path& path) override;

 protected:
  struct Memory {
    int64_t steps = 0;
    std::map<std::string, at::Tensor> slots;
  };

  TorchOptimizer(double rate, std::string id, std::vector<std::string> slots)
      : rate_(rate), id_(std::move(id)), slots_(std::move(slots)) {}

  // One parameter's step; `memory.steps` has been raised and `memory.slots` have the value's form, zero at first.
  virtual void update(at::Tensor& value, const at::Tensor& gradient, Memory& memory, double rate) const = 0;

 private:
  void check_same_set(span<const atelier_parameter* const> parameters);
  void prepare(Memory& memory, const std::string& name, const at::Tensor& value) const;

  double rate_;
  std::string id_;
  std::vector<std::string> slots_;
  std::map<std::string, Memory> memories_;
  std::set<std::string> names_;  // of the first step
};

class Adam : public TorchOptimizer {
 public:
  static constexpr Component kComponent{
      .id = "optimizer.adam",
      .revision = 1,
      .summary = "Adam: steps scaled by running means of the gradients and of their squares."};
  static constexpr Param kParams[] = {
      param::real("lr").by_default("1e-3").above(0).about("Learning rate."),
      param::real("betas")
          .list(2, 2)
          .by_default("[0.9, 0.999]")
          .at_least(0)
          .at_most(0.9999999)
          .about("How much the running means of gradients and of squares keep at each step."),
      param::real("eps").by_default("1e-8").above(0).about("Added to the denominator."),
      param::real("weight_decay").by_default("0.0").at_least(0).about("This times the value is added to the gradient."),
  };
  explicit Adam(const Params& params);

 private:
  void update(at::Tensor& value, const at::Tensor& gradient, Memory& memory, double rate) const override;
  std::array<double, 2> betas_;
  double epsilon_;
  double decay_;
};

class Sgd : public TorchOptimizer {
 public:
  static constexpr Component kComponent{
      .id = "optimizer.sgd", .revision = 1, .summary = "Stochastic gradient descent, with momentum if wanted."};
  static constexpr Param kParams[] = {
      param::real("lr").by_default("1e-2").above(0).about("Learning rate."),
      param::real("momentum").by_default("0.0").at_least(0).at_most(0.9999999).about("What is kept of the last step."),
      param::real("weight_decay").by_default("0.0").at_least(0).about("This times the value is added to the gradient."),
      param::boolean("nesterov").by_default("false").about("Look ahead along the momentum."),
  };
  explicit Sgd(const Params& params);

 private:
  void update(at::Tensor& value, const at::Tensor& gradient, Memory& memory, double rate) const override;
  double momentum_;
  double decay_;
  bool nesterov_;
};

}  // namespace atelier::libtorch
