// optimizer.adam and optimizer.sgd: updates in place, with the same arithmetic as torch.optim.
//
// What an optimizer remembers of a parameter is saved under its name as safetensors, one entry `<slot>.<name>` for each
// tensor; a parameter without gradient is left alone and its count does not move. One call at a time.
// Sources: Kingma and Ba, Adam, 2015; Sutskever et al., On the importance of initialization and momentum, 2013.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "atelier/cpp/optimizer.hpp"
#include "compat.hpp"
#include "environment.hpp"
#include "parameter_factors.hpp"

namespace atelier::torch_models {

// What no rate or factor has any use for; far beyond it the weights are not finite after one step.
inline constexpr double kMostRate = 1e6;

// What the optimizers share: groups, the state of each parameter and its files, and the check that every step brings
// the parameters of setup.
class TorchOptimizer : public Optimizer, public WithSleepingThreads {
 public:
  struct GroupOptions {
    Option<FactorTable> lr_factors{
        option("lr_factors", "Factors of lr by patterns over the parameters' names; the last that matches counts.")
            .optional()
            .at_least(0)
            .at_most(kMostRate)};
    Option<FactorTable> decay_factors{
        option("decay_factors", "Factors of weight_decay by patterns over the parameters' names, as lr_factors.")
            .optional()
            .at_least(0)
            .at_most(kMostRate)};
  };

  double learning_rate(const Call&) const override { return rate_; }
  void setup(const Call& call, span<const atelier_parameter* const> parameters) override;
  void step(const Call& call, const atelier_optimizer_step& in) override;
  void save(const Call& call, const std::filesystem::path& path) override;
  void load(const Call& call, const std::filesystem::path& path) override;

 protected:
  struct Memory {
    int64_t steps = 0;
    std::vector<at::Tensor> slots;
  };
  struct Amounts {
    double rate;
    double decay;
  };

  // slots: the names of what is remembered beside the count, in alphabetical order.
  TorchOptimizer(double rate, double decay, const GroupOptions& groups, std::vector<std::string> slots)
      : rate_(rate), decay_(decay), groups_(groups), slots_(std::move(slots)) {}

  // One parameter's step; `memory.steps` has been raised and `memory.slots` have the value's form, zero at first.
  virtual void update(at::Tensor& value, const at::Tensor& gradient, Memory& memory, const Amounts& amounts) const = 0;

 private:
  struct Parameter {
    std::string name;
    double rate_factor;
    double decay_factor;
    Memory memory;
  };
  using Memories = std::map<std::string, Memory>;

  Memories by_name() const;
  void take_memories(const Call& call, Memories memories, std::vector<Parameter>& parameters) const;
  void prepare(Parameter& parameter, const at::Tensor& value) const;
  void remember(const Call& call, span<const atelier_parameter* const> given, std::vector<Parameter>& parameters) const;
  Memories read(const std::filesystem::path& path) const;

  double rate_;
  double decay_;
  GroupOptions groups_;
  std::vector<std::string> slots_;
  std::vector<Parameter> parameters_;  // of setup, in its order
  Memories loaded_;                    // until setup
};

class Adam : public TorchOptimizer {
 public:
  static constexpr Component kComponent{
      .id = "optimizer.adam",
      .revision = 1,
      .summary = "Adam: steps scaled by running means of the gradients and of their squares."};
  struct Options {
    Option<double> lr{option("lr", "Learning rate.").by_default("1e-3").above(0).at_most(kMostRate)};
    Option<std::vector<double>> betas{
        option("betas", "How much the running means of gradients and of squares keep at each step.")
            .items(2, 2)
            .by_default("[0.9, 0.999]")
            .at_least(0)
            .at_most(0.9999999)};
    Option<double> eps{option("eps", "Added to the denominator.").by_default("1e-8").above(0).at_most(1)};
    Option<double> weight_decay{option("weight_decay", "This times the value is added to the gradient.")
                                    .by_default("0.0")
                                    .at_least(0)
                                    .at_most(kMostRate)};
    GroupOptions groups;
  };
  explicit Adam(const Options& options)
      : TorchOptimizer(options.lr, options.weight_decay, options.groups, {"exp_avg", "exp_avg_sq"}),
        options_(options) {}

 private:
  void update(at::Tensor& value, const at::Tensor& gradient, Memory& memory, const Amounts& amounts) const override;
  Options options_;
};

class Sgd : public TorchOptimizer {
 public:
  static constexpr Component kComponent{
      .id = "optimizer.sgd", .revision = 1, .summary = "Stochastic gradient descent, with momentum if wanted."};
  struct Options {
    Option<double> lr{option("lr", "Learning rate.").by_default("1e-2").above(0).at_most(kMostRate)};
    Option<double> momentum{
        option("momentum", "What is kept of the last step.").by_default("0.0").at_least(0).at_most(0.9999999)};
    Option<double> weight_decay{option("weight_decay", "This times the value is added to the gradient.")
                                    .by_default("0.0")
                                    .at_least(0)
                                    .at_most(kMostRate)};
    Option<bool> nesterov{option("nesterov", "Look ahead along the momentum.").by_default("false")};
    GroupOptions groups;
  };
  static constexpr Rule kRules[] = {
      rule("nesterov = true needs momentum above 0", "give momentum, such as 0.9, or leave nesterov out")
          .when(condition::equal("nesterov", {"true"}))
          .must(condition::above("momentum", 0)),
  };
  explicit Sgd(const Options& options);

 private:
  void update(at::Tensor& value, const at::Tensor& gradient, Memory& memory, const Amounts& amounts) const override;
  double momentum_;
  bool nesterov_;
};

}  // namespace atelier::torch_models
