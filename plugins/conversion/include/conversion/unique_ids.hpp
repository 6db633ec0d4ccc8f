// Ids for a file in which each may stand once only: kept where they are unique, new ones where not.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

namespace conversion {

// One thread at a time.
class UniqueIds {
 public:
  static constexpr int64_t kMissing = -1;  // what readers give for an id that the source does not have

  // All ids of the source, in any order.
  explicit UniqueIds(std::vector<int64_t> all);

  // The id for the next item, which had `id` in the source: that id, unless it is missing or was given out before. New
  // ids go on above the highest one, or, where that is beyond what a double holds (2^53), take what is free from 1.
  int64_t next(int64_t id);
  // How many got a new id.
  uint64_t renumbered() const { return renumbered_; }

 private:
  int64_t new_id();

  std::vector<int64_t> all_;  // sorted
  std::unordered_set<int64_t> repeated_;
  std::unordered_set<int64_t> given_;  // of the repeated ones
  int64_t free_ = 1;
  uint64_t renumbered_ = 0;
};

}  // namespace conversion
