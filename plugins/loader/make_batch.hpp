// Pairs put together to a batch. [any]
#pragma once

#include <cstdint>
#include <vector>

#include "atelier/cpp/loader.hpp"

namespace atelier::loader {

// Pictures of `form`; smaller pairs are padded at the right and bottom, with 0 and void. Labels are uint16 when void is
// above 255 or when any of the pairs' are. The batch's indices are left empty.
Batch make_batch(const std::vector<Sample>& samples, atelier_form form, uint32_t void_label);

}  // namespace atelier::loader
