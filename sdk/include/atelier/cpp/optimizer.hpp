// Atelier SDK, C++17 layer: optimizers. Contract: kinds/optimizer.h.
#pragma once

#include <filesystem>

#include "../kinds/optimizer.h"
#include "plugin.hpp"

namespace atelier {

// Base of an optimizer. One call at a time.
class Optimizer : public Instance {
 public:
  using Kind = Optimizer;
  static constexpr std::string_view kKindName = ATELIER_KIND_OPTIMIZER;
  virtual void step(const Call& call, span<const atelier_parameter* const> parameters, double factor) = 0;
  virtual double learning_rate() const = 0;
  virtual void save(const Call& call, const std::filesystem::path& path) = 0;
  virtual void load(const Call& call, const std::filesystem::path& path) = 0;
  template <class T>
  static constexpr const void* interface_for();
};

inline constexpr atelier_optimizer_v1 kOptimizerInterface = {
    sizeof(atelier_optimizer_v1),
    0,
    [](const atelier_call* call, void* self, const atelier_parameter* const* parameters, uint64_t count,
       double factor) noexcept {
      auto& o = *static_cast<Optimizer*>(self);
      return detail::guard(call, o.component_id(), [&] {
        o.step(Call(call), {parameters, static_cast<size_t>(count)}, factor);
      });
    },
    [](void* self) noexcept -> double { return static_cast<const Optimizer*>(self)->learning_rate(); },
    [](const atelier_call* call, void* self, atelier_str path) noexcept {
      auto& o = *static_cast<Optimizer*>(self);
      return detail::guard(call, o.component_id(), [&] { o.save(Call(call), str(path)); });
    },
    [](const atelier_call* call, void* self, atelier_str path) noexcept {
      auto& o = *static_cast<Optimizer*>(self);
      return detail::guard(call, o.component_id(), [&] { o.load(Call(call), str(path)); });
    }};

template <class T>
constexpr const void* Optimizer::interface_for() {
  return &kOptimizerInterface;
}

class OptimizerRef {
 public:
  OptimizerRef() = default;
  explicit OptimizerRef(atelier_object object) : object_(object) {}
  explicit operator bool() const { return object_.iface != nullptr; }
  void step(const Call& call, const std::vector<atelier_parameter>& parameters, double factor) const {
    std::vector<const atelier_parameter*> pointers;
    pointers.reserve(parameters.size());
    for (const atelier_parameter& p : parameters) pointers.push_back(&p);
    check(v().step(call.raw(), object_.self, pointers.data(), pointers.size(), factor));
  }
  double learning_rate() const { return v().learning_rate(object_.self); }
  void save(const Call& call, const std::filesystem::path& path) const {
    const std::string p = path.string();
    check(v().save(call.raw(), object_.self, c_str(p)));
  }
  void load(const Call& call, const std::filesystem::path& path) const {
    const std::string p = path.string();
    check(v().load(call.raw(), object_.self, c_str(p)));
  }

 private:
  const atelier_optimizer_v1& v() const { return *static_cast<const atelier_optimizer_v1*>(object_.iface); }
  atelier_object object_{};
};

}  // namespace atelier
