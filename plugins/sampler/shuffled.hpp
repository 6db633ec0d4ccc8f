// sampler.shuffled: every sample once, shuffled anew in each epoch by (seed, epoch) alone.
#pragma once

#include <numeric>

#include "atelier/cpp/random.hpp"
#include "atelier/cpp/sampler.hpp"

namespace atelier::sampler {

class Shuffled : public Sampler {
 public:
  static constexpr Component kComponent{
      .id = "sampler.shuffled", .revision = 1, .summary = "Every sample once, in another order in each epoch."};

  std::vector<uint64_t> order(const Call&, const atelier_sampler_input& in) const override {
    std::vector<uint64_t> indices(in.count);
    std::iota(indices.begin(), indices.end(), uint64_t{0});
    Random(mix_seed(in.seed, in.epoch)).shuffle(indices);
    return indices;
  }
};

}  // namespace atelier::sampler
