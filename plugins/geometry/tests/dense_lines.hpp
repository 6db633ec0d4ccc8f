// The COCO mask code's way to rasterise a ring, step by step as it is described: every point of every edge. Slow, and
// simple enough to be believed.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace dense {

inline std::vector<uint32_t> runs_of_ring(const std::vector<double>& xy, int height, int width) {
  const size_t points = xy.size() / 2;
  std::vector<int> x, y, u, v;
  for (size_t i = 0; i <= points; ++i) {
    x.push_back(static_cast<int>(5 * xy[i % points * 2] + .5));
    y.push_back(static_cast<int>(5 * xy[i % points * 2 + 1] + .5));
  }
  for (size_t i = 0; i < points; ++i) {
    const int dx = std::abs(x[i + 1] - x[i]), dy = std::abs(y[i + 1] - y[i]);
    const bool along_x = dx >= dy;
    const bool backwards = along_x ? x[i] > x[i + 1] : y[i] > y[i + 1];
    const size_t from = backwards ? i + 1 : i, to = backwards ? i : i + 1;
    const int length = std::max(dx, dy);
    const double slope = length == 0 ? 0 : along_x ? double(y[to] - y[from]) / dx : double(x[to] - x[from]) / dy;
    for (int k = 0; k <= length; ++k) {
      const int t = backwards ? length - k : k;
      u.push_back(along_x ? x[from] + t : static_cast<int>(x[from] + slope * t + .5));
      v.push_back(along_x ? static_cast<int>(y[from] + slope * t + .5) : y[from] + t);
    }
  }
  std::vector<uint32_t> offsets;
  for (size_t k = 1; k < u.size(); ++k) {
    if (u[k] == u[k - 1]) continue;
    const double column = ((u[k] < u[k - 1] ? u[k] : u[k] - 1) + .5) / 5 - .5;
    if (column != std::floor(column) || column < 0 || column > width - 1) continue;
    const double row = std::ceil(std::clamp((std::min(v[k], v[k - 1]) + .5) / 5 - .5, 0., double(height)));
    offsets.push_back(static_cast<uint32_t>(column) * height + static_cast<uint32_t>(row));
  }
  offsets.push_back(static_cast<uint32_t>(height * width));
  std::sort(offsets.begin(), offsets.end());
  std::vector<uint32_t> differences, runs;
  for (size_t k = 0; k < offsets.size(); ++k) differences.push_back(offsets[k] - (k ? offsets[k - 1] : 0));
  runs.push_back(differences[0]);
  for (size_t k = 1; k < differences.size(); ++k) {
    if (differences[k] > 0)
      runs.push_back(differences[k]);
    else if (++k < differences.size())
      runs.back() += differences[k];
  }
  return runs;
}

// The union of rings, pixel by pixel.
inline std::vector<uint32_t> runs_of_rings(const std::vector<std::vector<double>>& rings, int height, int width) {
  std::vector<bool> inside(static_cast<size_t>(height) * width);
  for (const auto& ring : rings) {
    size_t at = 0, index = 0;
    for (const uint32_t run : runs_of_ring(ring, height, width)) {
      for (const size_t stop = at + run; at < stop; ++at)
        if (index % 2 == 1) inside[at] = true;
      ++index;
    }
  }
  std::vector<uint32_t> runs = {0};
  bool current = false;
  for (const bool pixel : inside) {
    if (pixel != current) runs.push_back(0);
    current = pixel;
    ++runs.back();
  }
  return runs;
}

}  // namespace dense
