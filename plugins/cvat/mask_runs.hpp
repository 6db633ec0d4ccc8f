// The runs of a <mask>, row by row within a box, as runs of the whole picture, column by column.
#pragma once

#include <string>

#include "drawn_shape.hpp"
#include "geometry/runs.hpp"

namespace atelier::cvat {

// Replaces `out` by the canonical runs on a picture of height x width, of at most 2^32 - 1 pixels; what lies outside of
// the picture is left out. Says what is wrong, as "has counts that …", or gives "". Memory and time go with the counts
// and the border of the mask, not with what its numbers say. [any]
std::string runs_of_mask(const MaskRuns& mask, uint32_t height, uint32_t width, geometry::Runs& out);

}  // namespace atelier::cvat
