#include "fingerprint.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <vector>

namespace atelier::torch_models {
namespace {

constexpr int64_t kPiece = 1 << 16;  // bytes

struct Piece {
  const char* data;
  int64_t size;
};

}  // namespace

uint64_t fingerprint(const State& state) {
  std::vector<Piece> pieces;
  for (const State::Entry& entry : state.entries()) {
    const auto* data = static_cast<const char*>(entry.value.data_ptr());
    const auto size = static_cast<int64_t>(entry.value.nbytes());
    for (int64_t at = 0; at < size; at += kPiece) pieces.push_back({data + at, std::min(kPiece, size - at)});
  }
  std::vector<uint64_t> hashes(pieces.size());
  at::parallel_for(0, static_cast<int64_t>(pieces.size()), 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const Piece& piece = pieces[static_cast<size_t>(i)];
      hashes[static_cast<size_t>(i)] = XXH3_64bits(piece.data, static_cast<size_t>(piece.size));
    }
  });
  return XXH3_64bits(hashes.data(), hashes.size() * sizeof hashes[0]);
}

}  // namespace atelier::torch_models
