#include "fingerprint.hpp"

#include <algorithm>
#include <vector>

#include "lanes.hpp"

namespace atelier::torch_models {
namespace {

constexpr int64_t kPiece = 1 << 16;  // bytes

uint64_t mixed(uint64_t v) {
  v = (v ^ (v >> 33)) * 0xff51afd7ed558ccdull;
  return (v ^ (v >> 29)) * 0xc4ceb9fe1a85ec53ull;
}

// FNV-1a over words, in sixteen lanes (Fowler, Noll and Vo, 1991).
ATELIER_KERNEL uint64_t hash_of(const char* data, int64_t size) {
  BitLanes lanes = BitLanes{} + 2166136261u;
  int64_t i = 0;
  for (; i + 64 <= size; i += 64) lanes = (lanes ^ from_memory<BitLanes>(data + i)) * 16777619u;
  BitLanes rest{};
  std::memcpy(&rest, data + i, static_cast<size_t>(size - i));
  lanes = (lanes ^ rest) * 16777619u;
  uint64_t out = static_cast<uint64_t>(size);
  for (int64_t lane = 0; lane < kLanes; ++lane) out = mixed(out + lanes[lane]);
  return out;
}

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
      hashes[static_cast<size_t>(i)] = hash_of(piece.data, piece.size);
    }
  });
  uint64_t out = 0;
  for (const uint64_t hash : hashes) out = mixed(out * 31 + hash);
  return out;
}

}  // namespace atelier::torch_models
