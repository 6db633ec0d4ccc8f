// All indices, the last first.
#include <atelier/cpp/sampler.hpp>
#include <numeric>

#include "../generation.h"

class LastFirst : public atelier::Sampler {
 public:
  static constexpr atelier::Component kComponent{"small.sampler", 1, "The last first."};
  std::vector<uint64_t> order(const atelier::Call& call, const atelier_sampler_input& in) const override {
    SAW(call, atelier_sampler_input, in);
    std::vector<uint64_t> indices(in.count);
    std::iota(indices.rbegin(), indices.rend(), 0u);
    return indices;
  }
};
ATELIER_PLUGIN("small.cpp.sampler", "1.0.0", LastFirst)
