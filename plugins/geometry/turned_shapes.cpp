#include "geometry/turned_shapes.hpp"

#include <algorithm>
#include <cmath>

namespace geometry {
namespace {

constexpr double kPi = 3.14159265358979323846;

}  // namespace

Turning::Turning(double x, double y, double degrees)
    : x_(x), y_(y), cosine_(std::cos(degrees * kPi / 180)), sine_(std::sin(degrees * kPi / 180)) {}

void Turning::append(double dx, double dy, std::vector<double>& ring) const {
  ring.push_back(x_ + dx * cosine_ - dy * sine_);
  ring.push_back(y_ + dx * sine_ + dy * cosine_);
}

size_t corners_of_ellipse(double radius, double stray) {
  constexpr double kFewest = 12, kMost = 1 << 16;
  if (!(radius > stray)) return static_cast<size_t>(kFewest);
  // For a huge radius the angle is 0, and the quotient infinite.
  return static_cast<size_t>(std::clamp(std::ceil(kPi / std::acos(1 - stray / radius)), kFewest, kMost));
}

void append_ellipse(const Turning& turning, double radius_x, double radius_y, double stray, std::vector<double>& ring) {
  const size_t corners = corners_of_ellipse(std::max(std::abs(radius_x), std::abs(radius_y)), stray);
  for (size_t i = 0; i < corners; ++i) {
    const double angle = 2 * kPi * static_cast<double>(i) / static_cast<double>(corners);
    turning.append(radius_x * std::cos(angle), radius_y * std::sin(angle), ring);
  }
}

}  // namespace geometry
