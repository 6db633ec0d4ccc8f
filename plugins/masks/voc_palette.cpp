#include "voc_palette.hpp"

namespace atelier::masks {

std::string voc_palette() {
  std::string colours(768, '\0');
  for (unsigned label = 0; label < 256; ++label)
    for (unsigned bit = 7, rest = label; rest != 0; --bit, rest >>= 3)
      for (unsigned channel = 0; channel < 3; ++channel)
        colours[label * 3 + channel] = static_cast<char>(colours[label * 3 + channel] | (rest >> channel & 1) << bit);
  return colours;
}

}  // namespace atelier::masks
