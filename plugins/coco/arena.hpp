// Keeps many short arrays of plain values for good, in a few large blocks: no array moves once it is kept, and growing
// never copies what is there.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

namespace atelier::coco {

template <class T>
class Arena {
 public:
  // A copy of the values, at an address that stays. Null for none.
  T* keep(const std::vector<T>& values) {
    if (values.empty()) return nullptr;
    if (values.size() > free_) {
      free_ = std::max(values.size(), kBlock);
      blocks_.push_back(std::make_unique_for_overwrite<T[]>(free_));
      next_ = blocks_.back().get();
    }
    T* kept = next_;
    std::copy(values.begin(), values.end(), kept);
    next_ += values.size();
    free_ -= values.size();
    return kept;
  }

 private:
  static constexpr size_t kBlock = size_t{1} << 16;
  std::vector<std::unique_ptr<T[]>> blocks_;
  T* next_ = nullptr;
  size_t free_ = 0;
};

}  // namespace atelier::coco
