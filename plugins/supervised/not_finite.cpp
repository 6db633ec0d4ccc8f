#include "not_finite.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace atelier::supervised {

namespace {

// Of a float32 without its sign: the infinity, above it the NaNs.
constexpr uint32_t kInfinity = 0x7f800000;

// One direction of a tensor in memory.
struct Side {
  int64_t size;
  int64_t step;
};

// Longest steps first, and sides that lie on end in memory made one: any order of the sides of a dense tensor becomes a
// single one.
std::vector<Side> sides_of(const atelier_tensor& t) {
  std::vector<Side> sides;
  int64_t step = 1;
  for (int32_t i = t.ndim - 1; i >= 0; --i) {
    if (t.shape[i] != 1) sides.push_back({t.shape[i], t.strides ? t.strides[i] : step});
    step *= t.shape[i];
  }
  std::sort(sides.begin(), sides.end(), [](Side a, Side b) { return std::llabs(a.step) > std::llabs(b.step); });
  std::vector<Side> merged;
  for (const Side& side : sides) {
    if (!merged.empty() && merged.back().step == side.size * side.step)
      merged.back() = {merged.back().size * side.size, side.step};
    else
      merged.push_back(side);
  }
  return merged;
}

bool any_from(const float* at, int64_t size, int64_t step, uint32_t limit) {
  uint32_t found = 0;
  for (int64_t i = 0; i < size; ++i) {
    uint32_t bits;
    std::memcpy(&bits, at + i * step, sizeof bits);
    found |= (bits & 0x7fffffff) >= limit ? 1u : 0u;
  }
  return found != 0;
}

// limit: the least value, as bits without sign, that is looked for. Rows are looked through in pieces, without a branch
// in them.
bool any_from(const float* at, span<const Side> sides, uint32_t limit) {
  constexpr int64_t kPiece = 16384;
  if (sides.empty()) return any_from(at, 1, 1, limit);
  const Side& side = sides[0];
  if (sides.size() > 1) {
    for (int64_t i = 0; i < side.size; ++i)
      if (any_from(at + i * side.step, {&sides[1], sides.size() - 1}, limit)) return true;
    return false;
  }
  for (int64_t i = 0; i < side.size; i += kPiece) {
    const int64_t size = std::min(kPiece, side.size - i);
    const float* piece = at + i * side.step;
    if (side.step == 1 ? any_from(piece, size, 1, limit) : any_from(piece, size, side.step, limit)) return true;
  }
  return false;
}

}  // namespace

const atelier_parameter* find_not_finite(const std::vector<atelier_parameter>& parameters) {
  for (const atelier_parameter& parameter : parameters) {
    const atelier_tensor& t = *parameter.value;
    if (t.device.type != ATELIER_DEVICE_CPU || !same_dtype(t.dtype, dtype_of<float>()) || element_count(t) == 0)
      continue;
    const auto* first = reinterpret_cast<const float*>(static_cast<const char*>(t.data) + t.byte_offset);
    const std::vector<Side> sides = sides_of(t);
    if (any_from(first, sides, parameter.trainable ? kInfinity : kInfinity + 1)) return &parameter;
  }
  return nullptr;
}

}  // namespace atelier::supervised
