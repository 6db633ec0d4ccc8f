// Rings of fewer points, by the algorithm of Ramer (1972) and Douglas and Peucker (1973).
#pragma once

#include "geometry/outline.hpp"

namespace geometry {

// Leaves out points of a closed ring such that none of them lies farther than `tolerance` pixels from the new ring. The
// pixels inside change: for an outline, along its border. A ring that would be left with fewer than three points stays
// as it is. [any]
void simplify(Ring& ring, double tolerance);

}  // namespace geometry
