#include "file_order.hpp"

#include <algorithm>

#include "pictures/picture_file.hpp"
#include "shape_pixels.hpp"

namespace atelier::labelme {
namespace {

using Intervals = std::vector<geometry::Interval>;

bool takes_away(const DrawnShape& shape) { return shape.label == kIgnore || shape.label == kBackground; }

// Takes `taken` out of `from`, both in order and apart. Whether there was anything to take.
bool take_out(const Intervals& taken, Intervals& from) {
  Intervals left;
  size_t next = 0;
  bool any = false;
  for (geometry::Interval piece : from) {
    while (next < taken.size() && taken[next].last <= piece.first) ++next;
    for (size_t i = next; i < taken.size() && taken[i].first < piece.last; ++i) {
      any = true;
      if (taken[i].first > piece.first) left.push_back({piece.first, taken[i].first});
      piece.first = std::min(std::max(piece.first, taken[i].last), piece.last);
    }
    if (piece.first < piece.last) left.push_back(piece);
  }
  if (any) from = std::move(left);
  return any;
}

struct Painted {
  Intervals pixels;
  bool changed = false;
};

}  // namespace

std::vector<std::optional<geometry::Runs>> painted_in_order(const std::vector<DrawnShape>& shapes,
                                                            const std::vector<std::vector<size_t>>& instances,
                                                            uint32_t height, uint32_t width) {
  std::vector<std::optional<geometry::Runs>> out(instances.size());
  if (std::none_of(shapes.begin(), shapes.end(), takes_away) || uint64_t{height} * width > pictures::max_pixels())
    return out;
  std::vector<size_t> instance_of(shapes.size());
  for (size_t i = 0; i < instances.size(); ++i)
    for (const size_t member : instances[i]) instance_of[member] = i;

  std::vector<Painted> painted(instances.size());
  for (size_t k = 0; k < shapes.size(); ++k) {
    const Intervals pixels = pixels_of(shapes[k], height, width);
    Painted& own = painted[instance_of[k]];
    if (takes_away(shapes[k]))
      for (Painted& each : painted)
        if (&each != &own && take_out(pixels, each.pixels)) each.changed = own.changed = true;
    own.pixels.insert(own.pixels.end(), pixels.begin(), pixels.end());
    geometry::unite(own.pixels);
  }
  for (size_t i = 0; i < painted.size(); ++i)
    if (painted[i].changed) geometry::runs_of(painted[i].pixels, height * width, out[i].emplace());
  return out;
}

}  // namespace atelier::labelme
