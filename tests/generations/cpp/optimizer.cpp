// Gradient descent that remembers nothing.
#include <atelier/cpp/optimizer.hpp>

#include "../generation.h"

class Descent : public atelier::Optimizer {
 public:
  static constexpr atelier::Component kComponent{"small.optimizer", 1, "Gradient descent."};
  struct Options {
    atelier::Option<double> lr{atelier::option("lr", "The learning rate.").by_default("0.5")};
  };
  explicit Descent(const Options& options) : lr_(options.lr) {}
  double learning_rate(const atelier::Call&) const override { return lr_; }
  void setup(const atelier::Call&, atelier::span<const atelier_parameter* const>) override {}
  void step(const atelier::Call& call, const atelier_optimizer_step& in) override {
    SAW(call, atelier_optimizer_step, in);
    for (const atelier_parameter* p : atelier::span(in.parameters, in.count))
      for (int64_t k = 0; p->gradient && k < p->value->shape[0]; ++k)
        atelier::data_of<float>(*p->value)[k] -=
            static_cast<float>(lr_ * in.factor * double{atelier::data_of<float>(*p->gradient)[k]});
  }
  void save(const atelier::Call&, const std::filesystem::path&) override {}
  void load(const atelier::Call&, const std::filesystem::path&) override {}

 private:
  double lr_;
};
ATELIER_PLUGIN("small.cpp.optimizer", "1.0.0", Descent)
