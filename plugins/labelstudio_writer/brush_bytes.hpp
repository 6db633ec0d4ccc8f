// Runs as Label Studio packs the pixels of a brush region: bits of thi.ng/rle-pack over RGBA bytes, of which all four
// are 255 inside and 0 outside.
#pragma once

#include <cstdint>
#include <vector>

#include "geometry/runs.hpp"

namespace atelier::labelstudio_writer {

// Byte for byte what `mask2rle` of Label Studio's own converter gives for the same mask of 0 and 255. `runs` sum up to
// height times width, of less than 2^30 pixels. [any]
std::vector<uint8_t> brush_bytes(geometry::Runs runs, uint32_t height, uint32_t width);

}  // namespace atelier::labelstudio_writer
