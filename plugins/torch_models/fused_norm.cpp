#include "fused_norm.hpp"

#include <algorithm>
#include <array>

#include "lanes.hpp"

namespace atelier::torch_models {
namespace {

constexpr int64_t kBlock = 128;  // rows that are summed in float32; blocks are summed in double
constexpr int64_t kGroup = 4;    // rows that are read together, so that sums stay in registers
constexpr int64_t kMostParts = 8;

// Pixels of a tensor as rows of channels.
template <class T>
struct Rows {
  T* data;
  int64_t stride;
  int64_t repeat;  // so many pixels have the same row
  ATELIER_INLINE T* at(int64_t row) const { return data + row / repeat * stride; }
};

template <class T>
Rows<T> rows_of(const at::Tensor& t, int64_t repeat = 1) {
  const bool one = t.size(2) == 1 && t.size(3) == 1;
  const int64_t stride = one ? t.stride(0) : t.stride(3);
  TORCH_INTERNAL_ASSERT(t.stride(1) == 1 || t.size(1) == 1);
  TORCH_INTERNAL_ASSERT(one || (t.size(3) == 1 ? t.stride(0) == t.size(2) * t.stride(2)
                                               : t.size(2) == 1 || t.stride(2) == t.size(3) * stride));
  return {static_cast<T*>(t.data_ptr()), one || t.size(3) > 1 ? stride : t.stride(2), repeat};
}

int64_t pixels_of(const at::Tensor& x) { return x.size(0) * x.size(2) * x.size(3); }
int64_t blocks_of(int64_t rows) { return (rows + kBlock - 1) / kBlock; }

at::Tensor floats(at::IntArrayRef shape) { return at::empty(shape, at::TensorOptions().dtype(at::kFloat)); }

template <class T>
ATELIER_INLINE void sum_block(const Rows<const T>& x, int64_t begin, int64_t end, const float* pivot, int64_t channels,
                              float* sums, float* squares) {
  for (int64_t row = begin; row < end; row += kGroup) {
    const int64_t count = std::min(kGroup, end - row);
    const T* group = x.at(row);
    for (int64_t c = 0; c < channels; c += kLanes) {
      Lanes sum = load(sums + c), square = load(squares + c);
      const Lanes middle = load(pivot + c);
      for (int64_t r = 0; r < count; ++r) {
        const Lanes v = load(group + r * x.stride + c) - middle;
        sum += v;
        square += v * v;
      }
      store(sums + c, sum);
      store(squares + c, square);
    }
  }
}
ATELIER_KERNEL void sums_of(Rows<const float> x, int64_t begin, int64_t end, const float* pivot, int64_t channels,
                            float* sums, float* squares) {
  sum_block(x, begin, end, pivot, channels, sums, squares);
}
ATELIER_KERNEL void sums_of(Rows<const Half> x, int64_t begin, int64_t end, const float* pivot, int64_t channels,
                            float* sums, float* squares) {
  sum_block(x, begin, end, pivot, channels, sums, squares);
}

// The sums over all blocks. parts: float32 [blocks][2][C]; out: double [2][C].
std::vector<double> total(const at::Tensor& parts) {
  const int64_t count = parts.size(1) * parts.size(2);
  std::vector<double> out(static_cast<size_t>(count), 0.0);
  const float* part = parts.data_ptr<float>();
  for (int64_t b = 0; b < parts.size(0); ++b)
    for (int64_t i = 0; i < count; ++i) out[static_cast<size_t>(i)] += part[b * count + i];
  return out;
}

template <class T>
ChannelStatistics statistics_of(const at::Tensor& x) {
  const int64_t channels = x.size(1), rows = pixels_of(x), blocks = blocks_of(rows);
  const auto from = rows_of<const T>(x);
  // Sums of differences from some pixel's values: those of large means would cancel.
  const at::Tensor pivot = x.select(0, 0).select(1, 0).select(1, 0).to(at::kFloat).contiguous();
  const at::Tensor parts = at::zeros({blocks, 2, channels}, at::TensorOptions().dtype(at::kFloat));
  at::parallel_for(0, blocks, 1, [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; ++b) {
      float* to = parts.data_ptr<float>() + b * 2 * channels;
      sums_of(from, b * kBlock, std::min(rows, (b + 1) * kBlock), pivot.data_ptr<float>(), channels, to, to + channels);
    }
  });
  const std::vector<double> sums = total(parts);
  ChannelStatistics out{floats({channels}), floats({channels})};
  for (int64_t c = 0; c < channels; ++c) {
    const double mean = sums[static_cast<size_t>(c)] / static_cast<double>(rows);
    const double square = sums[static_cast<size_t>(channels + c)] / static_cast<double>(rows);
    out.mean.data_ptr<float>()[c] = static_cast<float>(mean + pivot.data_ptr<float>()[c]);
    out.variance.data_ptr<float>()[c] = static_cast<float>(std::max(0.0, square - mean * mean));
  }
  return out;
}

template <class T, bool kShortcut>
ATELIER_INLINE void apply_rows(const Rows<const T>& x, const Rows<const T>& shortcut, const Rows<T>& out, int64_t begin,
                               int64_t end, const float* scale, const float* shift, bool relu, int64_t channels) {
  const Lanes least = all(relu ? 0.0f : -__builtin_inff());
  for (int64_t row = begin; row < end; ++row) {
    const T* from = x.at(row);
    const T* added = kShortcut ? shortcut.at(row) : nullptr;
    T* to = out.at(row);
    for (int64_t c = 0; c < channels; c += kLanes) {
      Lanes v = load(from + c) * load(scale + c) + load(shift + c);
      if constexpr (kShortcut) v += load(added + c);
      store(to + c, v < least ? least : v);  // NaN stays
    }
  }
}
#define ATELIER_APPLY(T)                                                                                            \
  ATELIER_KERNEL void apply(Rows<const T> x, Rows<T> out, int64_t begin, int64_t end, const float* scale,           \
                            const float* shift, bool relu, int64_t channels) {                                      \
    apply_rows<T, false>(x, x, out, begin, end, scale, shift, relu, channels);                                      \
  }                                                                                                                 \
  ATELIER_KERNEL void apply_added(Rows<const T> x, Rows<const T> shortcut, Rows<T> out, int64_t begin, int64_t end, \
                                  const float* scale, const float* shift, bool relu, int64_t channels) {            \
    apply_rows<T, true>(x, shortcut, out, begin, end, scale, shift, relu, channels);                                \
  }
ATELIER_APPLY(float)
ATELIER_APPLY(Half)
#undef ATELIER_APPLY

template <class T>
void apply_all(const at::Tensor& x, const at::Tensor& scale, const at::Tensor& shift, const at::Tensor& shortcut,
               bool relu, const at::Tensor& out) {
  const int64_t channels = x.size(1);
  const auto from = rows_of<const T>(x);
  const auto to = rows_of<T>(out);
  const auto added = rows_of<const T>(shortcut.defined() ? shortcut : x);
  at::parallel_for(0, pixels_of(x), kBlock, [&](int64_t begin, int64_t end) {
    const float *a = scale.data_ptr<float>(), *b = shift.data_ptr<float>();
    if (shortcut.defined())
      apply_added(from, added, to, begin, end, a, b, relu, channels);
    else
      apply(from, to, begin, end, a, b, relu, channels);
  });
}

template <class T>
struct GradientRows {
  std::array<Rows<const T>, kMostParts> parts;
  int64_t count;
  Rows<const T> x;
  Rows<const T> output;
  bool relu;
  Rows<T> sum;
};

// First pass: the sum of the parts behind the ReLU, written down, and what the norm needs of it.
template <class T, int64_t kParts>
ATELIER_INLINE void gather_block(const GradientRows<T>& g, int64_t begin, int64_t end, const float* mean,
                                 int64_t channels, float* sums, float* products) {
  const int64_t parts = kParts ? kParts : g.count;
  for (int64_t row = begin; row < end; ++row) {
    const T *x = g.x.at(row), *z = g.output.at(row);
    T* to = g.sum.at(row);
    const T* from[kMostParts];
    for (int64_t k = 0; k < parts; ++k) from[k] = g.parts[static_cast<size_t>(k)].at(row);
    for (int64_t c = 0; c < channels; c += kLanes) {
      Lanes v = load(from[0] + c);
      for (int64_t k = 1; k < parts; ++k) v += load(from[k] + c);
      if (g.relu) v = load(z + c) > 0.0f ? v : Lanes{};
      store(to + c, v);
      store(sums + c, load(sums + c) + v);
      store(products + c, load(products + c) + v * (load(x + c) - load(mean + c)));
    }
  }
}
#define ATELIER_GATHER(T)                                                                                  \
  ATELIER_KERNEL void gather_one(const GradientRows<T>& g, int64_t begin, int64_t end, const float* mean,  \
                                 int64_t channels, float* sums, float* products) {                         \
    gather_block<T, 1>(g, begin, end, mean, channels, sums, products);                                     \
  }                                                                                                        \
  ATELIER_KERNEL void gather_two(const GradientRows<T>& g, int64_t begin, int64_t end, const float* mean,  \
                                 int64_t channels, float* sums, float* products) {                         \
    gather_block<T, 2>(g, begin, end, mean, channels, sums, products);                                     \
  }                                                                                                        \
  ATELIER_KERNEL void gather_many(const GradientRows<T>& g, int64_t begin, int64_t end, const float* mean, \
                                  int64_t channels, float* sums, float* products) {                        \
    gather_block<T, 0>(g, begin, end, mean, channels, sums, products);                                     \
  }
ATELIER_GATHER(float)
ATELIER_GATHER(Half)
#undef ATELIER_GATHER

// Second pass: factor * (sum - offset - (x - mean) * slope).
template <class T>
ATELIER_INLINE void spread_rows(const Rows<T>& sum, const Rows<const T>& x, const Rows<T>& out, int64_t begin,
                                int64_t end, const float* mean, const float* factor, const float* offset,
                                const float* slope, int64_t channels) {
  for (int64_t row = begin; row < end; ++row) {
    const T *g = sum.at(row), *from = x.at(row);
    T* to = out.at(row);
    for (int64_t c = 0; c < channels; c += kLanes)
      store(to + c,
            load(factor + c) * (load(g + c) - load(offset + c) - (load(from + c) - load(mean + c)) * load(slope + c)));
  }
}
#define ATELIER_SPREAD(T)                                                                                              \
  ATELIER_KERNEL void spread(Rows<T> sum, Rows<const T> x, Rows<T> out, int64_t begin, int64_t end, const float* mean, \
                             const float* factor, const float* offset, const float* slope, int64_t channels) {         \
    spread_rows<T>(sum, x, out, begin, end, mean, factor, offset, slope, channels);                                    \
  }
ATELIER_SPREAD(float)
ATELIER_SPREAD(Half)
#undef ATELIER_SPREAD

template <class T>
at::Tensor gather(const GradientRows<T>& g, int64_t rows, int64_t channels, const float* mean) {
  const int64_t blocks = blocks_of(rows);
  const at::Tensor parts = at::zeros({blocks, 2, channels}, at::TensorOptions().dtype(at::kFloat));
  at::parallel_for(0, blocks, 1, [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; ++b) {
      float* to = parts.data_ptr<float>() + b * 2 * channels;
      const int64_t first = b * kBlock, last = std::min(rows, first + kBlock);
      if (g.count == 1)
        gather_one(g, first, last, mean, channels, to, to + channels);
      else if (g.count == 2)
        gather_two(g, first, last, mean, channels, to, to + channels);
      else
        gather_many(g, first, last, mean, channels, to, to + channels);
    }
  });
  return parts;
}

