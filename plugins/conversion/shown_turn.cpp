#include "conversion/shown_turn.hpp"

#include <filesystem>

#include "pictures/exif.hpp"

namespace conversion {

ShownTurn shown_turn(const atelier::Call& call, const atelier::DatasetRef& dataset, uint64_t index,
                     const atelier_picture& picture) {
  if (dataset.orientation(call, index) != 1) return {};
  const std::filesystem::path path = atelier::str(picture.path);
  std::error_code none;
  if (path.empty() || !std::filesystem::is_regular_file(path, none)) return {1, false};
  try {
    const int orientation = pictures::exif_orientation(path).value_or(1);
    if (!pictures::swaps_sides(orientation) || picture.height == picture.width) return {orientation, true};
    const pictures::Size stored = pictures::read_size(path);
    return {pictures::turned(stored, orientation) == pictures::Size{picture.height, picture.width} ? 1 : orientation,
            true};
  } catch (const atelier::Error&) {
    return {1, false};
  }
}

}  // namespace conversion
