// How often each id is named, in one pass over a file: small ids in a table, others in a map that grows with what is
// named, not on the word of a number.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace atelier::coco {

class IdCounts {
 public:
  void add(int64_t id, uint64_t times = 1) {
    if (static_cast<uint64_t>(id) >= kSmall) {
      large_[id] += times;
      return;
    }
    if (small_.empty()) small_.resize(kSmall);
    small_[static_cast<size_t>(id)] += times;
  }
  void merge(const IdCounts& other) {
    other.for_each([this](int64_t id, uint64_t times) { add(id, times); });
  }
  // take(id, times), in no order.
  template <class Take>
  void for_each(Take take) const {
    for (size_t id = 0; id < small_.size(); ++id)
      if (small_[id] != 0) take(static_cast<int64_t>(id), small_[id]);
    for (const auto& [id, times] : large_) take(id, times);
  }

 private:
  static constexpr uint64_t kSmall = 2048;
  std::vector<uint64_t> small_;
  std::unordered_map<int64_t, uint64_t> large_;
};

}  // namespace atelier::coco
