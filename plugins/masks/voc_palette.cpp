#include "voc_palette.hpp"

#include "pictures/voc_colours.hpp"

namespace atelier::masks {

std::string voc_palette() {
  std::string colours;
  for (unsigned label = 0; label < 256; ++label)
    for (const uint8_t part : pictures::voc_colour(label)) colours += static_cast<char>(part);
  return colours;
}

}  // namespace atelier::masks
