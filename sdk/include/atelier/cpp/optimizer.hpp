// Atelier SDK, C++17 layer: optimizers. Contract: kinds/optimizer.h.
#pragma once

#include <cmath>
#include <filesystem>

#include "../kinds/optimizer.h"
#include "model.hpp"

namespace atelier {

// Base of an optimizer. One call at a time.
class Optimizer : public Instance {
 public:
  using Kind = Optimizer;
  static constexpr std::string_view kKindName = ATELIER_KIND_OPTIMIZER;
  // Of factor 1, outside all groups.
  virtual double learning_rate(const Call& call) const = 0;
  // The trainable parameters, in the order in which every step brings them; borrowed for the call.
  virtual void setup(const Call& call, span<const atelier_parameter* const> parameters) = 0;
  virtual void step(const Call& call, const atelier_optimizer_step& in) = 0;
  virtual void save(const Call& call, const std::filesystem::path& path) = 0;
  virtual void load(const Call& call, const std::filesystem::path& path) = 0;
  template <class T>
  static constexpr const void* interface_for();
};

namespace detail {
inline constexpr atelier_optimizer_v1 kOptimizerInterface = {
    sizeof(atelier_optimizer_v1),
    ATELIER_TAG_OPTIMIZER,
    &extension_in<Optimizer>,
    [](const atelier_call* call, void* self, atelier_optimizer_info* out) noexcept {
      const auto& o = *static_cast<const Optimizer*>(self);
      return guard(call, o.component_id(), [&] {
        auto info = blank<atelier_optimizer_info>();
        info.learning_rate = o.learning_rate(Call(call));
        give(out, info);
      });
    },
    [](const atelier_call* call, void* self, const atelier_optimizer_setup* in) noexcept {
      auto& o = *static_cast<Optimizer*>(self);
      return guard(call, o.component_id(), [&] {
        o.setup(Call(call), {in->parameters, static_cast<size_t>(in->count)});
      });
    },
    [](const atelier_call* call, void* self, const atelier_optimizer_step* in) noexcept {
      auto& o = *static_cast<Optimizer*>(self);
      return guard(call, o.component_id(), [&] { o.step(Call(call), known(*in)); });
    },
    [](const atelier_call* call, void* self, const atelier_state_file* in) noexcept {
      auto& o = *static_cast<Optimizer*>(self);
      return guard(call, o.component_id(), [&] { o.save(Call(call), str(in->path)); });
    },
    [](const atelier_call* call, void* self, const atelier_state_file* in) noexcept {
      auto& o = *static_cast<Optimizer*>(self);
      return guard(call, o.component_id(), [&] { o.load(Call(call), str(in->path)); });
    }};

inline std::vector<const atelier_parameter*> pointers_to(const std::vector<atelier_parameter>& parameters) {
  std::vector<const atelier_parameter*> pointers;
  pointers.reserve(parameters.size());
  for (const atelier_parameter& p : parameters) pointers.push_back(&p);
  return pointers;
}
}  // namespace detail

template <class T>
constexpr const void* Optimizer::interface_for() {
  return &detail::kOptimizerInterface;
}

class OptimizerRef : public ObjectRef<atelier_optimizer_v1> {
 public:
  static constexpr std::string_view kKindName = ATELIER_KIND_OPTIMIZER;
  using ObjectRef::ObjectRef;

  double learning_rate(const Call& call) const {
    auto out = blank<atelier_optimizer_info>();
    invoke(call, [&](auto* c) { return v().describe(c, self(), &out); });
    if (!std::isfinite(out.learning_rate) || out.learning_rate < 0)
      detail::broken(provider(kKindName), text("its learning rate is ", out.learning_rate));
    return out.learning_rate;
  }
  // The trainable parameters; every step brings the same ones in the same order.
  void setup(const Call& call, const std::vector<atelier_parameter>& parameters) const {
    const std::vector<const atelier_parameter*> pointers = detail::pointers_to(parameters);
    auto in = blank<atelier_optimizer_setup>();
    in.parameters = pointers.data();
    in.count = pointers.size();
    invoke(call, [&](auto* c) { return v().setup(c, self(), &in); });
  }
  void step(const Call& call, const std::vector<atelier_parameter>& parameters, double factor) const {
    const std::vector<const atelier_parameter*> pointers = detail::pointers_to(parameters);
    auto in = blank<atelier_optimizer_step>();
    in.parameters = pointers.data();
    in.count = pointers.size();
    in.factor = factor;
    invoke(call, [&](auto* c) { return v().step(c, self(), &in); });
  }
  void save(const Call& call, const std::filesystem::path& path) const {
    detail::with_file(
        path, [&](const atelier_state_file* in) { invoke(call, [&](auto* c) { return v().save(c, self(), in); }); });
  }
  void load(const Call& call, const std::filesystem::path& path) const {
    detail::with_file(
        path, [&](const atelier_state_file* in) { invoke(call, [&](auto* c) { return v().load(c, self(), in); }); });
  }
};

}  // namespace atelier
