#include "dropout_mask.hpp"

#include "lanes.hpp"

namespace atelier::torch_models {
namespace {

// The finaliser of MurmurHash3 (Appleby, 2011), twice, with half of the seed each time.
ATELIER_INLINE BitLanes mixed(BitLanes v, uint32_t low, uint32_t high) {
  for (const uint32_t seed : {low, high}) {
    v ^= seed;
    v = (v ^ (v >> 16)) * 0x85ebca6bu;
    v = (v ^ (v >> 13)) * 0xc2b2ae35u;
    v ^= v >> 16;
  }
  return v;
}

template <class T>
ATELIER_INLINE void fill_range(T* out, int64_t begin, int64_t end, uint32_t below, float kept, uint64_t seed) {
  for (int64_t i = begin; i < end; i += kLanes) {
    BitLanes index = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    index += static_cast<uint32_t>(i);
    const BitLanes random = mixed(index, static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32));
    const Lanes factors = random < below ? Lanes{} : all(kept);
    if (i + kLanes <= end) {
      store(out + i, factors);
      continue;
    }
    T rest[kLanes];
    store(rest, factors);
    for (int64_t k = 0; i + k < end; ++k) out[i + k] = rest[k];
  }
}
ATELIER_KERNEL void fill(float* out, int64_t begin, int64_t end, uint32_t below, float kept, uint64_t seed) {
  fill_range(out, begin, end, below, kept, seed);
}
ATELIER_KERNEL void fill(Half* out, int64_t begin, int64_t end, uint32_t below, float kept, uint64_t seed) {
  fill_range(out, begin, end, below, kept, seed);
}

}  // namespace

at::Tensor dropout_mask(const at::Tensor& x, double p, uint64_t seed) {
  const at::Tensor out = at::empty_like(x);
  const auto below = static_cast<uint32_t>(p * 4294967296.0);
  const auto kept = static_cast<float>(1 / (1 - p));
  constexpr int64_t kPiece = 4096;
  const int64_t count = out.numel();
  at::parallel_for(0, (count + kPiece - 1) / kPiece, 1, [&](int64_t begin, int64_t end) {
    const int64_t first = begin * kPiece, last = std::min(count, end * kPiece);
    if (out.scalar_type() == at::kFloat)
      fill(out.data_ptr<float>(), first, last, below, kept, seed);
    else
      fill(static_cast<Half*>(out.data_ptr()), first, last, below, kept, seed);
  });
  return out;
}

}  // namespace atelier::torch_models
