// What `_background_` and `__ignore__` take away from the shapes drawn before them.
//
// labelme's own converters paint the shapes of a file one after the other: `_background_` paints 0 and `__ignore__` the
// void label over what is there. Instances have no such order among their pixels, so here the pixels are taken from
// the instances drawn before. Only where that happens, shapes are those pixels that the converters paint
// (shape_pixels.hpp); all others stay the outlines that were drawn.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "geometry/runs.hpp"
#include "label_file.hpp"

namespace atelier::labelme {

// Names that labelme's converters give a meaning: pixels that do not count, and what is no object.
inline constexpr std::string_view kIgnore = "__ignore__";
inline constexpr std::string_view kBackground = "_background_";

// Of each instance, a list of places of its shapes: its runs where `_background_` or `__ignore__` drawn later has taken
// pixels from it or where it has taken some itself; else nothing. On a picture of more than pictures::max_pixels(),
// which nothing can load, nothing is taken.
std::vector<std::optional<geometry::Runs>> painted_in_order(const std::vector<DrawnShape>& shapes,
                                                            const std::vector<std::vector<size_t>>& instances,
                                                            uint32_t height, uint32_t width);

}  // namespace atelier::labelme
