// Turning shapes as EXIF turns pictures. Orientation: TIFF 6.0 tag 274, 1 to 8, as in pictures/exif.hpp: how the stored
// pixels have to be turned to be as they are meant to be shown. All functions are [any].
#pragma once

#include <cstddef>
#include <cstdint>

#include "geometry/runs.hpp"

namespace geometry {

// What turns back: 6 and 8 are each other's, all others their own.
constexpr int inverse_orientation(int orientation) { return orientation == 6 ? 8 : orientation == 8 ? 6 : orientation; }

// Points x0 y0 x1 y1 … of a picture of `height` and `width` become those of the turned picture. `numbers` is even.
void turn_points(double* xy, size_t numbers, double height, double width, int orientation);

// Runs of a picture of `height` and `width` become those of the turned picture, which is of width x height where
// the orientation is 5 or more. Takes a byte for each pixel meanwhile.
void turn_runs(Runs& runs, uint32_t height, uint32_t width, int orientation);

}  // namespace geometry
