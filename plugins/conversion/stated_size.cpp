#include "conversion/stated_size.hpp"

#include <atelier/cpp/core.hpp>

#include "pictures/picture_file.hpp"

namespace conversion {

using atelier::Error;
using atelier::text;
using atelier::view;

namespace {

constexpr uint32_t kLongestSide = 65535;

}  // namespace

void check_stated_size(const atelier_picture& picture) {
  const bool fits = picture.height >= 1 && picture.width >= 1 && picture.height <= kLongestSide &&
                    picture.width <= kLongestSide && uint64_t{picture.height} * picture.width <= pictures::max_pixels();
  if (!fits)
    throw Error(ATELIER_E_DATA,
                text("picture ", picture.id, " (", view(picture.file_name), ") is said to be ", picture.width, " x ",
                     picture.height, " pixels; each side must be 1 to ", kLongestSide, ", and both together at most ",
                     pictures::max_pixels(), " pixels (the environment variable ATELIER_MAX_PIXELS raises this)"));
}

}  // namespace conversion
