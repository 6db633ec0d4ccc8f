// What lies within the picture of a ring, by the algorithm of Sutherland and Hodgman (1974): Ultralytics refuses
// coordinates outside.
#pragma once

#include <cstdint>

#include "geometry/outline.hpp"

namespace atelier::yolo_writer {

// Clips a ring of finite coordinates to 0…width, 0…height; a ring within stays as it is. Empty when nothing is left. A
// ring that leaves the picture in several places stays one ring, its parts joined along the picture's border. Returns
// whether anything was cut off. [any]
bool clip(geometry::Ring& ring, uint32_t width, uint32_t height);

}  // namespace atelier::yolo_writer
