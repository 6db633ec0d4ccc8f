// Palette PNGs: label maps that picture viewers show in colours. All functions are [any].
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace pictures {

// 256 colours, RGB: those of the Pascal VOC development kit, whose void, 255, is (224,224,192). The bits of the label
// are dealt out to red, green and blue from the highest bit down.
std::array<uint8_t, 768> voc_palette();

// A grey PNG of 8 bits without a palette, as encode_png makes it, with its grey values as indices into `colours` (RGB):
// the pixels' bytes stay as they are. Throws ATELIER_E_UNSUPPORTED for any other PNG.
std::string with_palette(std::string_view png, const std::array<uint8_t, 768>& colours);

}  // namespace pictures
