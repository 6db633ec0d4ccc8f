// sampler.sequential: every sample once, in the samples' own order.
#pragma once

#include <numeric>

#include "atelier/cpp/sampler.hpp"

namespace atelier::sampler {

class Sequential : public Sampler {
 public:
  static constexpr Component kComponent{
      .id = "sampler.sequential", .revision = 1, .summary = "Every sample once, in the samples' own order."};

  std::vector<uint64_t> order(const Call&, const atelier_sampler_input& in) const override {
    std::vector<uint64_t> indices(in.count);
    std::iota(indices.begin(), indices.end(), uint64_t{0});
    return indices;
  }
};

}  // namespace atelier::sampler
