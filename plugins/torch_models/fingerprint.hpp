// A number that changes with any bit of a network's tensors, at the speed of reading them: how a cache that was made
// from weights knows whether somebody has written to them through a view.
#pragma once

#include <cstdint>

#include "state.hpp"

namespace atelier::torch_models {

// On the CPU. Worked out by LibTorch's pool; the same for any number of threads. [worker]
uint64_t fingerprint(const State& state);

}  // namespace atelier::torch_models
