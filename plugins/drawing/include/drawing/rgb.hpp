// Pictures of every form as colours that can be looked at.
#pragma once

#include <atelier/cpp/tensor.hpp>

namespace drawing {

// uint8 [H,W,3] RGB. uint8 stays; uint16 goes from 0, black, to the least 2^n - 1 from 255 up that no value exceeds,
// white, so that 12 bits of 16 can be seen; float32 goes from the least value that is drawn, black, to the largest,
// white, and what is not finite is black. Of 3 channels and more the first three are red, green and blue; of 1 and 2
// the first is grey. Throws ATELIER_E_UNSUPPORTED for what is no picture. [any]
atelier::Tensor to_rgb(atelier::Tensor picture);

}  // namespace drawing
