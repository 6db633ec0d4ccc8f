// The EXIF orientation of a picture file: how a viewer that heeds EXIF turns the stored pixels before it shows them.
//
// 1 as stored, 2 mirrored left to right, 3 turned by 180°, 4 mirrored top to bottom, 5 transposed, 6 turned by 90°
// clockwise, 7 transposed over the other diagonal, 8 turned by 90° counter-clockwise (TIFF 6.0 tag 274, EXIF 2.32).
// Only headers are read. [any]
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "pictures/picture_file.hpp"

namespace pictures {

// Of a JPEG (APP1 segment), PNG (eXIf chunk), WebP (EXIF chunk) or TIFF (tag 274 of the first directory, BigTIFF
// too); nothing when the file has none, holds a damaged one, or is of another format. Throws ATELIER_E_IO when the file
// cannot be read.
std::optional<int> exif_orientation(const std::filesystem::path& path);

// Out of the TIFF block that EXIF consists of ("II*\0…" or "MM\0*…"); nothing for a damaged block.
std::optional<int> exif_orientation_of(std::string_view tiff);

// Whether an orientation swaps rows and columns.
constexpr bool swaps_sides(int orientation) { return orientation >= 5 && orientation <= 8; }

// The size of a picture that is turned.
constexpr Size turned(Size size, int orientation) {
  return swaps_sides(orientation) ? Size{size.width, size.height} : size;
}

// A picture as a viewer that heeds EXIF shows it.
struct Shown {
  Size size;            // turned
  int orientation = 1;  // that turns the stored pixels so

  Size stored() const { return turned(size, orientation); }
};
// Errors as of read_size and exif_orientation.
Shown shown(const std::filesystem::path& path);

}  // namespace pictures
