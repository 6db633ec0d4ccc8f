// Sixteen numbers at a time, for the loops that LibTorch has no operator for. Plain vector extensions of GCC and Clang:
// a function marked ATELIER_KERNEL is compiled for AVX-512, for AVX2 and for any x86-64, and the loader picks one. The
// order of all sums is the same in each; only fused multiply-adds round differently.
//
// Loops are written once, as always_inline templates over the element type (float, or BFloat16 as its 16 bits), and
// called from kernels. bfloat16 is widened exactly and narrowed to nearest even.
#pragma once

#include <cstdint>
#include <cstring>

#if defined(__x86_64__) && defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
#define ATELIER_KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ATELIER_KERNEL
#endif
#define ATELIER_INLINE __attribute__((always_inline)) inline

namespace atelier::torch_models {

constexpr int64_t kLanes = 16;
using Lanes = float __attribute__((vector_size(64)));
using IntLanes = int32_t __attribute__((vector_size(64)));
using BitLanes = uint32_t __attribute__((vector_size(64)));
using HalfLanes = uint16_t __attribute__((vector_size(32)));

// The bits of a bfloat16.
using Half = uint16_t;

// The next multiple of the lanes.
constexpr int64_t padded(int64_t count) { return (count + kLanes - 1) / kLanes * kLanes; }

template <class T>
ATELIER_INLINE T from_memory(const void* p) {
  T v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

ATELIER_INLINE Lanes all(float v) { return v - Lanes{}; }
ATELIER_INLINE Lanes load(const float* p) { return from_memory<Lanes>(p); }
ATELIER_INLINE Lanes load(const Half* p) {
  const BitLanes bits = __builtin_convertvector(from_memory<HalfLanes>(p), BitLanes) << 16;
  return from_memory<Lanes>(&bits);
}
ATELIER_INLINE void store(float* p, Lanes v) { std::memcpy(p, &v, sizeof v); }
ATELIER_INLINE void store(Half* p, Lanes v) {
  const BitLanes bits = from_memory<BitLanes>(&v);
  const HalfLanes half = __builtin_convertvector((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16, HalfLanes);
  std::memcpy(p, &half, sizeof half);
}

ATELIER_INLINE Lanes greater_of(Lanes a, Lanes b) { return a > b ? a : b; }

// The upper half on the lower one, then quarters, eighths and sixteenths; in every lane, in the same order everywhere.
template <class Combine>
ATELIER_INLINE float combined(Lanes v, Combine combine) {
  v = combine(v, __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  v = combine(v, __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
  v = combine(v, __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
  v = combine(v, __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
  return v[0];
}
ATELIER_INLINE float sum_of(Lanes v) {
  return combined(
      v, [](Lanes a, Lanes b) __attribute__((always_inline)) { return a + b; });
}
ATELIER_INLINE float greatest_of(Lanes v) {
  return combined(
      v, [](Lanes a, Lanes b) __attribute__((always_inline)) { return a > b ? a : b; });
}

// e^x for x <= 0, to about one unit in the last place; below -87 as good as nothing; NaN stays NaN.
// Source: the range reduction and the polynomial of Moshier's Cephes library, expf.
ATELIER_INLINE Lanes exp_of(Lanes x) {
  x = x < -87.0f ? all(-87.0f) : x;
  const Lanes magic = all(12582912.0f);  // 1.5 * 2^23: adding it rounds to an integer
  const Lanes shifted = x * 1.44269504f + magic;
  const Lanes n = shifted - magic;
  const Lanes r = x - n * 0.693359375f + n * 2.12194440e-4f;
  Lanes p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  const BitLanes power = (from_memory<BitLanes>(&shifted) << 23) + 0x3f800000u;
  return p * from_memory<Lanes>(&power);
}

}  // namespace atelier::torch_models
