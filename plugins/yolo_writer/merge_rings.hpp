// Several rings as one, since a line of a YOLO label file holds one: each is joined to the one before it where the two
// are nearest, by a line walked there and back, as Ultralytics' converter does.
#pragma once

#include <vector>

#include "geometry/outline.hpp"

namespace atelier::yolo_writer {

// The merged ring; each ring has at least one point. Of equally near points the first ones are taken. [any]
geometry::Ring merge_rings(const std::vector<geometry::Ring>& rings);

}  // namespace atelier::yolo_writer
