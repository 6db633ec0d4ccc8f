// Resizing of pictures and label maps. All functions are [any].
#pragma once

#include <cstdint>

#include "atelier/cpp/tensor.hpp"

namespace pictures {

// uint8, uint16 or float32 [H,W,C] -> the same type [height,width,C], each channel by itself. An axis that shrinks is
// averaged over the pixels it covers (OpenCV's INTER_AREA, so without aliasing); an axis that grows is interpolated
// linearly, pixel centres aligned (INTER_LINEAR).
atelier::Tensor resize_picture(const atelier_tensor& picture, int64_t height, int64_t width);

// uint8 or uint16 [H,W] -> the same type [height,width]: nearest, source = floor(destination * size / new size) in
// integers. (OpenCV's INTER_NEAREST computes this in floating point and misses it for some sizes.)
atelier::Tensor resize_labels(const atelier_tensor& labels, int64_t height, int64_t width);

}  // namespace pictures
