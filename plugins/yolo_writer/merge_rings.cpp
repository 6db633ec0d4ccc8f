#include "merge_rings.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

namespace atelier::yolo_writer {
namespace {

using geometry::Ring;

struct Pair {
  size_t first = 0;  // point of the first ring
  size_t second = 0;
};

// Looks, for each point of the first ring, at points of the second in the order of their distance in x, and stops where
// that alone is more than the best.
Pair nearest(const Ring& first, const Ring& second) {
  std::vector<size_t> by_x(second.size() / 2);
  std::iota(by_x.begin(), by_x.end(), size_t{0});
  std::sort(by_x.begin(), by_x.end(),
            [&](size_t a, size_t b) { return std::tie(second[2 * a], a) < std::tie(second[2 * b], b); });
  Pair best;
  double least = std::numeric_limits<double>::infinity();
  for (size_t i = 0; i < first.size() / 2; ++i) {
    const double x = first[2 * i], y = first[2 * i + 1];
    // False when no farther point in this direction can be nearer.
    const auto look = [&](size_t k) {
      const double dx = second[2 * k] - x, dy = second[2 * k + 1] - y, distance = dx * dx + dy * dy;
      if (dx * dx > least) return false;
      if (distance < least || (distance == least && std::tie(i, k) < std::tie(best.first, best.second))) {
        least = distance;
        best = {i, k};
      }
      return true;
    };
    const auto middle =
        std::lower_bound(by_x.begin(), by_x.end(), x, [&](size_t k, double value) { return second[2 * k] < value; });
    for (auto at = middle; at != by_x.end() && look(*at);) ++at;
    for (auto at = middle; at != by_x.begin() && look(*(at - 1));) --at;
  }
  return best;
}

// So many points of a ring from one on, going round its end when it must.
void append_points(Ring& out, const Ring& ring, size_t from, size_t count) {
  const size_t points = ring.size() / 2;
  for (size_t i = 0; i < count; ++i) {
    const size_t at = (from + i) % points;
    out.push_back(ring[2 * at]);
    out.push_back(ring[2 * at + 1]);
  }
}

}  // namespace

// Out along the chain of rings, each from where it is entered to where it is left for the next one, once around the
// last, and back along the rest of each.
Ring merge_rings(const std::vector<Ring>& rings) {
  if (rings.size() == 1) return rings[0];
  std::vector<Pair> joints;
  for (size_t i = 1; i < rings.size(); ++i) joints.push_back(nearest(rings[i - 1], rings[i]));
  const auto entry = [&](size_t i) { return i == 0 ? joints[0].first : joints[i - 1].second; };
  const auto points = [&](size_t i) { return rings[i].size() / 2; };
  const auto way_out = [&](size_t i) { return (joints[i].first + points(i) - entry(i)) % points(i); };
  Ring out;
  const size_t last = rings.size() - 1;
  for (size_t i = 0; i < last; ++i) append_points(out, rings[i], entry(i), way_out(i) + 1);
  append_points(out, rings[last], entry(last), points(last) + 1);
  for (size_t i = last; i-- > 0;) append_points(out, rings[i], joints[i].first, points(i) - way_out(i) + 1);
  return out;
}

}  // namespace atelier::yolo_writer
