#include "pictures/turn.hpp"

#include <cstring>

#include "pictures/exif.hpp"

namespace pictures {

using atelier::Tensor;

Tensor turn_picture(Tensor picture, int orientation) {
  if (orientation <= 1 || orientation > 8) return picture;
  const int64_t height = picture.dim(0), width = picture.dim(1);
  const bool swaps = swaps_sides(orientation);
  // Which way rows and columns of the result run through the stored picture.
  const bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_below = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  const int64_t rows = swaps ? width : height, columns = swaps ? height : width;
  Tensor out = Tensor::make(picture.get().dtype, {rows, columns, picture.dim(2)});
  const size_t bytes = picture.bytes() / static_cast<size_t>(height * width);
  const auto* from = static_cast<const char*>(picture.get().data);
  auto* to = static_cast<char*>(out.get().data);
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t column = 0; column < columns; ++column, to += bytes) {
      const int64_t x = swaps ? row : column, y = swaps ? column : row;
      const int64_t stored_x = from_right ? width - 1 - x : x, stored_y = from_below ? height - 1 - y : y;
      std::memcpy(to, from + static_cast<size_t>(stored_y * width + stored_x) * bytes, bytes);
    }
  return out;
}

}  // namespace pictures
