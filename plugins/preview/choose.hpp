// Which samples to look at.
#pragma once

#include <atelier/cpp/samples.hpp>
#include <cstdint>
#include <vector>

namespace atelier::preview {

// `count` samples in the order of the set, all when there are no more. Chosen by the seed and the keys alone: a
// sample's rank does not change when others come or go. Throws ATELIER_E_INVALID when there are no samples.
std::vector<uint64_t> choose(const Call& call, const SamplesRef& samples, uint64_t count, uint64_t seed);

}  // namespace atelier::preview
