#include "clip.hpp"

#include <algorithm>

namespace atelier::yolo_writer {
namespace {

using geometry::Ring;

// Keeps the side of a line x = limit (axis 0) or y = limit (axis 1) where sign * coordinate <= sign * limit.
void cut(Ring& ring, size_t axis, double limit, double sign) {
  const auto inside = [&](const double* point) { return sign * point[axis] <= sign * limit; };
  Ring out;
  for (size_t i = 0, n = ring.size(); i < n; i += 2) {
    const double* from = &ring[i == 0 ? n - 2 : i - 2];
    const double* to = &ring[i];
    if (inside(from) != inside(to)) {
      const double part = (limit - from[axis]) / (to[axis] - from[axis]);
      double crossing[2];
      crossing[axis] = limit;
      crossing[1 - axis] = from[1 - axis] + part * (to[1 - axis] - from[1 - axis]);
      out.insert(out.end(), crossing, crossing + 2);
    }
    if (inside(to)) out.insert(out.end(), to, to + 2);
  }
  ring.swap(out);
}

}  // namespace

bool clip(Ring& ring, uint32_t width, uint32_t height) {
  const double most[2] = {static_cast<double>(width), static_cast<double>(height)};
  bool cut_off = false;
  for (size_t axis = 0; axis < 2; ++axis) {
    const auto beyond = [&](double limit, double sign) {
      for (size_t i = axis; i < ring.size(); i += 2)
        if (sign * ring[i] > sign * limit) return true;
      return false;
    };
    for (const auto& [limit, sign] : {std::pair{0., -1.}, {most[axis], 1.}})
      if (beyond(limit, sign)) {
        cut(ring, axis, limit, sign);
        cut_off = true;
      }
  }
  return cut_off;
}

}  // namespace atelier::yolo_writer
