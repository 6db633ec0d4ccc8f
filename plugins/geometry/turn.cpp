#include "geometry/turn.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace geometry {
namespace {

constexpr bool mirrors_x(int orientation) { return orientation == 2 || orientation == 3; }
constexpr bool mirrors_y(int orientation) { return orientation == 3 || orientation == 4; }
constexpr bool swaps(int orientation) { return orientation >= 5; }
// After rows and columns were swapped.
constexpr bool mirrors_swapped_x(int orientation) { return orientation == 6 || orientation == 7; }
constexpr bool mirrors_swapped_y(int orientation) { return orientation == 7 || orientation == 8; }

// Where a place of a picture comes to lie; `most_x` and `most_y` are what mirrored zeros become.
template <class T>
std::pair<T, T> turned(T x, T y, T most_x, T most_y, int orientation) {
  if (!swaps(orientation)) return {mirrors_x(orientation) ? most_x - x : x, mirrors_y(orientation) ? most_y - y : y};
  return {mirrors_swapped_x(orientation) ? most_y - y : y, mirrors_swapped_y(orientation) ? most_x - x : x};
}

}  // namespace

void turn_points(double* xy, size_t numbers, double height, double width, int orientation) {
  if (orientation <= 1) return;
  for (size_t i = 0; i + 1 < numbers; i += 2)
    std::tie(xy[i], xy[i + 1]) = turned(xy[i], xy[i + 1], width, height, orientation);
}

void turn_runs(Runs& runs, uint32_t height, uint32_t width, int orientation) {
  if (orientation <= 1) return;
  const uint64_t pixels = uint64_t{height} * width;
  std::vector<uint8_t> inside(pixels);
  const uint64_t new_height = swaps(orientation) ? width : height;
  uint64_t at = 0;
  bool set = false;
  for (const uint32_t run : runs) {
    const uint64_t end = std::min(at + run, pixels);
    for (; at < end; ++at) {
      if (!set) {
        at = end;
        break;
      }
      const auto [x, y] = turned<uint64_t>(at / height, at % height, width - 1, height - 1, orientation);
      inside[x * new_height + y] = 1;
    }
    set = !set;
  }
  runs.clear();
  uint8_t last = 0;
  uint32_t length = 0;
  for (const uint8_t pixel : inside) {
    if (pixel != last) {
      runs.push_back(std::exchange(length, 0));
      last = pixel;
    }
    ++length;
  }
  runs.push_back(length);
}

}  // namespace geometry
