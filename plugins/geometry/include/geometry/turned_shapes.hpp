// Rectangles and ellipses as drawing tools turn them, as rings. All are [any].
#pragma once

#include <cstddef>
#include <vector>

namespace geometry {

// Turns around a point, clockwise as one sees it, for y grows downwards.
class Turning {
 public:
  Turning(double x, double y, double degrees);
  // Appends the point that lies dx, dy from the point before the turn.
  void append(double dx, double dy, std::vector<double>& ring) const;

 private:
  double x_, y_, cosine_, sine_;
};

// Corners of the polygon that stands for an ellipse of this longer radius: so many that it stays within `stray` pixels
// of the ellipse, 12 to 65,536.
size_t corners_of_ellipse(double radius, double stray);

// Appends a polygon that stays within `stray` pixels of the ellipse whose middle `turning` turns around.
void append_ellipse(const Turning& turning, double radius_x, double radius_y, double stray, std::vector<double>& ring);

}  // namespace geometry