template <class T>
NormGradients backward_of(const std::vector<at::Tensor>& parts, const at::Tensor& x, const at::Tensor& output,
                          const ChannelStatistics& statistics, const at::Tensor& weight, double epsilon) {
  const int64_t channels = x.size(1), rows = pixels_of(x);
  GradientRows<T> g{};
  g.count = static_cast<int64_t>(parts.size());
  for (size_t k = 0; k < parts.size(); ++k)
    g.parts[k] = rows_of<const T>(parts[k], parts[k].sizes() == x.sizes() ? 1 : x.size(2) * x.size(3));
  g.x = rows_of<const T>(x);
  g.relu = output.defined();
  g.output = g.relu ? rows_of<const T>(output) : g.x;
  g.sum = rows_of<T>(parts[0]);

  const float* mean = statistics.mean.data_ptr<float>();
  const std::vector<double> sums = total(gather(g, rows, channels, mean));
  NormGradients out{parts[0], at::empty_like(x), floats({channels}), floats({channels})};
  const at::Tensor terms = floats({3, channels});
  float *factor = terms.data_ptr<float>(), *offset = factor + channels, *slope = offset + channels;
  for (int64_t c = 0; c < channels; ++c) {
    const double inverse = 1 / std::sqrt(statistics.variance.data_ptr<float>()[c] + epsilon);
    const double sum = sums[static_cast<size_t>(c)], product = sums[static_cast<size_t>(channels + c)];
    const auto count = static_cast<double>(rows);
    factor[c] = static_cast<float>(weight.data_ptr<float>()[c] * inverse);
    offset[c] = static_cast<float>(sum / count);
    slope[c] = static_cast<float>(product * inverse * inverse / count);
    out.weight.data_ptr<float>()[c] = static_cast<float>(product * inverse);
    out.bias.data_ptr<float>()[c] = static_cast<float>(sum);
  }
  const auto to = rows_of<T>(out.input);
  at::parallel_for(0, rows, kBlock, [&](int64_t begin, int64_t end) {
    spread(g.sum, g.x, to, begin, end, mean, factor, offset, slope, channels);
  });
  return out;
}

}  // namespace

ChannelStatistics channel_statistics(const at::Tensor& x) {
  return x.scalar_type() == at::kFloat ? statistics_of<float>(x) : statistics_of<Half>(x);
}

void scale_and_shift(const at::Tensor& x, const at::Tensor& scale, const at::Tensor& shift, const at::Tensor& shortcut,
                     bool relu, const at::Tensor& out) {
  if (x.scalar_type() == at::kFloat)
    apply_all<float>(x, scale, shift, shortcut, relu, out);
  else
    apply_all<Half>(x, scale, shift, shortcut, relu, out);
}

NormGradients norm_backward(const std::vector<at::Tensor>& parts, const at::Tensor& x, const at::Tensor& output,
                            const ChannelStatistics& statistics, const at::Tensor& weight, double epsilon) {
  TORCH_INTERNAL_ASSERT(!parts.empty() && parts[0].sizes() == x.sizes() && parts.size() <= kMostParts);
  return x.scalar_type() == at::kFloat ? backward_of<float>(parts, x, output, statistics, weight, epsilon)
                                       : backward_of<Half>(parts, x, output, statistics, weight, epsilon);
}

}  // namespace atelier::torch_models
