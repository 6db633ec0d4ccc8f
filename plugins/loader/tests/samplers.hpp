// Samplers for the tests: what fills the slot of the loader.
#pragma once

#include <numeric>
#include <vector>

#include "atelier/cpp/random.hpp"
#include "atelier/cpp/sampler.hpp"

namespace loader_test {

class Shuffled : public atelier::Sampler {
 public:
  static constexpr atelier::Component kComponent{.id = "test.shuffled", .summary = "Each once, shuffled."};
  std::vector<uint64_t> order(const atelier::Call&, const atelier_sampler_input& in) const override {
    std::vector<uint64_t> all(in.count);
    std::iota(all.begin(), all.end(), uint64_t{0});
    atelier::Random(atelier::mix_seed(in.seed, in.epoch)).shuffle(all);
    return all;
  }
};

class Backwards : public atelier::Sampler {
 public:
  static constexpr atelier::Component kComponent{.id = "test.backwards", .summary = "Each once, the last first."};
  std::vector<uint64_t> order(const atelier::Call&, const atelier_sampler_input& in) const override {
    std::vector<uint64_t> all;
    for (uint64_t i = in.count; i > 0; --i) all.push_back(i - 1);
    return all;
  }
};

}  // namespace loader_test
