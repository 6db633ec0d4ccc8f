#include "percent.hpp"

#include <cmath>
#include <initializer_list>
#include <limits>

namespace atelier::labelstudio_writer {
namespace {

constexpr int kNeighbours = 16;  // doubles looked at on each side

// The mask code draws on a grid five times as fine as the pixels.
double fine_point(double x) { return std::trunc(5 * x + 0.5); }

}  // namespace

double percent_of(double x, double size) {
  const auto read = [size](double percent) { return percent * size / 100; };
  const double nearest = x / size * 100;
  if (read(nearest) == x) return nearest;
  double good = nearest;
  bool found = fine_point(read(nearest)) == fine_point(x);
  for (const double end : {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()}) {
    double percent = nearest;
    for (int i = 0; i < kNeighbours; ++i) {
      percent = std::nextafter(percent, end);
      if (read(percent) == x) return percent;
      if (found || fine_point(read(percent)) != fine_point(x)) continue;
      good = percent;
      found = true;
    }
  }
  return good;
}

}  // namespace atelier::labelstudio_writer
