// Refuses a picture size that nobody could paint, before anything is made of it.
#pragma once

#include <atelier/kinds/dataset.h>

namespace conversion {

// Throws ATELIER_E_DATA, naming the picture, unless each side is 1 to 65,535 pixels and both together make at most
// pictures::max_pixels(). [any]
void check_stated_size(const atelier_picture& picture);

}  // namespace conversion
