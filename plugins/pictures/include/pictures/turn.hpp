// Turning pictures as EXIF asks viewers to. [any]
#pragma once

#include "atelier/cpp/tensor.hpp"

namespace pictures {

// [H,W,C] of any type. orientation: 1 to 8, see exif.hpp; 5 to 8 give [W,H,C]. With 1 the picture itself comes back.
atelier::Tensor turn_picture(atelier::Tensor picture, int orientation);

}  // namespace pictures
