// Where the pixels of a resized row or column come from: bilinear, half-pixel centres, as at::upsample_bilinear2d with
// align_corners = false.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "lanes.hpp"

namespace atelier::torch_models {

struct Source {
  int64_t low;  // the two neighbours; the same at the far edge
  int64_t high;
  float share;  // of `high`
};

inline std::vector<Source> sources_of(int64_t from, int64_t to) {
  std::vector<Source> out(static_cast<size_t>(to));
  const float scale = static_cast<float>(from) / static_cast<float>(to);
  for (int64_t i = 0; i < to; ++i) {
    const float at = std::max(0.0f, scale * (static_cast<float>(i) + 0.5f) - 0.5f);
    const int64_t low = std::min(static_cast<int64_t>(at), from - 1);
    out[static_cast<size_t>(i)] = {low, std::min(low + 1, from - 1), at - static_cast<float>(low)};
  }
  return out;
}

// The rows of a large picture that lie between the coarse row `low` and the next one: they are worked on together.
struct Band {
  int64_t begin;
  int64_t end;
};

inline std::vector<Band> bands_of(const std::vector<Source>& rows, int64_t coarse) {
  std::vector<Band> out(static_cast<size_t>(coarse), {0, 0});
  int64_t next = 0;
  for (int64_t k = 0; k < coarse; ++k) {
    Band& band = out[static_cast<size_t>(k)];
    band.begin = next;
    while (next < static_cast<int64_t>(rows.size()) && rows[static_cast<size_t>(next)].low == k) ++next;
    band.end = next;
  }
  return out;
}

// low + share * (high - low), as (1 - share) * low + share * high.
ATELIER_INLINE Lanes between(Lanes low, Lanes high, float share) { return (1 - share) * low + share * high; }

}  // namespace atelier::torch_models
