// Atelier SDK, C++17 layer: overlap policies. Contract: kinds/overlap_policy.h.
#pragma once

#include <numeric>
#include <vector>

#include "../kinds/overlap_policy.h"
#include "plugin.hpp"

namespace atelier {

// Base of any policy. compose is called from many threads at once: keep it const.
class OverlapPolicy : public Instance {
 public:
  using Kind = OverlapPolicy;
  static constexpr std::string_view kKindName = ATELIER_KIND_OVERLAP_POLICY;
  virtual void compose(const Call& call, const atelier_overlap_input& input, atelier_canvas& canvas) const = 0;
  template <class T>
  static constexpr const void* interface_for();
};

namespace detail {
inline constexpr atelier_overlap_policy_v1 kOverlapPolicyInterface = {
    sizeof(atelier_overlap_policy_v1), ATELIER_TAG_OVERLAP_POLICY, &extension_in<OverlapPolicy>,
    [](const atelier_call* call, void* self, const atelier_overlap_input* input, atelier_canvas* canvas) noexcept {
      const auto& policy = *static_cast<const OverlapPolicy*>(self);
      return guard(call, policy.component_id(), [&] {
        atelier_canvas to_paint = known(*canvas);
        policy.compose(Call(call), known(*input), to_paint);
      });
    }};
}  // namespace detail

template <class T>
constexpr const void* OverlapPolicy::interface_for() {
  return &detail::kOverlapPolicyInterface;
}

// What `order` sees of an instance.
struct OverlapInstance {
  uint32_t label;   // class, 1..classes
  uint64_t pixels;  // exact
  double area;      // as the source says; NaN when missing
  int64_t id;
};

// Base of a policy that is a painting order: later paints over earlier.
class OrderedOverlapPolicy : public OverlapPolicy {
 public:
  using Instance = OverlapInstance;
  // `out` comes filled with 0, 1, 2, … (the order of the source); sort it into painting order.
  virtual void order(span<const Instance> in, span<uint32_t> out) const = 0;

  void compose(const Call&, const atelier_overlap_input& input, atelier_canvas& canvas) const override {
    std::vector<Instance> instances;
    instances.reserve(input.instance_count);
    for (uint64_t i = 0; i < input.instance_count; ++i) {
      const atelier_overlap_instance& in = *input.instances[i];
      instances.push_back({in.label, in.pixels, in.area, in.id});
    }
    std::vector<uint32_t> painting(instances.size());
    std::iota(painting.begin(), painting.end(), 0u);
    order(span<const Instance>(instances), span<uint32_t>(painting));
    for (const uint32_t i : painting) {
      const atelier_overlap_instance& in = *input.instances[i];
      atelier_canvas_paint(&canvas, in.runs, in.run_count, static_cast<uint16_t>(in.label));
    }
  }
};

class OverlapPolicyRef : public ObjectRef<atelier_overlap_policy_v1> {
 public:
  static constexpr std::string_view kKindName = ATELIER_KIND_OVERLAP_POLICY;
  using ObjectRef::ObjectRef;
  void compose(const Call& call, const atelier_overlap_input& input, atelier_canvas& canvas) const {
    invoke(call, [&](auto* c) { return v().compose(c, self(), &input, &canvas); });
  }
};

}  // namespace atelier
