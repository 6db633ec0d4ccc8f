#include "box_idct.hpp"

#include <cstring>

#include "zigzag.hpp"

namespace pictures {

namespace {

using Four = float __attribute__((vector_size(16)));
using FourIntegers = int32_t __attribute__((vector_size(16)));

// cos(k*pi/16), to the bit the same with every mathematics library.
constexpr std::array<double, 8> kCos16 = {1.0,
                                          0.98078528040323044913,
                                          0.92387953251128675613,
                                          0.83146961230254523708,
                                          0.70710678118654752440,
                                          0.55557023301960222474,
                                          0.38268343236508977173,
                                          0.19509032201612826785};

// What the kernels of one axis expect to have been multiplied in.
double factor(int k, int count) {
  const double plain = k == 0 ? 0.5 * kCos16[4] : 0.5;
  if (count == 8) return plain;
  if (count == 1) return k == 0 ? plain : 0;
  return k == 4 ? 0 : plain * kCos16[static_cast<size_t>(k)];
}

constexpr float kA = static_cast<float>(kCos16[2]), kB = static_cast<float>(kCos16[4]),
                kD = static_cast<float>(kCos16[6]);

// One axis, for any kind of vector. The even half of the 8 points is the 4-point transform of the even coefficients.
template <class V>
[[gnu::always_inline]] inline void transform(const std::array<V, 8>& c, std::array<V, 8>& x) {
  constexpr float k1 = static_cast<float>(kCos16[1]), k3 = static_cast<float>(kCos16[3]),
                  k5 = static_cast<float>(kCos16[5]), k7 = static_cast<float>(kCos16[7]);
  const V m = kB * c[4], p = c[0] + m, q = c[0] - m;
  const V r = kA * c[2] + kD * c[6], s = kD * c[2] - kA * c[6];
  const V e0 = p + r, e3 = p - r, e1 = q + s, e2 = q - s;
  const V o0 = k1 * c[1] + k3 * c[3] + (k5 * c[5] + k7 * c[7]);
  const V o1 = k3 * c[1] - k7 * c[3] - (k1 * c[5] + k5 * c[7]);
  const V o2 = k5 * c[1] - k1 * c[3] + (k7 * c[5] + k3 * c[7]);
  const V o3 = k7 * c[1] - k5 * c[3] + (k3 * c[5] - k1 * c[7]);
  x = {e0 + o0, e1 + o1, e2 + o2, e3 + o3, e3 - o3, e2 - o2, e1 - o1, e0 - o0};
}

template <int N, class V>
[[gnu::always_inline]] inline void averages(const std::array<V, 8>& c, std::array<V, 8>& x) {
  if constexpr (N == 8) {
    transform(c, x);
  } else if constexpr (N == 1) {
    x[0] = c[0];
  } else {
    const V t1 = c[1] - c[7], t3 = c[3] - c[5];
    const V o0 = kA * t1 + kD * t3, o1 = kD * t1 - kA * t3;
    if constexpr (N == 2) {
      const V o = 0.5F * (o0 + o1);
      x[0] = c[0] + o;
      x[1] = c[0] - o;
    } else {
      const V t2 = kB * (c[2] - c[6]), e0 = c[0] + t2, e1 = c[0] - t2;
      x[0] = e0 + o0;
      x[1] = e1 + o1;
      x[2] = e1 - o1;
      x[3] = e0 - o0;
    }
  }
}

void transpose(Four& a, Four& b, Four& c, Four& d) {
  const Four p = __builtin_shufflevector(a, b, 0, 4, 1, 5), q = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  const Four r = __builtin_shufflevector(a, b, 2, 6, 3, 7), s = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  a = __builtin_shufflevector(p, q, 0, 1, 4, 5);
  b = __builtin_shufflevector(p, q, 2, 3, 6, 7);
  c = __builtin_shufflevector(r, s, 0, 1, 4, 5);
  d = __builtin_shufflevector(r, s, 2, 3, 6, 7);
}

template <class V>
V clamped(V v) {
  v = v + 128.0F;
  v = v < 0.0F ? V{} : v;
  return v > 255.0F ? V{} + 255.0F : v;
}

[[gnu::always_inline]] inline Four four_at(const int32_t* coefficients, const float* factors, size_t at) {
  FourIntegers integers;
  Four times;
  std::memcpy(&integers, coefficients + at, sizeof integers);
  std::memcpy(&times, factors + at, sizeof times);
  return __builtin_convertvector(integers, Four) * times;
}

// Kept: how many coefficients along each axis may be other than zero.
template <int Rows, int Columns, size_t Kept>
void run_kept(const int32_t* in, const float* factors, float* out, size_t stride) {
  constexpr size_t kSides = Kept / 4;  // the left and right four columns
  std::array<std::array<Four, 8>, kSides> down{};
  for (size_t side = 0; side < kSides; ++side) {
    std::array<Four, 8> half{};
    for (size_t y = 0; y < Kept; ++y) half[y] = four_at(in, factors, 8 * y + 4 * side);
    averages<Rows>(half, down[side]);
  }
  for (size_t first = 0; first < Rows; first += 4) {  // four rows at a time, transposed
    std::array<Four, 8> c{}, x{};
    for (size_t side = 0; side < kSides; ++side) {
      for (size_t i = 0; i < 4; ++i) c[4 * side + i] = down[side][first + i];
      transpose(c[4 * side], c[4 * side + 1], c[4 * side + 2], c[4 * side + 3]);
    }
    averages<Columns>(c, x);
    transpose(x[0], x[1], x[2], x[3]);
    if constexpr (Columns == 8) transpose(x[4], x[5], x[6], x[7]);
    for (size_t i = 0; i < 4 && first + i < Rows; ++i) {
      float* row = out + (first + i) * stride;
      const Four left = clamped(x[i]);
      std::memcpy(row, &left, sizeof(float) * (Columns < 4 ? Columns : 4));
      if constexpr (Columns == 8) {
        const Four right = clamped(x[4 + i]);
        std::memcpy(row + 4, &right, sizeof right);
      }
    }
  }
}

template <int Rows, int Columns>
void run(const int32_t* in, const float* factors, unsigned last, float* out, size_t stride) {
  constexpr unsigned kWithinFour = 9;  // up to here the zigzag stays within the first four rows and columns
  if (last == 0) {
    const float value = clamped(static_cast<float>(in[0]) * factors[0]);
    for (int y = 0; y < Rows; ++y)
      for (int x = 0; x < Columns; ++x) out[static_cast<size_t>(y) * stride + static_cast<size_t>(x)] = value;
  } else if (last <= kWithinFour) {
    run_kept<Rows, Columns, 4>(in, factors, out, stride);
  } else {
    run_kept<Rows, Columns, 8>(in, factors, out, stride);
  }
}

template <int Rows>
BoxIdct for_columns(int columns) {
  return columns == 8 ? run<Rows, 8> : columns == 4 ? run<Rows, 4> : columns == 2 ? run<Rows, 2> : run<Rows, 1>;
}

}  // namespace

std::array<float, 64> box_idct_factors(const std::array<uint16_t, 64>& quantisation, int rows, int columns) {
  std::array<float, 64> out{};
  for (size_t i = 0; i < 64; ++i) {
    const int natural = kNatural[i];
    out[kNatural[i]] = static_cast<float>(quantisation[i] * factor(natural / 8, rows) * factor(natural % 8, columns));
  }
  return out;
}

BoxIdct box_idct(int rows, int columns) {
  return rows == 8   ? for_columns<8>(columns)
         : rows == 4 ? for_columns<4>(columns)
         : rows == 2 ? for_columns<2>(columns)
                     : for_columns<1>(columns);
}

}  // namespace pictures
