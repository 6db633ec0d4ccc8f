// Coordinates in percent that come back as they were.
#pragma once

namespace atelier::labelstudio_writer {

// The percent p of a side of `size` pixels for which p * size / 100, in double precision, is x; where no double does
// that, one for which it lies on the same point of the grid on which the COCO mask code draws, so that the same pixels
// are painted. x is within 4e8. [any]
double percent_of(double x, double size);

}  // namespace atelier::labelstudio_writer
