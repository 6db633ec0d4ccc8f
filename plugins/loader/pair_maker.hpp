// Makes single pairs: decodes, or takes out of the cache, and augments. What comes out is a function of the route and
// of the place alone. [any]
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pair_cache.hpp"
#include "route.hpp"

namespace atelier::loader {

class PairMaker {
 public:
  // cache: or none.
  PairMaker(const Call& call, const Route& route, PairCache* cache);

  Sample make(const Call& call, const Place& place) const { return make(call, place, route_.steps.size()); }

 private:
  // After so many steps of the route.
  Sample make(const Call& call, const Place& place, size_t steps) const;
  std::vector<Sample> others(const Call& call, const Place& place, size_t step, uint64_t seed) const;
  std::optional<Sample> load_resized(const Call& call, uint64_t sample) const;

  std::string the_samples() const;  // for messages

  const Route& route_;
  std::optional<Extent> first_size_;  // to which the first augmenter resizes, if that is all it does
  PairCache* cache_;
};

}  // namespace atelier::loader
