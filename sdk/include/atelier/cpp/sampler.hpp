// Atelier SDK, C++17 layer: samplers. Contract: kinds/sampler.h.
#pragma once

#include <vector>

#include "../kinds/sampler.h"
#include "samples.hpp"

namespace atelier {

// Base of a sampler. One call at a time.
class Sampler : public Instance {
 public:
  using Kind = Sampler;
  static constexpr std::string_view kKindName = ATELIER_KIND_SAMPLER;
  // The indices of one epoch: a pure function of `in` and the options, as many in every epoch.
  virtual std::vector<uint64_t> order(const Call& call, const atelier_sampler_input& in) const = 0;
  template <class T>
  static constexpr const void* interface_for();
};

namespace detail {
inline constexpr atelier_sampler_v1 kSamplerInterface = {
    sizeof(atelier_sampler_v1), ATELIER_TAG_SAMPLER, &extension_in<Sampler>,
    [](const atelier_call* call, void* self, const atelier_sampler_input* in, const atelier_index_sink* sink) noexcept {
      const auto& s = *static_cast<const Sampler*>(self);
      return guard(call, s.component_id(), [&] {
        const std::vector<uint64_t> order = s.order(Call(call), known(*in));
        pass_on(sink->take(sink->context, order.data(), order.size()));
      });
    }};
}  // namespace detail

template <class T>
constexpr const void* Sampler::interface_for() {
  return &detail::kSamplerInterface;
}

class SamplerRef : public ObjectRef<atelier_sampler_v1> {
 public:
  static constexpr std::string_view kKindName = ATELIER_KIND_SAMPLER;
  using ObjectRef::ObjectRef;

  // count: how many samples there are. Throws where the sampler gives an index beyond it.
  std::vector<uint64_t> order(const Call& call, const SamplesRef& samples, uint64_t count, uint64_t seed,
                              uint64_t epoch) const {
    auto in = blank<atelier_sampler_input>();
    in.samples = samples.object();
    in.count = count;
    in.seed = seed;
    in.epoch = epoch;
    std::vector<uint64_t> out;
    auto sink = blank<atelier_index_sink>();
    sink.context = &out;
    sink.take = [](void* context, const uint64_t* indices, uint64_t n) noexcept -> int32_t {
      try {
        auto& all = *static_cast<std::vector<uint64_t>*>(context);
        all.insert(all.end(), indices, indices + n);
        return ATELIER_OK;
      } catch (...) {
        return ATELIER_E_INTERNAL;
      }
    };
    invoke(call, [&](auto* c) { return v().order(c, self(), &in, &sink); });
    if (out.empty() && count) detail::broken(provider(kKindName), text("it gave no index, of ", count, " samples"));
    for (const uint64_t index : out)
      if (index >= count) detail::broken(provider(kKindName), text("it gave index ", index, " of ", count, " samples"));
    return out;
  }
};

}  // namespace atelier
