// Weights that training has spoilt: values that are NaN or infinite.
#pragma once

#include <atelier/cpp/model.hpp>
#include <string_view>
#include <vector>

namespace atelier::supervised {

// The first parameter with a value that is not finite, or null. Of buffers, which may hold infinities on purpose (a
// mask), only NaN counts. Only float32 on the CPU is looked at, at the speed of memory.
const atelier_parameter* find_not_finite(const std::vector<atelier_parameter>& parameters);

}  // namespace atelier::supervised
