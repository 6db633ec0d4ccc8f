// Loads single pairs: decodes, or takes out of the cache, and augments. What comes out is a function of the plan and of
// the occurrence alone. [any]
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pair_cache.hpp"
#include "resolved_plan.hpp"

namespace atelier::loader {

class PairLoader {
 public:
  // cache: or none.
  PairLoader(const Call& call, const ResolvedPlan& plan, PairCache* cache);

  Sample load(const Call& call, const Occurrence& which) const { return load(call, which, plan_.steps.size()); }

 private:
  // After so many steps of the plan.
  Sample load(const Call& call, const Occurrence& which, size_t steps) const;
  std::vector<Sample> others(const Call& call, const Occurrence& which, size_t step, uint64_t seed) const;
  std::optional<Sample> load_resized(const Call& call, uint64_t sample) const;

  std::string the_samples() const;  // for messages

  const ResolvedPlan& plan_;
  std::optional<Extent> first_size_;  // to which the first step resizes, if that is all it does
  PairCache* cache_;
};

}  // namespace atelier::loader
