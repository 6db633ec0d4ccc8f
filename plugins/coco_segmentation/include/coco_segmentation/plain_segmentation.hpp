// The sound shapes among the plain texts: rings of numbers, runs as a list or as COCO's text.
#pragma once

#include "coco_segmentation/segmentation.hpp"

namespace coco_segmentation {

// What follows the value that starts here, as the functions of plain_json.hpp. Null too for whatever would be a defect:
// read_segmentation then says which. `out` is as after read_segmentation, and of no meaning after null. [any]
const char* read_plain_segmentation(const char* at, Segmentation& out);

}  // namespace coco_segmentation
