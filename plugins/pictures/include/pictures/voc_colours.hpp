// The colours of the Pascal VOC development kit: the bits of a label are dealt out to red, green and blue from the
// highest bit down, so that neighbouring labels differ much.
#pragma once

#include <array>
#include <cstdint>

namespace pictures {

// RGB. (0,0,0) for 0, (128,0,0) for 1, (0,128,0) for 2, …; distinct for all 16-bit labels. 255, void as a rule, is
// (224,224,192).
constexpr std::array<uint8_t, 3> voc_colour(uint32_t label) {
  std::array<uint8_t, 3> rgb{};
  for (int bit = 7; bit >= 0 && label != 0; --bit, label >>= 3)
    for (unsigned channel = 0; channel < 3; ++channel)
      rgb[channel] = static_cast<uint8_t>(rgb[channel] | ((label >> channel & 1) << bit));
  return rgb;
}

}  // namespace pictures
