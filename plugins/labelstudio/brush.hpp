// The pixels of a brush region, as Label Studio packs them: bits of thi.ng/rle-pack over the RGBA bytes of the picture.
//
// 32 bits: the number of values, 4 for each pixel; 5 bits: the bits of a value less 1; four times 4 bits: the sizes of
// a length less 1. Then groups: a bit that says whether one value is repeated or each is written, 2 bits that choose
// the size of the length, the length less 1, the value or values. A pixel counts when its alpha is not 0, as in the
// tool's own picture and in its converter to COCO.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "geometry/runs.hpp"

namespace atelier::labelstudio {

// The runs of the pixels, for a picture of at most geometry::kMostPixels. Gives "", or what is wrong, as a sentence
// that goes on after the region's name. What is in memory while bits are read grows with them, not with what they
// claim. [any]
std::string decode_brush(const std::vector<uint8_t>& bytes, uint32_t height, uint32_t width, geometry::Runs& out);

}  // namespace atelier::labelstudio
