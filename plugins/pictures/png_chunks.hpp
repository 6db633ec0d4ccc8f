// A PNG file around packed pixels. Format: W3C Portable Network Graphics. [any]
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pictures {

inline constexpr uint8_t kGrey = 0, kRgb = 2, kPalette = 3;  // colour types

struct PngHeader {
  uint32_t height;
  uint32_t width;
  uint8_t bits;
  uint8_t colour_type;
};

// palette: the bytes of a PLTE chunk, or empty for none. packed: a zlib stream of filtered rows. Throws
// ATELIER_E_UNSUPPORTED when that is too long for one chunk.
std::string assemble(const PngHeader& header, std::string_view palette, std::string_view packed);

}  // namespace pictures
