// JPEG files decoded and resized in one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "codecs.hpp"

namespace pictures {

// uint8 [height,width,3] RGB, each pixel the average over the area that it covers, as resize_picture does it, but in
// YCbCr and from boxes of pixels as box_idct gives them. Nothing for a file that is not of the usual kind
// (jpeg_scan.hpp, so for each damaged one), or that is smaller than the size asked for, or larger than max_pixels().
// [any]
std::optional<ResizedPicture> decode_usual_jpeg_resized(const File& file, size_t height, size_t width);

}  // namespace pictures
