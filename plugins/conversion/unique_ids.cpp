#include "conversion/unique_ids.hpp"

#include <algorithm>

namespace conversion {
namespace {

constexpr int64_t kMostExact = int64_t{1} << 53;

}  // namespace

UniqueIds::UniqueIds(std::vector<int64_t> all) : all_(std::move(all)) {
  std::sort(all_.begin(), all_.end());
  for (size_t i = 1; i < all_.size(); ++i)
    if (all_[i] == all_[i - 1]) repeated_.insert(all_[i]);
  if (!all_.empty() && all_.back() >= 1 && all_.back() < kMostExact - static_cast<int64_t>(all_.size()))
    free_ = all_.back() + 1;
}

int64_t UniqueIds::next(int64_t id) {
  if (id == kMissing) return new_id();
  if (repeated_.count(id) == 0 || given_.insert(id).second) return id;
  return new_id();
}

int64_t UniqueIds::new_id() {
  while (std::binary_search(all_.begin(), all_.end(), free_)) ++free_;
  ++renumbered_;
  return free_++;
}

}  // namespace conversion
