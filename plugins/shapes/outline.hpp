// Outlines: the shapes there are, as polygons, and how much of each pixel a polygon covers.
//
// Coordinates are pixels: pixel (row y, column x) is the square from (x, y) to (x + 1, y + 1). All functions are [any].
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <atelier/abi.h>

namespace atelier::shapes {

struct Point {
  double x = 0;
  double y = 0;
  bool operator==(const Point&) const = default;
};
using Ring = std::vector<Point>;  // closed by its first point

// The names of the shapes, in the order of their numbers.
inline constexpr atelier_str kShapeNames[] = {ATELIER_STR("circle"),   ATELIER_STR("square"), ATELIER_STR("triangle"),
                                              ATELIER_STR("star"),     ATELIER_STR("cross"),  ATELIER_STR("diamond"),
                                              ATELIER_STR("pentagon"), ATELIER_STR("hexagon")};
inline constexpr int kShapeCount = sizeof(kShapeNames) / sizeof(kShapeNames[0]);

// The number of a name, or -1.
int shape_number(std::string_view name);

// Each shape has a part of the colour circle to itself: its middle, in degrees.
double shape_hue(int shape);

// Whether the shape is convex, so that a straight cut leaves two pieces.
bool is_convex(int shape);

// The outline within the circle around `centre`, turned by `angle` radians; coordinates have two decimals.
Ring outline(int shape, Point centre, double radius, double angle);

// The part of a convex ring on the side of the line where (p - on) · normal >= gap; coordinates have two decimals.
Ring cut(const Ring& ring, Point on, Point normal, double gap);

// In square pixels.
double area(const Ring& ring);

// For each pixel the share of its fine x fine sample points that lie inside the ring (even-odd), 0 to 1. With fine = 1
// that is whether its middle does.
std::vector<float> coverage(const Ring& ring, int64_t height, int64_t width, int fine);

}  // namespace atelier::shapes
