#include "choose.hpp"

#include <algorithm>
#include <atelier/cpp/random.hpp>
#include <utility>

namespace atelier::preview {

std::vector<uint64_t> choose(const Call& call, const SamplesRef& samples, uint64_t count, uint64_t seed) {
  const uint64_t all = samples.describe(call).count;
  if (all == 0) throw Error(ATELIER_E_INVALID, "`samples` has no samples to show");
  std::vector<std::pair<uint64_t, uint64_t>> ranked;  // rank, index
  for (uint64_t i = 0; i < all; ++i) ranked.emplace_back(mix_seed(seed, samples.key(call, i)), i);
  const auto end = ranked.begin() + static_cast<std::ptrdiff_t>(std::min(count, all));
  std::partial_sort(ranked.begin(), end, ranked.end());
  std::vector<uint64_t> chosen;
  for (auto at = ranked.begin(); at != end; ++at) chosen.push_back(at->second);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace atelier::preview
