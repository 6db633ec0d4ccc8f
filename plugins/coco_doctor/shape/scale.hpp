// In which units the numbers of an outline are, as far as its annotation's box and area tell. [any]
#pragma once

#include <array>
#include <atelier/cpp/core.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "geometry/runs.hpp"

namespace atelier::coco_doctor {

using Sides = std::array<double, 4>;  // x, y, width, height

// What an annotation says of its shape beside the shape.
struct Evidence {
  std::optional<Sides> box;
  std::optional<double> area;
};

// The box around a ring's points.
struct Extent {
  double left, right, top, bottom;
};
Extent extent_of(span<const double> ring);
// By the trapezoids under its edges.
double area_inside(span<const double> ring);
Extent around(const Extent& one, const Extent& other);

// COCO's own boxes and areas come from the drawn outline and are off by a pixel or two all round.
bool near_box(const Sides& box, const Sides& shape);
bool holds_corners(const Sides& box, const Sides& shape);
// The same box in another form: two corners, fractions of the picture's sides, or the middle and the sides.
bool is_other_form(const Sides& box, const Sides& shape, double height, double width);
Sides sides_of(const geometry::Box& box);
// How much an area may differ from the pixels of a shape in a box of these sides.
double allowed_difference(double area, double pixels, double width, double height);

enum class Units : uint8_t { kPixels, kPercent, kOtherScale };
struct Scale {
  Units units = Units::kPixels;
  double x = 1, y = 1;  // times the numbers make the box
};
// `area`: of all rings, in their own units.
Scale scale_of(const Extent& extent, double area, const Evidence& evidence, uint32_t height, uint32_t width);

// Whether a ring's numbers are in truth the lengths of runs, without the last one or with it.
bool are_runs(span<const double> ring, const Evidence& evidence, uint32_t height, uint32_t width);

}  // namespace atelier::coco_doctor
