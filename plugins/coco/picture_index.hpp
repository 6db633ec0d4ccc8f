// Finds a picture by its id: an open hash table of indices, four to eight bytes a picture.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace atelier::coco {

class PictureIndex {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  // Takes the id of the picture that comes next (0, 1, …). False when an earlier picture has it.
  bool add(int64_t id) {
    if (2 * (ids_.size() + 1) > slots_.size()) grow();
    uint32_t& slot = slot_of(id);
    if (slot != kNone) return false;
    slot = static_cast<uint32_t>(ids_.size());
    ids_.push_back(id);
    return true;
  }
  // Its place in the order of adding, or kNone. [any]
  uint32_t find(int64_t id) const { return slots_.empty() ? kNone : const_cast<PictureIndex*>(this)->slot_of(id); }

 private:
  uint32_t& slot_of(int64_t id) {
    // The finaliser of splitmix64 (S. Vigna): every bit of the id moves every bit of the place.
    uint64_t hash = static_cast<uint64_t>(id);
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
    hash ^= hash >> 31;
    for (;; ++hash) {
      uint32_t& slot = slots_[hash & (slots_.size() - 1)];
      if (slot == kNone || ids_[slot] == id) return slot;
    }
  }
  void grow() {
    slots_.assign(std::bit_ceil(4 * (ids_.size() + 1)), kNone);
    for (size_t i = 0; i < ids_.size(); ++i) slot_of(ids_[i]) = static_cast<uint32_t>(i);
  }

  std::vector<uint32_t> slots_;
  std::vector<int64_t> ids_;
};

}  // namespace atelier::coco
