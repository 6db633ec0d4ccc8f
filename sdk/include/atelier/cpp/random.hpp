// Atelier SDK, C++17 layer: random numbers that are the same everywhere.
//
// The standard distributions differ between libraries; these do not. Generator: SplitMix64 (Steele, Lea, Flood: Fast
// Splittable Pseudorandom Number Generators, 2014).
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

namespace atelier {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  // In [0, 1), 53 bits.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  // In [0, n), n > 0, without bias.
  uint64_t below(uint64_t n) {
    const uint64_t limit = UINT64_MAX - UINT64_MAX % n;
    uint64_t x = next();
    while (x >= limit) x = next();
    return x % n;
  }
  template <class Container>
  void shuffle(Container& items) {
    for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  uint64_t state_;
};

// A seed that depends on all its inputs and on nothing else.
inline uint64_t mix_seed(uint64_t seed, uint64_t value) {
  return Random(seed ^ (value * 0xff51afd7ed558ccdu + 1)).next();
}
inline uint64_t mix_seed(uint64_t seed, std::string_view key) {
  uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return mix_seed(seed, hash);
}

}  // namespace atelier
