#include "coarse_labels.hpp"

#include <vector>

#include "coarse_logits.hpp"

namespace atelier::torch_models {
namespace {

// The class of one pixel between the columns `low` and `high`. count: padded classes.
ATELIER_INLINE int32_t best_class(const float* low, const float* high, float share, int64_t count) {
  Lanes best = between(load(low), load(high), share);
  IntLanes index = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  IntLanes best_index = index;
  for (int64_t c = kLanes; c < count; c += kLanes) {
    const Lanes logit = between(load(low + c), load(high + c), share);
    index += static_cast<int32_t>(kLanes);
    const IntLanes above = logit > best;
    best = above ? logit : best;
    best_index = above ? index : best_index;
  }
  const float greatest = greatest_of(best);
  const IntLanes first = best == greatest ? best_index : IntLanes{} + INT32_MAX;
  int32_t out = INT32_MAX;
  for (int64_t lane = 0; lane < kLanes; ++lane) out = first[lane] < out ? first[lane] : out;
  return out == INT32_MAX ? 0 : out;  // nothing but NaN
}

// A row of pixels. row: [w][step].
ATELIER_KERNEL void row_classes(const float* row, int64_t step, const Source* columns, int64_t width, int32_t* out) {
  for (int64_t x = 0; x < width; ++x)
    out[x] = best_class(row + columns[x].low * step, row + columns[x].high * step, columns[x].share, step);
}

ATELIER_KERNEL void row_between(const float* low, const float* high, float share, float* out, int64_t count) {
  blend_rows(low, high, share, out, count);
}

template <class Label>
void all_labels(const at::Tensor& coarse, int64_t height, int64_t width, Label* out) {
  const int64_t step = padded(coarse.size(1)), coarse_rows = coarse.size(2), count = coarse.size(3) * step;
  const std::vector<Source> rows = sources_of(coarse_rows, height), columns = sources_of(coarse.size(3), width);
  const std::vector<Band> bands = bands_of(rows, coarse_rows);
  at::parallel_for(0, coarse.size(0) * coarse_rows, 1, [&](int64_t begin, int64_t end) {
    std::vector<float> low(static_cast<size_t>(count)), high(low.size()), row(low.size());
    std::vector<int32_t> classes(static_cast<size_t>(width));
    for (int64_t task = begin; task < end; ++task) {
      const int64_t n = task / coarse_rows, k = task % coarse_rows;
      const Band& band = bands[static_cast<size_t>(k)];
      if (band.begin == band.end) continue;
      copy_row(coarse, n, k, low.data());
      copy_row(coarse, n, std::min(k + 1, coarse_rows - 1), high.data());
      for (int64_t y = band.begin; y < band.end; ++y) {
        row_between(low.data(), high.data(), rows[static_cast<size_t>(y)].share, row.data(), count);
        row_classes(row.data(), step, columns.data(), width, classes.data());
        Label* to = out + (n * height + y) * width;
        for (int64_t x = 0; x < width; ++x) to[x] = static_cast<Label>(classes[static_cast<size_t>(x)]);
      }
    }
  });
}

}  // namespace

void labels_of(const at::Tensor& coarse, int64_t height, int64_t width, uint8_t* out) {
  all_labels(coarse, height, width, out);
}
void labels_of(const at::Tensor& coarse, int64_t height, int64_t width, uint16_t* out) {
  all_labels(coarse, height, width, out);
}

}  // namespace atelier::torch_models
