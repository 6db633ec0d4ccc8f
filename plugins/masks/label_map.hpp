// From the canvas that policies paint to the label map that is stored.
#pragma once

#include <atelier/kinds/overlap_policy.h>
#include <atelier/cpp/tensor.hpp>

#include <cstdint>
#include <vector>

namespace atelier::masks {

// The canvas row by row: uint8 [H,W] when its void label is 255, else uint16 [H,W]. Adds the number of pixels of each
// label to counts[label]. Throws ATELIER_E_INTERNAL for a label that is neither below `classes` nor void. [any]
Tensor to_label_map(const atelier_canvas& canvas, uint32_t classes, std::vector<uint64_t>& counts);

}  // namespace atelier::masks
